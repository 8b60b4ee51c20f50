package dev.whimbrel.sql;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From a name as it is written to the name that the catalog holds. */
final class NameText {
  private static final char STANDARD_ESCAPE = '\\';

  private NameText() {}

  /** Without quotes only the letters of ASCII are folded, as the server does with UTF-8. */
  static @Nullable Identifier plain(String written) {
    StringBuilder name = new StringBuilder(written);
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < 0x80) {
        name.setCharAt(i, Character.toLowerCase(name.charAt(i)));
      }
    }
    return identifier(name.toString());
  }

  /** {@code "…"} or {@code U&"…"}, the quotes included. */
  static @Nullable Identifier quoted(String written) {
    boolean escaped = !written.startsWith("\"");
    String inner = written.substring(written.indexOf('"') + 1, written.length() - 1).replace("\"\"", "\"");
    return identifier(escaped ? unescaped(inner) : inner);
  }

  private static @Nullable Identifier identifier(String name) {
    return name.isEmpty() || name.indexOf('\0') >= 0 ? null : new Identifier(name);
  }

  /** {@code \0061}, {@code \+000061} and the doubled backslash; what is none of these the server refuses. */
  static String unescaped(String text) {
    StringBuilder name = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) != STANDARD_ESCAPE) {
        name.append(text.charAt(i++));
      } else if (text.startsWith("\\\\", i)) {
        name.append(STANDARD_ESCAPE);
        i += 2;
      } else {
        int digits = text.startsWith("\\+", i) ? 6 : 4;
        int from = i + (digits == 6 ? 2 : 1);
        append(name, text, from, from + digits);
        i = from + digits;
      }
    }
    return name.toString();
  }

  private static void append(StringBuilder name, String text, int from, int to) {
    String digits = to <= text.length() ? text.substring(from, to).toLowerCase(Locale.ROOT) : "";
    if (digits.isEmpty() || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      return;
    }
    int point = HexFormat.fromHexDigits(digits);
    if (to - from == 4) {
      name.append((char) point); // two of them may be halves of one character
    } else if (Character.isValidCodePoint(point)) {
      name.appendCodePoint(point);
    }
  }
}
