package dev.whimbrel.source;

/** Which way a part of a migration goes. */
enum Way {
  UP, DOWN
}
