package dev.whimbrel.schema.model;

/** Whether a relation survives a crash. */
public enum Persistence {
  LOGGED, UNLOGGED
}
