package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From a literal as it is written to the text that the server reads in it. */
final class LiteralText {
  private final byte[] bytes;
  private final int limit;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private int position;

  private LiteralText(byte[] bytes, int from, int limit) {
    this.bytes = bytes;
    this.position = from;
    this.limit = limit;
  }

  /**
   * The text of a literal that is whole.
   *
   * @return null for a string of bits
   */
  static @Nullable String of(String written, Strings strings) {
    return switch (written.charAt(0)) {
      case '\'' -> strings == Strings.STANDARD ? plain(written, 1) : escaped(written, 1);
      case 'n', 'N' -> of(written.substring(1), strings);
      case 'e', 'E' -> escaped(written, 2);
      case 'u', 'U' -> NameText.unescaped(plain(written, 3));
      case '$' -> dollar(written);
      default -> null;
    };
  }

  /** What stands between the quotes of a further part of a literal, in the form that this literal began with. */
  static @Nullable String continued(String first, String written, Strings strings) {
    return of(first.substring(0, first.indexOf('\'')) + written, strings);
  }

  private static String plain(String written, int from) {
    return written.substring(from, written.length() - 1).replace("''", "'");
  }

  private static String dollar(String written) {
    int tag = written.indexOf('$', 1) + 1;
    return written.substring(tag, written.length() - tag);
  }

  private static String escaped(String written, int from) {
    byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
    return new LiteralText(bytes, from, bytes.length - 1).unescaped();
  }

  private String unescaped() {
    while (position < limit) {
      byte b = bytes[position++];
      if (b == '\\' && position < limit) {
        escape(bytes[position++]);
      } else {
        read.write(b);
        position += b == '\'' ? 1 : 0;
      }
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  private void escape(byte letter) {
    switch (letter) {
      case 'b' -> read.write('\b');
      case 'f' -> read.write('\f');
      case 'n' -> read.write('\n');
      case 'r' -> read.write('\r');
      case 't' -> read.write('\t');
      case 'x' -> read.write(number(16, 2));
      case 'u' -> point(number(16, 4));
      case 'U' -> point(number(16, 8));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        position--;
        read.write(number(8, 3));
      }
      default -> read.write(letter);
    }
  }

  private int number(int radix, int digits) {
    int number = 0;
    for (int end = Math.min(position + digits, limit); position < end; position++) {
      int digit = Character.digit(bytes[position], radix);
      if (digit < 0) {
        break;
      }
      number = number * radix + digit;
    }
    return number;
  }

  /** Two escapes may be halves of one character. */
  private void point(int point) {
    int whole = point;
    if (Character.isBmpCodePoint(point) && Character.isHighSurrogate((char) point) && position + 1 < limit
        && bytes[position] == '\\' && bytes[position + 1] == 'u') {
      position += 2;
      whole = Character.toCodePoint((char) point, (char) number(16, 4));
    }
    if (Character.isValidCodePoint(whole)) {
      read.writeBytes(Character.toString(whole).getBytes(StandardCharsets.UTF_8));
    }
  }
}
