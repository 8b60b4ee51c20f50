package dev.whimbrel.schema.diff;

/** One thing to do; what it takes in SQL is decided later, and may be nothing. */
record Action(Verb verb, Key key) {
  /** What is done. */
  enum Verb {
    /** A type that columns still have is given another name, until they have the new one. */
    DROP, ALTER, CREATE,
    /** The type that was given another name is dropped. */
    FINISH
  }

  static Action drop(Key key) {
    return new Action(Verb.DROP, key);
  }

  static Action alter(Key key) {
    return new Action(Verb.ALTER, key);
  }

  static Action create(Key key) {
    return new Action(Verb.CREATE, key);
  }

  static Action finish(Key key) {
    return new Action(Verb.FINISH, key);
  }
}
