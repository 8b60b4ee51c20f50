package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Firing;

/** How the server's texts and codes are read. */
final class Text {
  private Text() {}

  static String withoutSemicolon(String text) {
    String stripped = text.strip();
    return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  static String without(String ending, String text) {
    return text.endsWith(ending) ? text.substring(0, text.length() - ending.length()) : text;
  }

  static Firing firing(char code) {
    return switch (code) {
      case 'D' -> Firing.DISABLED;
      case 'R' -> Firing.REPLICA;
      case 'A' -> Firing.ALWAYS;
      default -> Firing.ORIGIN;
    };
  }
}
