package dev.whimbrel.sql;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8 without NUL, as the server demands it, checked before anything else looks at a file. */
final class Encoding {
  /** How far to look for the zero bytes that give UTF-16 away. */
  private static final int SAMPLE = 512;

  private final byte[] bytes;

  private Encoding(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The offset of the first byte of text: behind a byte order mark of UTF-8, if there is one. */
  static int begin(byte[] bytes) {
    return startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
  }

  /** What is wrong with the bytes of a file, or null if they are good. */
  static @Nullable Problem check(String name, byte[] bytes) {
    Encoding encoding = new Encoding(bytes);
    int offset = encoding.firstBad();
    if (offset == bytes.length) {
      return null; // every other encoding that is told apart here has bytes that are bad in this one
    }
    String foreign = encoding.foreign();
    if (foreign != null) {
      return bad(name + " is " + foreign + " text; its byte offset 0 begins no UTF-8").inFile(name)
          .remedy(convert(foreign));
    }
    return encoding.problem(name, offset);
  }

  private static Problem bad(String message) {
    return Problem.of(ProblemCode.BAD_BYTES, message);
  }

  private static String convert(String from) {
    return "convert the file to UTF-8, for example: iconv -f " + from + " -t UTF-8";
  }

  private Problem problem(String name, int offset) {
    Problem problem = bytes[offset] == 0
        ? bad(name + " holds a NUL byte at byte offset " + offset)
            .remedy("remove it; no text in PostgreSQL can hold it")
        : bad(name + " is not UTF-8: byte 0x%02X at byte offset %s".formatted(bytes[offset], offset))
            .remedy("convert the file to UTF-8 from the encoding it was written in");
    return problem.at(new LineCounter(bytes, begin(bytes)).to(offset).in(name));
  }

  /** The name of the encoding, where a byte order mark or the zero bytes of ASCII in it show that it is another. */
  private @Nullable String foreign() {
    if (startsWith(bytes, 0xFF, 0xFE, 0, 0) || startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
      return "UTF-32";
    }
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      return "UTF-16";
    }
    return zeroPattern();
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** ASCII in UTF-32 has three zero bytes in four, in UTF-16 every second one. */
  private @Nullable String zeroPattern() {
    int sample = Math.min(bytes.length, SAMPLE) / 4 * 4;
    int[] zeros = new int[4];
    for (int i = 0; i < sample; i++) {
      zeros[i % 4] += bytes[i] == 0 ? 1 : 0;
    }
    int units = sample / 4;
    int even = zeros[0] + zeros[2];
    int odd = zeros[1] + zeros[3];
    if (units == 0 || even + odd == 0) {
      return null;
    }
    if (zeros[1] == units && zeros[2] == units) {
      return "UTF-32";
    }
    boolean alternating = (even == 0 && odd > units) || (odd == 0 && even > units);
    return alternating ? "UTF-16" : null;
  }

  private int firstBad() {
    int offset = 0;
    while (offset < bytes.length) {
      if (bytes[offset] > 0) {
        offset++;
        continue;
      }
      int length = sequence(offset);
      if (length == 0) {
        return offset;
      }
      offset += length;
    }
    return offset;
  }

  /** The length of the sequence of several bytes that begins here, or 0 if it is not well formed. */
  private int sequence(int offset) {
    int first = bytes[offset] & 0xFF;
    if (first >= 0xC2 && first <= 0xDF) {
      return follows(offset, 1, 0x80, 0xBF);
    }
    return switch (first) {
      case 0xE0 -> follows(offset, 2, 0xA0, 0xBF);
      case 0xED -> follows(offset, 2, 0x80, 0x9F);
      case 0xF0 -> follows(offset, 3, 0x90, 0xBF);
      case 0xF1, 0xF2, 0xF3 -> follows(offset, 3, 0x80, 0xBF);
      case 0xF4 -> follows(offset, 3, 0x80, 0x8F);
      default -> first > 0xE0 && first < 0xF0 ? follows(offset, 2, 0x80, 0xBF) : 0;
    };
  }

  /** The bounds of the second byte are what keeps out overlong forms, surrogates and what lies beyond U+10FFFF. */
  private int follows(int offset, int count, int lowest, int highest) {
    if (offset + count >= bytes.length) {
      return 0;
    }
    int second = bytes[offset + 1] & 0xFF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i <= count; i++) {
      if ((bytes[offset + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return count + 1;
  }
}
