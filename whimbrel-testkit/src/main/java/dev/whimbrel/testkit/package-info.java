/**
 * What tests of Whimbrel stand on: a fresh database of a real PostgreSQL for every test
 * ({@link dev.whimbrel.testkit.FreshDatabases}), the whole content of a database as comparable text
 * ({@link dev.whimbrel.testkit.CatalogFingerprint}), text archives for golden files and stories
 * ({@link dev.whimbrel.testkit.Txtar}), a proxy that counts round trips
 * ({@link dev.whimbrel.testkit.CountingProxy}), and a server of a test's own that can be crashed
 * ({@link dev.whimbrel.testkit.OwnServer}).
 */
@NullMarked
package dev.whimbrel.testkit;

import org.jspecify.annotations.NullMarked;
