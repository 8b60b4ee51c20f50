@NullMarked
package dev.whimbrel.examples.app;

import org.jspecify.annotations.NullMarked;
