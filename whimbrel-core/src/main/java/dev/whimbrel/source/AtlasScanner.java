package dev.whimbrel.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Divides a text as Atlas does for PostgreSQL, mistakes included: an {@code E''} literal knows no backslash, comments do not nest,
 * a comment that is not closed is text, a {@code $x$} inside a name opens a quote, and {@code BEGIN … END} is one statement.
 */
final class AtlasScanner {
  private static final String BLANKS = "[\t\n\f\r ]";
  private static final Pattern BEGIN_ATOMIC = Pattern
      .compile("(?i)" + BLANKS + "*BEGIN" + BLANKS + "+ATOMIC" + BLANKS + "+");
  private static final Pattern BEGIN = Pattern.compile("(?i)" + BLANKS + "*BEGIN" + BLANKS + "+");
  private static final Pattern END_OF_ATOMIC = Pattern.compile("(?i)END");
  private static final Pattern END = Pattern.compile("(?i)END" + BLANKS + "*;?");
  private static final Pattern TAG = Pattern.compile("\\$(?:[A-Za-z_\u00c8-\u00ff][A-Za-z0-9_\u00c8-\u00ff]*)?\\$");
  private static final Pattern DELIMITER_LINE = Pattern.compile("-- atlas:delimiter(?: +([ -~]*)|(?![A-Za-z0-9_]))");
  private static final String COMMAND = "delimiter";
  private static final String SEMICOLON = ";";

  /** Nobody nests deeper; whoever tries shall not exhaust the stack. */
  private static final int DEEPEST = 200;
  private static final int NO_BLOCK = -1;

  /** The text cannot be divided; the message is Atlas's. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  /** A block that may begin at an offset. */
  private record Block(Pattern opening, int from) {}

  private final String text;
  private final Map<Block, Integer> ends;
  private final int nesting;
  private String delimiter = SEMICOLON;
  private int start;
  private int at;
  private int depth;
  private int opening;

