package dev.whimbrel.cli.as;

/**
 * What an old command line comes to.
 *
 * @param act what it was called there, which decides how it is answered
 * @param line what carries it out
 */
record Wanted(String act, Line line) {}
