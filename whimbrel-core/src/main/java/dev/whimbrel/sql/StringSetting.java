package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import org.jspecify.annotations.Nullable;

/** Follows {@code standard_conforming_strings} through a script. */
final class StringSetting {
  private static final String NAME = "STANDARD_CONFORMING_STRINGS";

  /** What a value says. */
  private enum Truth {
    YES, NO, UNREADABLE
  }

  private final Strings initial;
  private Strings session;
  private @Nullable Strings local;

  StringSetting(Strings initial) {
    this.initial = initial;
    this.session = initial;
  }

  /** The value that holds for the statement read at present. */
  Strings current() {
    return local == null ? session : local;
  }

  /** What was set for a transaction ends with it. */
  void transactionEnded() {
    local = null;
  }

  /** Carries out a statement as far as it concerns the setting; whether it does. */
  boolean apply(Words words) {
    if (words.accept("SET")) {
      return set(words);
    }
    return (words.accept("RESET") && reset(words)) || (words.accept("DISCARD") && discard(words));
  }

  private boolean set(Words words) {
    boolean forTransaction = words.accept("LOCAL");
    words.accept("SESSION");
    if (!words.value().equals(NAME)) {
      return false;
    }
    words.advance();
    if (words.accept('=') || words.accept("TO")) {
      assign(value(words), forTransaction);
    }
    return true;
  }

  private boolean reset(Words words) {
    boolean concerned = words.at("ALL") || words.value().equals(NAME);
    if (concerned) {
      assign(initial, false);
    }
    return concerned;
  }

  private boolean discard(Words words) {
    boolean concerned = words.at("ALL");
    if (concerned) {
      assign(initial, false);
    }
    return concerned;
  }

  /** Looks for calls of {@code set_config}; whether one of them sets it, or may, its name being no plain literal. */
  boolean applyCalls(Words words) {
    boolean concerned = false;
    while (!words.atEnd()) {
      boolean call = words.value().equals("SET_CONFIG");
      words.advance();
      if (call && words.accept('(')) {
        concerned |= call(words);
      }
    }
    return concerned;
  }

  private boolean call(Words words) {
    if (words.kind() != TokenKind.STRING) {
      return true;
    }
    if (!words.value().equals(NAME)) {
      return false;
    }
    words.advance();
    if (words.accept(',')) {
      Strings value = value(words);
      words.advance();
      assign(value, words.accept(',') && truth(words.value()) == Truth.YES);
    }
    return true;
  }

  private void assign(@Nullable Strings value, boolean forTransaction) {
    if (value == null) {
      return;
    }
    if (forTransaction) {
      local = value;
      return;
    }
    session = value;
    local = null;
  }

  private @Nullable Strings value(Words words) {
    if (words.at("DEFAULT")) {
      return initial;
    }
    return switch (truth(words.value())) {
      case YES -> Strings.STANDARD;
      case NO -> Strings.BACKSLASH_ESCAPES;
      case UNREADABLE -> null;
    };
  }

  /** The server takes any beginning of these words that fits one alone. */
  private static Truth truth(String value) {
    return switch (value) {
      case "1", "ON", "T", "TR", "TRU", "TRUE", "Y", "YE", "YES" -> Truth.YES;
      case "0", "OF", "OFF", "F", "FA", "FAL", "FALS", "FALSE", "N", "NO" -> Truth.NO;
      default -> Truth.UNREADABLE;
    };
  }
}
