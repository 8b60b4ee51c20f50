package dev.whimbrel.cli.init;

import dev.whimbrel.problem.ShellWord;
import java.util.regex.Pattern;

/** Words as the languages of the templates write them. */
final class Quoted {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:%+,][A-Za-z0-9_./:@%+,=-]*");

  private Quoted() {}

  /** One word of a shell. */
  static String shell(String word) {
    return ShellWord.of(word);
  }

  /** A string of JSON, which YAML and Dockerfiles understand, too. */
  static String json(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** A value of YAML, with quotes where it needs them. */
  static String yaml(String text) {
    return PLAIN.matcher(text).matches() && !text.contains(": ") && !text.endsWith(":") ? text : json(text);
  }
}
