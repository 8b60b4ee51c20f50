/**
 * Project files in HCL, as Atlas has them: parsed with the place of everything, evaluated only where a value is asked for. Pure: what a
 * file may learn of its surroundings is handed in.
 */
@NullMarked
package dev.whimbrel.cli.settings.hcl;

import org.jspecify.annotations.NullMarked;
