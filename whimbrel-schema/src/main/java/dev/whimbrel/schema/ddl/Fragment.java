package dev.whimbrel.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into texts that the server printed, past strings, quoted names and parentheses. */
final class Fragment {
  private static final Pattern HEAD = Pattern.compile("[eE]?'|\"|\\(|\\[");

  private Fragment() {}

  /** The expression in parentheses; those that already are all around it do. */
  static String parenthesized(String expression) {
    return isEnclosed(expression) ? expression : "(" + expression + ")";
  }

  private static boolean isEnclosed(String text) {
    return text.startsWith("(") && skip(text, 0) == text.length();
  }

  /** What follows the parentheses with which the text begins. */
  static String afterGroup(String text) {
    return text.substring(skip(text, 0));
  }

  /** The parts between commas that stand outside of everything, trimmed. */
  static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < list.length(); at = skip(list, at)) {
      if (list.charAt(at) == ',') {
        parts.add(list.substring(start, at).strip());
        start = at + 1;
      }
    }
    String last = list.substring(start).strip();
    if (!last.isEmpty() || !parts.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }

  /** Where a word begins outside of everything, or the length of the text. */
  static int find(String text, String word) {
    for (int at = 0; at < text.length(); at = skip(text, at)) {
      if (text.startsWith(word, at)) {
        return at;
      }
    }
    return text.length();
  }

  /** The text with something before the first of these words that stands outside of everything, or at its end. */
  static String insert(String text, String inserted, String... words) {
    int at = text.length();
    for (String word : words) {
      at = Math.min(at, find(text, word));
    }
    return text.substring(0, at) + inserted + text.substring(at);
  }

  /** The end of what begins here: a string, a quoted name, something in parentheses, or one character. */
  private static int skip(String text, int at) {
    Matcher head = HEAD.matcher(text).region(at, text.length());
    if (!head.lookingAt()) {
      return at + 1;
    }
    return switch (text.charAt(head.end() - 1)) {
      case '\'' -> quoteEnd(text, head.end(), '\'', head.group().length() > 1);
      case '"' -> quoteEnd(text, head.end(), '"', false);
      default -> groupEnd(text, head.end());
    };
  }

  private static int groupEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != ')' && text.charAt(at) != ']') {
      at = skip(text, at);
    }
    return Math.min(at + 1, text.length());
  }

  private static int quoteEnd(String text, int from, char quote, boolean escapes) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (escapes && c == '\\') {
        at += 2;
      } else if (c != quote) {
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return text.length();
  }
}
