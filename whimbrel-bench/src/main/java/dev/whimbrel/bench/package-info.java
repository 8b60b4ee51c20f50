/**
 * Benchmarks of what happens between the bytes of a directory and a plan: dividing text into statements, checksums, reading a
 * directory, planning. None of it needs a database. {@code bench/jmh} runs them.
 */
@NullMarked
package dev.whimbrel.bench;

import org.jspecify.annotations.NullMarked;
