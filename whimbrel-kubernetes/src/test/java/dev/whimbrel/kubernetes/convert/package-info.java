@NullMarked
package dev.whimbrel.kubernetes.convert;

import org.jspecify.annotations.NullMarked;
