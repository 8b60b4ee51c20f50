package dev.whimbrel.cli.story;

import java.util.regex.Pattern;

/** Tells whether a text is one document of JSON and nothing else. */
final class JsonText {
  private static final Pattern STRING = Pattern
      .compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"");
  private static final Pattern ATOM = Pattern.compile("-?\\d+(\\.\\d+)?|true|false|null");

  private JsonText() {}

  /** Folds the innermost values into atoms until one is left. */
  static boolean isOneDocument(String text) {
    String rest = STRING.matcher(text).replaceAll("s");
    rest = rest.replaceAll("\\s+(?![A-Za-z0-9-])|\\s+(?=[\\[{s])|(?<=[\\[{:,])\\s+", "").strip();
    rest = ATOM.matcher(rest).replaceAll("v");
    String before = "";
    while (!before.equals(rest)) {
      before = rest;
      rest = rest.replaceAll("\\{(s:[vs](,s:[vs])*)?}|\\[([vs](,[vs])*)?]", "v");
    }
    return rest.equals("v");
  }
}
