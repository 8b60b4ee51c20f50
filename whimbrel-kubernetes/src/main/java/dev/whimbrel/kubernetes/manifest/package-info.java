/** What an installation consists of, as objects and as text. Pure. */
@NullMarked
package dev.whimbrel.kubernetes.manifest;

import org.jspecify.annotations.NullMarked;
