@NullMarked
package dev.whimbrel.kubernetes.decide;

import org.jspecify.annotations.NullMarked;
