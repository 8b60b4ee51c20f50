/**
 * What is to be done, worked out before anything is: a pure function of migrations, history, goal and policy.
 */
@NullMarked
package dev.whimbrel.plan;

import org.jspecify.annotations.NullMarked;
