/**
 * What PostgreSQL holds beside data, as records: read by {@code inspect}, compared and written by everything else. Names are as the
 * catalog holds them, unquoted; types and expressions are texts as the server prints them with an empty {@code search_path}, and are
 * only ever compared as such.
 */
@NullMarked
package dev.whimbrel.schema.model;

import org.jspecify.annotations.NullMarked;
