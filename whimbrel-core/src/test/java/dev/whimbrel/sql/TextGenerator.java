package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import java.util.List;
import java.util.Random;

/** Makes single tokens and the gaps between them, as nasty as the grammar allows. */
final class TextGenerator {
  private static final List<String> IN_LITERALS = List.of(";", "''", "--", "/*", "*/", "$$", "$a$", "\"", "\n", "\r\n",
      "é",
      "🐦", "a", " ", "BEGIN ATOMIC", "END", "(", ")", "\n\\.\n", ":x", "E", "0", "$", "CASE", "\t", "漢");
  private static final List<String> IN_ESCAPES = List.of("\\'", "\\\\", "\\n", "\\x41", "\\u00e9", "\\101", "\\\\''",
      "\\\n");
  private static final List<String> IN_COMMENTS = List.of(";", "'", "\"", "$$", "$a$", "--", "BEGIN ATOMIC", "end", "é",
      "(",
      ")", " * ", " / ", "\\", "E'", "COPY t FROM stdin;", "🐦", " ");
  private static final List<String> NAMES = List.of("a", "b1", "foo$bar", "été", "_x", "Upper", "e", "x", "n", "u", "b",
      "\"we;ird\"", "\"q\"\"q\"", "\"it's\"", "U&\"d\\0061t\"", "\"--\"", "\"/*\"", "\"$$\"", "\"BEGIN\"", "value",
      "atomic",
      "stdin");
  private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%", "^", "<", ">", "=", "<>", "!=", "<=",
      ">=",
      "||", "->", "->>", "#>", "@>", "&&", "~", "~*", "!~*", "&", "|", "#", "<<", "<->", "@-@", "?|", "~-", "*<>*");

  private final Random random;
  private Strings strings;

  TextGenerator(Random random, Strings strings) {
    this.random = random;
    this.strings = strings;
  }

  /** How plain literals are to be written from now on. */
  void set(Strings setting) {
    strings = setting;
  }

  <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int number(int bound) {
    return random.nextInt(bound);
  }

  String name() {
    return any(NAMES);
  }

  String operator() {
    return any(OPERATORS);
  }

  String number() {
    return any(List.of("1", "42", "1.5", ".5", "1.", "1e10", "1E-5", "2.5e+3", "0"));
  }

  /** Any literal at all. */
  String literal() {
    return switch (random.nextInt(8)) {
      case 0 -> "B'0101'";
      case 1 -> "x'1Fa'";
      case 2 -> "N'" + plain() + "'";
      default -> string();
    };
  }

  /** A literal that may stand wherever the grammar asks for a string. */
  String string() {
    return switch (random.nextInt(7)) {
      case 0 -> any(List.of("E", "e")) + "'" + content(IN_LITERALS, IN_ESCAPES) + "'";
      case 1 -> strings == Strings.STANDARD ? unicode() : "'" + plain() + "'";
      case 2 -> dollar(content(IN_LITERALS));
      case 3 -> "'" + plain() + "'" + newline(" --'\t") + "'" + plain() + "'";
      case 4 -> "E'" + content(IN_ESCAPES) + "'" + newline(" -- ';\n\t") + "'\\'" + content(IN_ESCAPES) + "'";
      default -> "'" + plain() + "'";
    };
  }

  private String unicode() {
    return any(List.of("U&", "u&")) + "'" + content(List.of("\\0041", "\\\\", "\\+01F600", "''", ";", "a")) + "'";
  }

  private String plain() {
    return content(IN_LITERALS, strings == Strings.STANDARD ? List.of("\\", "\\''") : IN_ESCAPES);
  }

  /** A text in quotes of any kind, with nothing but this in it. */
  String quoted(String text) {
    return switch (random.nextInt(4)) {
      case 0 -> "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case 1 -> "'" + text.replace("'", "''").replace("\\", strings == Strings.STANDARD ? "\\" : "\\\\") + "'";
      default -> dollar(text);
    };
  }

  /** Between dollar signs, with a tag that the text does not hold. */
  String dollar(String text) {
    String body = text.endsWith("$") ? text + " " : text;
    String tag = any(List.of("$$", "$a$", "$body$", "$_1$", "$é$"));
    while ((body + tag).indexOf(tag) < body.length()) {
      tag = "$t" + random.nextInt(1000) + "$";
    }
    return tag + body + tag;
  }

  private String newline(String extra) {
    return any(List.of("\n", "\r\n", " \n\t", extra + "\n", "\n\n"));
  }

  @SafeVarargs
  private String content(List<String>... alphabets) {
    StringBuilder content = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      content.append(any(alphabets[random.nextInt(alphabets.length)]));
    }
    return content.toString();
  }

  /** White space and comments, at least one character. */
  String gap() {
    StringBuilder gap = new StringBuilder(space());
    while (chance(12)) {
      gap.append(comment()).append(chance(50) ? space() : "");
    }
    return gap.toString();
  }

  /** What may stand directly behind a token that no letter, quote or operator character ends. */
  String tightGap() {
    return chance(60) ? "" : chance(30) ? comment() : gap();
  }

  private String space() {
    return chance(75) ? " " : any(List.of("\n", "\t", "  ", "\r\n", "\f", "\n\n   ", "\r"));
  }

  String comment() {
    return chance(50) ? lineComment() : blockComment(3);
  }

  private String lineComment() {
    return "--" + content(IN_COMMENTS, List.of("/*", "*/")) + any(List.of("\n", "\r\n", "\r"));
  }

  private String blockComment(int depth) {
    StringBuilder comment = new StringBuilder("/*");
    for (int left = random.nextInt(4); left > 0; left--) {
      boolean nested = depth > 0 && chance(25);
      comment.append(nested ? blockComment(depth - 1) : " " + any(IN_COMMENTS) + any(List.of(" ", "\n")));
    }
    return comment.append(any(List.of("*/", "**/", " */"))).toString();
  }
}
