package dev.whimbrel.source;

/** How a new migration gets its version. */
public enum Numbering {
  /** As the directory's last one did: the next number of as many digits, or the time; in an empty directory the time. */
  AS_BEFORE,
  /** The next number. */
  SEQUENTIAL
}
