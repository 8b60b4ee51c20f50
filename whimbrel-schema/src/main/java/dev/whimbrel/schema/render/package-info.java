/**
 * A schema as a text: HCL, JSON, Mermaid, and a drawing as SVG or HTML. Functions of a {@code DatabaseSchema} alone, so that the same
 * schema always gives the same bytes; what read it is {@code inspect}, what writes the text somewhere is the command line.
 */
@NullMarked
package dev.whimbrel.schema.render;

import org.jspecify.annotations.NullMarked;
