/** Work on several services or databases side by side. */
@NullMarked
package dev.whimbrel.fleet;

import org.jspecify.annotations.NullMarked;