  private AtlasScanner(String text, int from, Map<Block, Integer> ends, int nesting) throws Unreadable {
    this.text = text;
    this.ends = ends;
    this.nesting = nesting;
    this.at = from;
    Matcher line = matcher(DELIMITER_LINE, from);
    if (line.lookingAt()) {
      String named = line.group(1) == null ? "" : line.group(1);
      endWith(named);
      int lineEnd = text.indexOf('\n', from);
      if (lineEnd < 0) {
        throw problem(0,
            "no input found after delimiter \"" + named.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
      }
      at = lineEnd + 1;
    }
  }

  /** A statement and the index behind it. */
  record Piece(String text, int end) {}

  static List<Piece> scan(String text) throws Unreadable {
    AtlasScanner scanner = new AtlasScanner(text, 0, new HashMap<>(), 0);
    List<Piece> statements = new ArrayList<>();
    for (String statement = scanner.next(); statement != null; statement = scanner.next()) {
      statements.add(new Piece(statement, scanner.at));
    }
    return statements;
  }

  /** The next statement, or null behind the last one. */
  private @Nullable String next() throws Unreadable {
    depth = 0;
    begin();
    while (at < text.length()) {
      if (step()) {
        return emitted();
      }
    }
    if (depth > 0) {
      throw problem(opening, "unclosed '('");
    }
    return at > start ? emitted() : null;
  }

  /** Whether a statement ends behind what was read. */
  private boolean step() throws Unreadable {
    int here = at;
    char c = text.charAt(here);
    at++;
    switch (c) {
      case '(' -> open();
      case ')' -> close();
      case '\'', '"', '`' -> quoted(c);
      default -> {
        return word(here, c);
      }
    }
    return false;
  }

  private boolean word(int here, char c) throws Unreadable {
    if (here == start && text.length() > here + COMMAND.length()
        && text.regionMatches(true, here, COMMAND, 0, COMMAND.length())) {
      command();
      return false;
    }
    // before comments: a delimiter may look like one
    if (depth == 0 && text.startsWith(delimiter, here)) {
      at = here + delimiter.length();
      return true;
    }
    if (c == '$' && dollarQuoted(here)) {
      return false;
    }
    if (text.startsWith("--", here)) {
      comment(here, "\n");
      return false;
    }
    if (text.startsWith("/*", here)) {
      comment(here, "*/");
      return false;
    }
    return delimiter.equals(SEMICOLON) && block(here);
  }

  private void open() {
    if (depth == 0) {
      opening = at;
    }
    depth++;
  }

  private void close() throws Unreadable {
    if (depth == 0) {
      throw problem(at, "unexpected ')'");
    }
    depth--;
  }

  private void quoted(char quote) throws Unreadable {
    int end = text.indexOf(quote, at);
    if (end < 0) {
      throw problem(at, "unclosed quote '" + (quote == '\'' ? "\\'" : quote) + "'");
    }
    at = end + 1;
  }

  /** The command of MySQL's client, which Atlas knows in every dialect. */
  private void command() throws Unreadable {
    at = start + COMMAND.length();
    if (text.charAt(at) != ' ') {
      return;
    }
    int lineEnd = text.indexOf('\n', at);
    int end = lineEnd < 0 ? text.length() : lineEnd + 1;
    String named = trimmed(at, end);
    boolean quoted = named.length() > 1 && named.startsWith("'") && named.endsWith("'");
    endWith(quoted ? named.substring(1, named.length() - 1).replace("''", "'") : named);
    at = end;
    begin();
  }

  private void endWith(String named) throws Unreadable {
    if (named.isEmpty()) {
      throw new Unreadable("empty delimiter");
    }
    delimiter = named.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
  }

  private boolean dollarQuoted(int here) {
    Matcher tag = matcher(TAG, here);
    if (!tag.lookingAt()) {
      return false;
    }
    int end = text.indexOf(tag.group(), tag.end());
    at = end < 0 ? text.length() : end + tag.group().length();
    return true;
  }

  /** What is not closed is no comment. One before the statement is no part of it. */
  private void comment(int here, String closing) {
    int end = text.indexOf(closing, here + 2);
    at = end < 0 ? here + 2 : end + closing.length();
    if (end >= 0 && here == start) {
      begin();
    }
  }

  private boolean block(int here) {
    Matcher atomic = matcher(BEGIN_ATOMIC, here);
    if (atomic.lookingAt()) {
      return through(BEGIN_ATOMIC, atomic.end());
    }
    Matcher begin = matcher(BEGIN, here);
    boolean apart = here == start || "\t\n\f\r ".indexOf(text.charAt(here - 1)) >= 0;
    return apart && begin.lookingAt() && through(BEGIN, begin.end());
  }

  private boolean through(Pattern kind, int from) {
    at = from;
    Block block = new Block(kind, from);
    Integer known = ends.get(block);
    int end = known == null ? end(kind, from) : known;
    ends.put(block, end);
    at = end == NO_BLOCK ? from : end;
    return end != NO_BLOCK;
  }

  private int end(Pattern kind, int from) {
    if (nesting == DEEPEST) {
      return NO_BLOCK;
    }
    try {
      AtlasScanner inner = new AtlasScanner(text, from, ends, nesting + 1);
      for (String statement = inner.next(); statement != null; statement = inner.next()) {
        boolean ended = kind == BEGIN_ATOMIC
            ? END_OF_ATOMIC.matcher(statement).lookingAt()
            : END.matcher(statement).matches();
        if (ended) {
          return inner.at;
        }
      }
      return NO_BLOCK;
    } catch (Unreadable e) {
      return NO_BLOCK; // then the word is one like any other
    }
  }

  private void begin() {
    while (at < text.length() && blank(text.charAt(at))) {
      at++;
    }
    start = at;
  }

  private String emitted() {
    boolean own = !delimiter.equals(SEMICOLON) && text.startsWith(delimiter, at - delimiter.length())
        && at - delimiter.length() >= start;
    String statement = trimmed(start, own ? at - delimiter.length() : at);
    start = at;
    return statement;
  }

  private String trimmed(int from, int to) {
    int first = from;
    int end = to;
    while (first < end && blank(text.charAt(first))) {
      first++;
    }
    while (first < end && blank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(first, end);
  }

  /** Unicode's white space, which is neither what Java nor what PostgreSQL takes for it. */
  private static boolean blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(text).region(from, text.length());
  }

  /** A place as Atlas counts it: lines from 1, columns in bytes. */
  private Unreadable problem(int offset, String message) {
    int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    long line = 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
    int column = text.substring(lineStart, offset).getBytes(StandardCharsets.UTF_8).length;
    return new Unreadable(line + ":" + column + ": " + message);
  }
}
