/**
 * The history tables of other migration tools: which tool's a table is, what its rows say, and how they are kept true beside the
 * journal, so that a database can be taken over from such a tool and be given back.
 */
@NullMarked
package dev.whimbrel.peer;

import org.jspecify.annotations.NullMarked;
