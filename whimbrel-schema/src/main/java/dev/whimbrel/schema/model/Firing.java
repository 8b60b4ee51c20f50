package dev.whimbrel.schema.model;

/** In which sessions a trigger or a rule fires; a plain one has {@code ORIGIN}. */
public enum Firing {
  ORIGIN, DISABLED, REPLICA, ALWAYS
}
