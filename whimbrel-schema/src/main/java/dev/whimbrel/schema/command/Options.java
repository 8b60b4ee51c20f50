package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Option;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Reads words that may stand in many commands. */
final class Options {
  private Options() {}

  /** None so far. */
  static Set<Option> none() {
    return EnumSet.noneOf(Option.class);
  }

  /** As they are; in the order of their declaration. */
  static Set<Option> of(Set<Option> options) {
    return options.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(options));
  }

  /** Adds an option if its words come next, which are passed over. */
  static boolean accept(Cursor cursor, Set<Option> options, Option option, String... words) {
    boolean accepted = cursor.accept(words);
    if (accepted) {
      options.add(option);
    }
    return accepted;
  }

  static void ifExists(Cursor cursor, Set<Option> options) {
    accept(cursor, options, Option.IF_EXISTS, "IF", "EXISTS");
  }

  static void ifNotExists(Cursor cursor, Set<Option> options) {
    accept(cursor, options, Option.IF_NOT_EXISTS, "IF", "NOT", "EXISTS");
  }

  /** What is done to that which depends on something. */
  static void behaviour(Cursor cursor, Set<Option> options) {
    if (!accept(cursor, options, Option.CASCADE, "CASCADE")) {
      cursor.accept("RESTRICT");
    }
  }

  /** The query that follows {@code AS}, without what may be said after it of the rows that are there or will be. */
  static String query(Cursor cursor, Set<Option> options) {
    cursor.expect("AS");
    Cursor query = cursor;
    if (cursor.endsIn("WITH", "NO", "DATA")) {
      options.add(Option.WITH_NO_DATA);
      query = cursor.without(3);
    } else if (cursor.endsIn("WITH", "DATA")) {
      query = cursor.without(2);
    } else if (cursor.endsIn("WITH", "CHECK", "OPTION")) {
      query = cursor.without(3);
    } else if (cursor.endsIn("WITH", "LOCAL", "CHECK", "OPTION")
        || cursor.endsIn("WITH", "CASCADED", "CHECK", "OPTION")) {
      query = cursor.without(4);
    }
    String text = query.whole();
    if (text.isEmpty()) {
      cursor.odd();
    }
    return text;
  }
}
