@NullMarked
package dev.whimbrel.kubernetes.operator;

import org.jspecify.annotations.NullMarked;
