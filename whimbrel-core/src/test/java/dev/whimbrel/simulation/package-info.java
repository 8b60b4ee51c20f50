/** Generated migrations, seeded faults and two runs at once, judged by the database alone. */
@NullMarked
package dev.whimbrel.simulation;

import org.jspecify.annotations.NullMarked;
