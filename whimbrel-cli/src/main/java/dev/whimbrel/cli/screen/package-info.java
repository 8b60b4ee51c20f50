/**
 * What a person sees: tables, colours, problems with the line they are about, and the live line of what runs.
 */
@NullMarked
package dev.whimbrel.cli.screen;

import org.jspecify.annotations.NullMarked;
