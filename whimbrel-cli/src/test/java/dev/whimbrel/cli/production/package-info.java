/**
 * Deployments, backups, whole databases and the look at what runs, on real servers.
 */
@NullMarked
package dev.whimbrel.cli.production;

import org.jspecify.annotations.NullMarked;
