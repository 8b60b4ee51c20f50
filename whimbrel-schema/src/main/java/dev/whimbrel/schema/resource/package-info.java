/** Files that lie beside classes. */
@NullMarked
package dev.whimbrel.schema.resource;

import org.jspecify.annotations.NullMarked;
