package dev.whimbrel.sql;

/** The words by which a secret is known to be near. */
final class SecretWords {
  /** Parts of names: {@code user_password}, {@code crypt}, {@code dblink_connect}. */
  private static final String[] PARTS = {"PASSW", "PASSPHRASE", "PASSFILE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY",
      "API_KEY", "PRIVATE_KEY", "ACCESS_KEY", "ENCRYPTION_KEY", "DBLINK", "CRYPT", "CONNINFO", "HMAC"};
  /** Words that say it only as a whole. */
  private static final String[] WHOLE = {"PWD", "CONNECTION", "SUBSCRIPTION", "MAPPING", "SERVER"};
  private static final String URL = "://";

  private SecretWords() {}

  /** Whether a name or keyword says that a literal in its statement may be a secret. */
  static boolean named(byte[] bytes, int start, int end) {
    for (int at = start; at < end; at++) {
      if (partAt(bytes, at, end) >= 0) {
        return true;
      }
    }
    for (String word : WHOLE) {
      if (end - start == word.length() && matches(bytes, start, end, word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text speaks of a secret: connection strings do, and SQL within literals. */
  static boolean spokenOf(byte[] bytes, int start, int end) {
    for (int at = start; at < end; at++) {
      if (partAt(bytes, at, end) >= 0 || matches(bytes, at, end, "PWD") || loginAt(bytes, at, end)) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything in a whole file does; if not, there is nothing to look for. */
  static boolean anywhere(byte[] bytes, int start, int end) {
    for (int at = start; at < end; at++) {
      if (partAt(bytes, at, end) >= 0 || loginAt(bytes, at, end)) {
        return true;
      }
      for (String word : WHOLE) {
        if (matches(bytes, at, end, word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The offset after the next such part of a word, or -1. */
  static int next(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      int length = partAt(bytes, at, end);
      if (length >= 0) {
        return at + length;
      }
    }
    return -1;
  }

  private static int partAt(byte[] bytes, int at, int end) {
    switch (Chars.upper(bytes[at])) {
      case 'P', 'S', 'T', 'C', 'A', 'E', 'D', 'H' -> {
      }
      default -> {
        return -1;
      }
    }
    for (String part : PARTS) {
      if (matches(bytes, at, end, part)) {
        return part.length();
      }
    }
    return -1;
  }

  /** {@code ://name:password@}, as in a URL. */
  private static boolean loginAt(byte[] bytes, int at, int end) {
    if (!matches(bytes, at, end, URL)) {
      return false;
    }
    boolean colon = false;
    for (int i = at + URL.length(); i < end && !Chars.space(bytes[i]); i++) {
      if (bytes[i] == '@') {
        return colon;
      }
      colon |= bytes[i] == ':';
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at, int end, String word) {
    if (at + word.length() > end) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (Chars.upper(bytes[at + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
