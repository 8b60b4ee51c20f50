/** Jobs that migrate: how they are made, followed and judged. */
@NullMarked
package dev.whimbrel.kubernetes.job;

import org.jspecify.annotations.NullMarked;
