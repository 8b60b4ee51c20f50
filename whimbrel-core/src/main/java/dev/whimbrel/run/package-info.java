/**
 * The only code that changes a database: carries out a plan and tells everything it does. Each step is one transaction with its
 * journal row, or, where the server allows no transaction, statement by statement with a row for each.
 */
@NullMarked
package dev.whimbrel.run;

import org.jspecify.annotations.NullMarked;
