package dev.whimbrel.cli.as;

import java.util.Optional;

/**
 * What an old command line comes to.
 *
 * @param act what it was called there, which decides how it is answered
 * @param line what carries it out
 * @param first what is done before, in a database in which nothing is applied yet
 */
record Wanted(String act, Line line, Optional<Line> first) {
  Wanted(String act, Line line) {
    this(act, line, Optional.empty());
  }
}
