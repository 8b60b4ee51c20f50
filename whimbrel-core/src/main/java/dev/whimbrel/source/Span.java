package dev.whimbrel.source;

/**
 * Some lines of a file.
 *
 * @param from the first one, counted from 1
 * @param to the one after the last
 */
record Span(int from, int to) {
  boolean holds(int line) {
    return from <= line && line < to;
  }
}
