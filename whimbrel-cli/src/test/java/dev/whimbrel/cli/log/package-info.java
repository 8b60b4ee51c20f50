@NullMarked
package dev.whimbrel.cli.log;

import org.jspecify.annotations.NullMarked;
