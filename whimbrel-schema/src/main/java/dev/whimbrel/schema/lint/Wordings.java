package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and words of statements, as findings have them. */
final class Wordings {
  /** Ends the name of what is put aside to be dropped later. */
  private static final String ASIDE = "_to_drop";
  private static final int LONGEST = 63;
  private static final Pattern NOT_CODE = Pattern.compile("""
      '(?:[^']|'')*+'|--[^\\n]*|/\\*.*?\\*/|(\\$\\w*\\$).*?\\1|"(?:[^"]|"")*+\"""", Pattern.DOTALL);

  private Wordings() {}

  static String listed(List<String> names) {
    return String.join(", ", names);
  }

  /** One noun or the other, by how many there are, with their names. */
  static String counted(String one, String more, List<String> names) {
    return (names.size() == 1 ? one : more) + " " + listed(names);
  }

  /** The first ones of a long list. */
  static List<String> shortened(List<String> names, int most) {
    return names.size() <= most
        ? names
        : List.of(names.subList(0, most), List.of("and " + (names.size() - most) + " more")).stream()
            .flatMap(List::stream).toList();
  }

  /** Such as {@code 3 min}, {@code 2 h 10 min}, {@code 4 days}. */
  static String age(Duration age) {
    if (age.toDays() > 1) {
      return age.toDays() + " days";
    }
    return age.toHours() > 0 ? age.toHours() + " h " + age.toMinutesPart() + " min" : age.toMinutes() + " min";
  }

  /** The name under which something waits to be dropped. */
  static String aside(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(utf8.length, LONGEST - ASIDE.length());
    while (end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + ASIDE;
  }

  static boolean isAside(String name) {
    return name.endsWith(ASIDE);
  }

  /** The text with blanks for comments and for what stands in quotes: what is left are words, each where it was. */
  static String code(String text) {
    return NOT_CODE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(blank(found.group())));
  }

  private static String blank(String piece) {
    String quote = piece.substring(0, 1);
    boolean isComment = quote.equals("-") || quote.equals("/");
    int inside = piece.length() - 2;
    return isComment ? " ".repeat(piece.length()) : quote + "x".repeat(inside) + quote;
  }

  /** The text with other words for some, but not in comments and not in quotes. */
  static String replaced(String text, Pattern words, String others) {
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    Matcher matcher = words.matcher(code(text));
    while (matcher.find()) {
      replaced.append(text, from, matcher.start()).append(others);
      from = matcher.end();
    }
    return replaced.append(text.substring(from)).toString();
  }

  static String code(Statement statement) {
    return code(statement.text());
  }

  /** Whether a text has a name as a word of its own. */
  static boolean mentions(String text, String name) {
    return Pattern.compile("(?<![\\p{Alnum}_$])" + Pattern.quote(name) + "(?![\\p{Alnum}_$])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE).matcher(text).find();
  }

  /** Whether the text of the same migration made a table or view before. */
  static boolean isMadeBefore(Subject subject, Deployment deployment, QualifiedName name) {
    return deployment.before(subject).stream().anyMatch(one -> switch (one.command()) {
      case CreateTable table -> Spelling.last(table.name()).equals(Spelling.last(name));
      case CreateView view -> Spelling.last(view.name()).equals(Spelling.last(name));
      default -> false;
    });
  }
}
