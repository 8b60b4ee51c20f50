/** What a statement asks for, as far as its text tells: the commands of PostgreSQL that change a schema. Pure. */
@NullMarked
package dev.whimbrel.schema.command;

import org.jspecify.annotations.NullMarked;
