@NullMarked
package dev.whimbrel.testkit;

import org.jspecify.annotations.NullMarked;
