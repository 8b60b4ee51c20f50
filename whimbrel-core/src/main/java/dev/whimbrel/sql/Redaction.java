package dev.whimbrel.sql;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.sql.SecretSpans.Span;
import dev.whimbrel.sql.SecretSpans.Weight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what of SQL may be shown. A script is read once for the literals that may be secrets; where it is shown they
 * are masked, and what a server says of it is searched for them.
 */
public final class Redaction {
  static final String MASK = "…";
  private static final String LITERAL = "'" + MASK + "'";

  /** Shorter ones are replaced in the words of a server only with their quotes: they would be found everywhere. */
  private static final int SHORTEST_NAMED = 4;
  private static final int SHORTEST_NEAR = 6;
  private static final int LONG = 8;
  private static final int LONGEST_SECRET = 2000;
  private static final int MOST_SECRETS = 5000;

  private static final Pattern SETTING = Pattern.compile(
      "(?i)((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key)\\w*\\s?=\\s?)('(?:[^'\\\\]|''|\\\\.)*+'?|[^\\s&,;)\"']+)");
  private static final Pattern LOGIN = Pattern.compile("(://[^\\s:/@]*:)[^\\s]*(?=@)");
  /** No quote, but that of "can't" and "the user's". */
  private static final Pattern APOSTROPHE = Pattern.compile("(?<=[A-Za-z]{2})'(?=(?:s|t|re|ve|ll|d)\\b(?!'))");
  private static final Pattern KEY = Pattern.compile(
      "(?i)(\\((?:[^()]*\\W)?\\w*(?:passw|secret|token|credential|api_?key|crypt)[^()]*\\)=\\()(.*)\\)",
      Pattern.DOTALL);
  private static final Pattern COPY_LINE = Pattern.compile("(?s)(COPY .+?, line \\d+(?:, column .+?)?: )\".*\"");
  /** A password that holds a blank without being quoted, too. */
  private static final Pattern SETTING_AND_REST = Pattern
      .compile("(?i)pass\\w*\\s?=\\s?([^\\s=]+(?:\\s+[^\\s=]+(?![^\\s]*=))*)");
  /** A word of a connection string that is no value of anything. */
  private static final Pattern BARE = Pattern.compile("(?<!\\S)([^\\s=]+)(?=\\s+[^\\s=]|\\s*$)");
  private static final Pattern LOGIN_PART = Pattern.compile("://[^\\s:/@]*:([^\\s]*)@");
  private static final Pattern ROW = Pattern.compile("(?s)(?<=[ =])\\(.*\\)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern ENTRY = Pattern.compile("[^\\s=&:/@?'\"]{" + SHORTEST_NAMED + ",}");

  private final byte[] bytes;
  private final List<Span> spans;
  private final Map<String, String> replaced;

  private Redaction(byte[] bytes, List<Span> spans, Map<String, String> replaced) {
    this.bytes = bytes;
    this.spans = spans;
    this.replaced = replaced;
  }

  static Redaction of(Source source) {
    List<Span> found = SecretSpans.in(source.bytes(), source.begin(), source.end());
    Map<String, String> replaced = new LinkedHashMap<>();
    substituted(source, replaced);
    secrets(source, found, replaced);
    return new Redaction(source.bytes(), merged(found), longestFirst(replaced));
  }

  // What is shown of a script

  /** A part of the script itself. */
  String of(int start, int end) {
    StringBuilder out = new StringBuilder();
    int from = start;
    for (Span span : spans) {
      if (span.end() <= from || span.start() >= end || start == end) {
        continue;
      }
      out.append(text(from, Math.max(from, span.start())));
      if (span.start() >= start) {
        out.append(LITERAL);
      } else if (from == start) {
        out.append(MASK);
      }
      from = Math.min(end, span.end());
    }
    return out.append(text(from, end)).toString();
  }

  /** The offset itself, or the beginning of what is masked around it. */
  int visible(int offset) {
    return spans.stream().filter(span -> span.start() < offset && offset < span.end()).findFirst()
        .map(Span::start).orElse(offset);
  }

  private String text(int start, int end) {
    return new String(bytes, start, Math.max(0, end - start), StandardCharsets.UTF_8);
  }

  private static List<Span> merged(List<Span> found) {
    List<Span> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Span::start));
    List<Span> merged = new ArrayList<>();
    for (Span span : sorted) {
      Span last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || span.start() >= last.end()) {
        merged.add(span);
      } else if (span.end() > last.end()) {
        merged.set(merged.size() - 1, new Span(last.start(), span.end(), last.weight()));
      }
    }
    return List.copyOf(merged);
  }

  // What is shown of the words of a server

  /** What a server says, without the secrets of the script that it says it of. */
  public String in(String said) {
    String text = said;
    for (Map.Entry<String, String> secret : replaced.entrySet()) {
      text = without(text, secret.getKey(), secret.getValue());
    }
    return inText(spans.stream().anyMatch(span -> span.weight() == Weight.DATA) ? withoutData(text) : text);
  }

  /** Data is too much to look for all of it: what the server quotes is looked for in the data. */
  private String withoutData(String said) {
    String text = COPY_LINE.matcher(said).replaceAll("$1\"" + MASK + "\"");
    text = ROW.matcher(text).replaceAll("(" + MASK + ")");
    return QUOTED.matcher(text)
        .replaceAll(quoted -> Matcher.quoteReplacement(isData(quoted.group(1)) ? "\"" + MASK + "\"" : quoted.group()));
  }

  private boolean isData(String quoted) {
    byte[] wanted = quoted.getBytes(StandardCharsets.UTF_8);
    return spans.stream().filter(span -> span.weight() == Weight.DATA)
        .anyMatch(span -> holds(span.start(), span.end(), wanted));
  }

  private boolean holds(int start, int end, byte[] wanted) {
    for (int at = start; at + wanted.length <= end; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /** A short one counts only where it is no part of another word. */
  private static String without(String text, String secret, String by) {
    if (secret.length() >= LONG) {
      return text.replace(secret, by);
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      if (at >= from && !goesOn(text, at) && !goesOn(text, at + secret.length())) {
        out.append(text, from, at).append(by);
        from = at + secret.length();
      }
    }
    return out.append(text.substring(from)).toString();
  }

  /** Whether a word stands on both sides of an index. */
  private static boolean goesOn(String text, int index) {
    return index > 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index - 1))
        && Character.isLetterOrDigit(text.charAt(index));
  }

  /** A problem of the script, without its secrets and of a length that can be read. */
  public Problem in(Problem problem) {
    ServerError server = problem.server();
    return new Problem(problem.code(), shown(problem.message()), problem.at(), problem.excerpt(),
        server == null ? null : in(server), optional(problem.state()), optional(problem.remedy()));
  }

  private ServerError in(ServerError error) {
    return new ServerError(error.sqlState(), shown(error.message()), optional(error.detail()), optional(error.hint()),
        optional(error.context()));
  }

  /** The same for one text: a notice, an error of the journal. */
  public String shown(String said) {
    return Shortened.of(in(said));
  }

  private @Nullable String optional(@Nullable String said) {
    return said == null ? null : shown(said);
  }

  /** A text of which no script is known: SQL in it, connection strings and URLs lose their secrets. */
  public static String inText(String said) {
    String text = LOGIN.matcher(said).replaceAll("$1" + MASK);
    text = SETTING.matcher(text).replaceAll("$1" + MASK);
    text = KEY.matcher(text).replaceAll("$1" + MASK + ")");
    return sql(text);
  }

  /** SQL, or sentences with SQL in double quotes. */
  private static String sql(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if ((text.indexOf('\'') < 0 && text.indexOf('$') < 0) || !SecretWords.anywhere(utf8, 0, utf8.length)) {
      return text;
    }
    byte[] read = APOSTROPHE.matcher(text).replaceAll(" ").getBytes(StandardCharsets.UTF_8);
    List<Span> found = new ArrayList<>(SecretSpans.in(read, 0, read.length));
    int open = find(read, 0, 1);
    int close = find(read, read.length - 1, -1);
    if (open < close) {
      found.addAll(SecretSpans.in(read, open + 1, close));
    }
    return new Redaction(utf8, merged(found), Map.of()).of(0, utf8.length);
  }

  /** The first or last double quote, or where the text ends. */
  private static int find(byte[] utf8, int from, int step) {
    int at = from;
    while (at >= 0 && at < utf8.length && utf8[at] != '"') {
      at += step;
    }
    return at;
  }

  /**
   * The beginning of the SQL of a session that is not ours, as one line. Whatever a literal or a comment of it holds is no business of
   * ours.
   *
   * @param sql may be cut off anywhere
   */
  public static String ofOthers(String sql, int longest) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    Lexer lexer = new Lexer(utf8, 0, utf8.length, Lexicon.Strings.STANDARD);
    StringBuilder out = new StringBuilder();
    int gap = 0;
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END && out.length() <= longest) {
      if (lexer.start() > gap && !out.isEmpty() && kind != TokenKind.STRING_CONTINUED && kind != TokenKind.SEMICOLON) {
        out.append(' ');
      }
      out.append(token(kind, utf8, lexer));
      gap = lexer.end();
      kind = lexer.next();
    }
    String line = out.toString().strip();
    return line.codePointCount(0, line.length()) > longest
        ? line.substring(0, line.offsetByCodePoints(0, longest - 1)) + MASK
        : line;
  }

  private static String token(TokenKind kind, byte[] utf8, Lexer lexer) {
    return switch (kind) {
      case STRING, DOLLAR_STRING -> LITERAL;
      case STRING_CONTINUED -> "";
      case UNTERMINATED -> MASK;
      default -> new String(utf8, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8);
    };
  }

  // Which texts are secrets

  /** What was put in place of a variable is called by the variable's name again. */
  private static void substituted(Source source, Map<String, String> replaced) {
    for (Source text = source; text != text.asWritten(); text = text.asWritten()) {
      for (Source.Replacement one : text.replacements()) {
        String value = text.text(one.start(), one.end());
        if (value.length() >= SHORTEST_NAMED) {
          put(replaced, value, text.asWritten().text(one.from(), one.to()));
        }
      }
    }
  }

  private static void secrets(Source source, List<Span> spans, Map<String, String> replaced) {
    for (Span span : spans) {
      if (replaced.size() > MOST_SECRETS) {
        return;
      }
      if (span.weight() != Weight.DATA && span.end() - span.start() <= LONGEST_SECRET) {
        literal(source.text(span.start(), span.end()), span.weight(), replaced);
      }
    }
  }

  private static void literal(String written, Weight weight, Map<String, String> replaced) {
    int quote = written.indexOf('\'');
    if (written.startsWith("$")) {
      int tag = written.indexOf('$', 1) + 1;
      int end = written.length() - tag;
      inner(tag > 0 && end > tag ? written.substring(tag, end) : written, weight, replaced);
    } else if (quote >= 0) {
      put(replaced, written, LITERAL);
      boolean closed = written.length() > quote + 1 && written.endsWith("'");
      inner(written.substring(quote + 1, written.length() - (closed ? 1 : 0)), weight, replaced);
    } else {
      inner(written.strip(), weight, replaced);
    }
  }

  private static void inner(String text, Weight weight, Map<String, String> replaced) {
    int shortest = weight == Weight.NAMED ? SHORTEST_NAMED : SHORTEST_NEAR;
    if (text.length() < shortest) {
      return;
    }
    put(replaced, text, MASK);
    put(replaced, text.replace("''", "'"), MASK);
    if (weight == Weight.NAMED) {
      entries(text, replaced);
    }
  }

  /** The server repeats a part of a connection string that it cannot read. */
  private static void entries(String text, Map<String, String> replaced) {
    String read = text.replace("''", "'");
    Stream.of(SETTING_AND_REST, LOGIN_PART, SETTING.matcher(read).find() ? BARE : SETTING_AND_REST)
        .flatMap(pattern -> pattern.matcher(read).results())
        .flatMap(part -> ENTRY.matcher(part.group(1)).results())
        .forEach(entry -> put(replaced, entry.group(), MASK));
  }

  private static void put(Map<String, String> replaced, String secret, String by) {
    if (!secret.isBlank()) {
      replaced.putIfAbsent(secret, by);
    }
  }

  private static Map<String, String> longestFirst(Map<String, String> replaced) {
    Map<String, String> sorted = new LinkedHashMap<>();
    replaced.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<String, String> entry) -> -entry.getKey().length()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
