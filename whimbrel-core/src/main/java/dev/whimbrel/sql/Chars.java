package dev.whimbrel.sql;

/** The classes that PostgreSQL's lexer divides bytes into. Every byte from 0x80 up may stand in a name, as in the server. */
final class Chars {
  private static final int SPACE = 1;
  private static final int WORD_START = 2;
  private static final int WORD_PART = 4;
  private static final int DIGIT = 8;
  private static final int OPERATOR = 16;
  /** An operator that holds one of these may end in {@code +} or {@code -}. */
  private static final int FIRM_OPERATOR = 32;

  private static final byte[] CLASSES = classes();

  private Chars() {}

  static boolean space(byte b) {
    return has(b, SPACE);
  }

  static boolean newline(byte b) {
    return b == '\n' || b == '\r';
  }

  static boolean wordStart(byte b) {
    return has(b, WORD_START);
  }

  static boolean wordPart(byte b) {
    return has(b, WORD_PART);
  }

  static boolean digit(byte b) {
    return has(b, DIGIT);
  }

  static boolean operator(byte b) {
    return has(b, OPERATOR);
  }

  static boolean firmOperator(byte b) {
    return has(b, FIRM_OPERATOR);
  }

  /** Upper case for ASCII letters alone, whatever the locale. */
  static int upper(byte b) {
    return b >= 'a' && b <= 'z' ? b - 32 : b & 0xFF;
  }

  private static boolean has(byte b, int property) {
    return (CLASSES[b & 0xFF] & property) != 0;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    add(classes, " \t\n\r\f\u000B", SPACE);
    add(classes, "0123456789", DIGIT | WORD_PART);
    add(classes, "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", WORD_START | WORD_PART);
    add(classes, "$", WORD_PART);
    add(classes, "~!@#^&|`?+-*/%<>=", OPERATOR);
    add(classes, "~!@#^&|`?%", FIRM_OPERATOR);
    for (int b = 0x80; b <= 0xFF; b++) {
      classes[b] = WORD_START | WORD_PART;
    }
    return classes;
  }

  private static void add(byte[] classes, String members, int property) {
    members.chars().forEach(member -> classes[member] |= (byte) property);
  }
}
