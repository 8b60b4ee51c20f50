/** What happens when things go wrong: real processes, killed and raced, and directories that must not run. */
@NullMarked
package dev.whimbrel.cli.faults;

import org.jspecify.annotations.NullMarked;
