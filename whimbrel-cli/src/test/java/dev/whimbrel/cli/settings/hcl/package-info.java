/** Tests of the reading of project files in HCL. */
@NullMarked
package dev.whimbrel.cli.settings.hcl;

import org.jspecify.annotations.NullMarked;
