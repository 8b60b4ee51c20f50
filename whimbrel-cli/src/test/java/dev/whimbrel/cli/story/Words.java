package dev.whimbrel.cli.story;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a step. Quotes keep blanks together; within double quotes {@code \n}, {@code \t}, {@code \"}, {@code \\},
 * {@code \}{@code u001b} and the byte {@code \x00} can be written.
 */
final class Words {
  /** A byte written as \xNN is carried through text as one of these characters of private use. */
  private static final int BYTES = 0xf700;

  private final String line;
  private final List<String> words = new ArrayList<>();
  private int at;

  private Words(String line) {
    this.line = line;
  }

  static List<String> of(String line) {
    return new Words(line).read();
  }

  /** A word as bytes: UTF-8, and what was written as a byte is that byte. */
  static byte[] bytes(String word) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    word.codePoints().forEach(c -> {
      if (c >= BYTES && c < BYTES + 256) {
        out.write(c - BYTES);
      } else {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    });
    return out.toByteArray();
  }

  private List<String> read() {
    while (at < line.length()) {
      if (line.charAt(at) == ' ') {
        at++;
      } else {
        words.add(word());
      }
    }
    return words;
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    char quote = 0;
    while (at < line.length() && (quote != 0 || line.charAt(at) != ' ')) {
      char c = line.charAt(at++);
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == '"' && c == '\\') {
        word.append(escaped());
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed in: " + line);
    }
    return word.toString();
  }

  private char escaped() {
    char c = line.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'u' -> (char) hex(4);
      case 'x' -> (char) (BYTES + hex(2));
      default -> c;
    };
  }

  private int hex(int digits) {
    at += digits;
    return Integer.parseInt(line.substring(at - digits, at), 16);
  }
}
