@NullMarked
package dev.whimbrel.embedded;

import org.jspecify.annotations.NullMarked;
