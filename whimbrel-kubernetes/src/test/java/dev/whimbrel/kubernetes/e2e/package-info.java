/** What users see, on a real API server: see {@code docs/kubernetes/end-to-end.md}. */
@NullMarked
package dev.whimbrel.kubernetes.e2e;

import org.jspecify.annotations.NullMarked;
