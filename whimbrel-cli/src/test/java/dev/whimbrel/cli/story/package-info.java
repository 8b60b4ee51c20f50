/**
 * Plays the stories of {@code src/test/resources/stories}: text files with command lines and what they are to answer.
 */
@NullMarked
package dev.whimbrel.cli.story;

import org.jspecify.annotations.NullMarked;
