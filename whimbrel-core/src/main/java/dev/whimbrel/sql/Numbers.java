package dev.whimbrel.sql;

/** The extent of numbers: integers of any base, decimals, exponents. */
final class Numbers {
  private final byte[] bytes;
  private final int limit;
  private int position;

  private Numbers(byte[] bytes, int from, int limit) {
    this.bytes = bytes;
    this.position = from;
    this.limit = limit;
  }

  /** The offset after the number that begins at an offset. */
  static int end(byte[] bytes, int from, int limit) {
    Numbers number = new Numbers(bytes, from, limit);
    number.digits();
    number.fraction();
    number.exponent();
    number.letters();
    return number.position;
  }

  /** The offset after the digits that begin at an offset, those of a parameter. */
  static int digitsEnd(byte[] bytes, int from, int limit) {
    Numbers number = new Numbers(bytes, from, limit);
    number.digits();
    number.letters();
    return number.position;
  }

  private byte at(int distance) {
    int offset = position + distance;
    return offset < limit ? bytes[offset] : 0;
  }

  private void digits() {
    while (Chars.digit(at(0)) || (at(0) == '_' && Chars.digit(at(1)))) {
      position++;
    }
  }

  /** {@code 1..10} is a range: its dots are no part of a number. */
  private void fraction() {
    if (at(0) == '.' && at(1) != '.') {
      position++;
      digits();
    }
  }

  private void exponent() {
    int sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
    if (Chars.upper(at(0)) == 'E' && Chars.digit(at(1 + sign))) {
      position += 1 + sign;
      digits();
    }
  }

  /** Letters that follow directly are the digits and mark of another base, or an error to the server in any case. */
  private void letters() {
    if (Chars.wordStart(at(0))) {
      while (Chars.wordPart(at(0))) {
        position++;
      }
    }
  }
}
