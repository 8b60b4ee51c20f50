/** The custom resources, as they stand in the API server. Their schemas are generated from these types. */
@NullMarked
package dev.whimbrel.kubernetes.api;

import org.jspecify.annotations.NullMarked;
