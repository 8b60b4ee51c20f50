package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.List;

/** A list as it stands between parentheses in what the server prints. */
final class SqlList {
  private SqlList() {}

  /** Its elements, divided at commas outside of parentheses and quotes. */
  static List<String> split(String list) {
    List<String> elements = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < list.length(); i = next(list, i)) {
      if (list.charAt(i) == ',') {
        elements.add(list.substring(from, i).strip());
        from = i + 1;
      }
    }
    if (!list.isBlank()) {
      elements.add(list.substring(from).strip());
    }
    return elements;
  }

  /** Where the parenthesis is that closes one before the text; its length if there is none. */
  static int end(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) != ')') {
      i = next(text, i);
    }
    return Math.min(i, text.length());
  }

  /** Behind what begins here: one character, or all that its parenthesis or quote holds. */
  private static int next(String text, int at) {
    char c = text.charAt(at);
    if (c == '(') {
      return Math.min(text.length(), at + 2 + end(text.substring(at + 1)));
    }
    if (c == '\'' || c == '"') {
      int closing = text.indexOf(c, at + 1);
      return closing < 0 ? text.length() : closing + 1;
    }
    return at + 1;
  }
}
