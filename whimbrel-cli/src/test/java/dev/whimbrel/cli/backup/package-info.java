@NullMarked
package dev.whimbrel.cli.backup;

import org.jspecify.annotations.NullMarked;
