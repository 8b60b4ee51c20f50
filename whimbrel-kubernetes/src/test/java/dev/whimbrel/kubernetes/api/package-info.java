@NullMarked
package dev.whimbrel.kubernetes.api;

import org.jspecify.annotations.NullMarked;
