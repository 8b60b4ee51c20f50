package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the parts of SQL that may be secrets: in a statement that names a password, a connection and their like, every literal; anywhere,
 * a literal that speaks of one. The text may be half a statement, and what is not closed reaches to its end.
 */
final class SecretSpans {
  /** Bodies of functions hold SQL that holds bodies of functions. */
  private static final int DEEPEST = 8;

  private final byte[] bytes;
  private final Strings strings;
  private final List<Span> found = new ArrayList<>();
  private boolean unterminated;

  /** How sure it is. */
  enum Weight {
    /** It stands right behind the word, or speaks of a secret itself. */
    NAMED,
    /** It stands in the same statement. */
    NEAR,
    /** It is the data of a COPY into such columns. */
    DATA
  }

  /** A part that is not to be shown. */
  record Span(int start, int end, Weight weight) {}

  private SecretSpans(byte[] bytes, Strings strings) {
    this.bytes = bytes;
    this.strings = strings;
  }

  /** In the order in which they were found; they may overlap. */
  static List<Span> in(byte[] bytes, int from, int to) {
    if (!SecretWords.anywhere(bytes, from, to)) {
      return List.of();
    }
    List<Span> all = new ArrayList<>(read(bytes, from, to, Strings.STANDARD));
    if (escapesQuote(bytes, from, to)) {
      all.addAll(read(bytes, from, to, Strings.BACKSLASH_ESCAPES));
    }
    return all;
  }

  private static List<Span> read(byte[] bytes, int from, int to, Strings strings) {
    SecretSpans spans = new SecretSpans(bytes, strings);
    spans.read(from, to, 0);
    if (spans.unterminated) {
      spans.behindWords(from, to);
    }
    return spans.found;
  }

  /** Whether the two ways to read a literal would differ. */
  private static boolean escapesQuote(byte[] bytes, int from, int to) {
    for (int at = from; at + 1 < to; at++) {
      if (bytes[at] == '\\' && bytes[at + 1] == '\'') {
        return true;
      }
    }
    return false;
  }

  private void read(int from, int to, int depth) {
    Lexer lexer = new Lexer(bytes, from, to, strings);
    Reading statement = new Reading(depth);
    int gap = from;
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END) {
      comments(gap, lexer.start(), depth);
      if (kind == TokenKind.SEMICOLON) {
        statement.end();
        lexer.moveTo(statement.afterData(lexer.end(), to));
        statement = new Reading(depth);
      } else if (kind == TokenKind.BACKSLASH) {
        lexer.moveTo(command(lexer.start(), to));
      } else {
        statement.token(kind, lexer);
      }
      gap = lexer.end();
      kind = lexer.next();
    }
    comments(gap, to, depth);
    statement.end();
  }

  /** Commented-out SQL is SQL. */
  private void comments(int from, int to, int depth) {
    int at = from;
    while (at < to && depth < DEEPEST) {
      if (Comments.lineBegins(bytes, at, to)) {
        int end = Comments.lineEnd(bytes, at, to);
        comment(at + 2, end, depth);
        at = end;
      } else if (Comments.blockBegins(bytes, at, to)) {
        int end = Comments.blockEnd(bytes, at, to);
        comment(at + 2, end < 0 ? to : end - 2, depth);
        at = end < 0 ? to : end;
      } else {
        at++;
      }
    }
  }

  private void comment(int from, int to, int depth) {
    if (from < to && SecretWords.anywhere(bytes, from, to)) {
      boolean before = unterminated;
      unterminated = false;
      read(from, to, depth + 1);
      if (unterminated) {
        behindWords(from, to);
      }
      unterminated = before;
    }
  }

  /** A command to psql may connect somewhere. */
  private int command(int start, int to) {
    MetaCommand command = MetaCommand.at(bytes, start, to);
    int name = Math.min(start + command.name().length(), command.end());
    if (SecretWords.spokenOf(bytes, name, command.end())) {
      found.add(new Span(name, command.end(), Weight.NAMED));
    }
    return Math.max(command.end(), start + 1);
  }

  /** Where a quote is not closed, literals may have been taken for what stands between them: all behind such a word goes. */
  private void behindWords(int from, int to) {
    for (int at = SecretWords.next(bytes, from, to); at >= 0; at = SecretWords.next(bytes, at, to)) {
      int quote = at;
      while (quote < to && bytes[quote] != '\'' && bytes[quote] != '$' && bytes[quote] != ';') {
        quote++;
      }
      int end = Comments.lineEnd(bytes, quote, to);
      if (quote < end && bytes[quote] != ';') {
        found.add(new Span(quote, end, Weight.NEAR));
      }
    }
  }

  /** One statement while it is read. */
  private final class Reading {
    private final int depth;
    private final List<Span> literals = new ArrayList<>();
    private boolean secret;
    private boolean named;
    private boolean body;
    private boolean language;
    private boolean copy;
    private boolean first = true;

    Reading(int depth) {
      this.depth = depth;
    }

    void token(TokenKind kind, Lexer lexer) {
      int start = lexer.start();
      int end = lexer.end();
      switch (kind) {
        case WORD -> word(lexer);
        case QUOTED_NAME -> quotedName(start, end);
        case STRING, STRING_CONTINUED -> literal(start, end);
        case DOLLAR_STRING -> dollar(start, end);
        case UNTERMINATED -> open(start, end);
        case OPERATOR, OPEN -> {
        }
        case PUNCTUATION -> named &= bytes[start] == ':';
        case NUMBER, PARAMETER, CLOSE, SEMICOLON, BACKSLASH, END -> named = false;
      }
      first = false;
    }

    private void word(Lexer lexer) {
      boolean speaks = SecretWords.named(bytes, lexer.start(), lexer.end());
      secret |= speaks;
      named = speaks || (named && (lexer.is("TO") || lexer.is("VALUE") || lexer.is("AS") || lexer.is("IS")));
      copy = first ? lexer.is("COPY") : copy;
      body = lexer.is("AS") || lexer.is("DO") || language;
      language = lexer.is("LANGUAGE");
    }

    private void quotedName(int start, int end) {
      named = SecretWords.named(bytes, start, end);
      secret |= named;
      body = language;
      language = false;
      if (contains(start, end, (byte) '=') && SecretWords.spokenOf(bytes, start, end)) {
        found.add(new Span(start, end, Weight.NAMED));
      }
    }

    /** A literal that speaks of a secret may be a part of one that others complete. */
    private void literal(int start, int end) {
      boolean speaks = SecretWords.spokenOf(bytes, start, end);
      secret |= speaks;
      literals.add(new Span(start, end, named || speaks ? Weight.NAMED : Weight.NEAR));
      body = language;
      language = false;
    }

    private void dollar(int start, int end) {
      if (!body || depth == DEEPEST) {
        literal(start, end);
        return;
      }
      int tag = start + 1;
      while (bytes[tag] != '$') {
        tag++;
      }
      int length = tag + 1 - start;
      read(start + length, end - length, depth + 1);
      named = false;
    }

    private void open(int start, int end) {
      unterminated = true;
      if (Comments.blockBegins(bytes, start, end)) {
        comment(start + 2, end, depth);
      } else if (bytes[start] != '"') {
        literal(start, end);
      }
    }

    private boolean contains(int start, int end, byte wanted) {
      for (int at = start; at < end; at++) {
        if (bytes[at] == wanted) {
          return true;
        }
      }
      return false;
    }

    void end() {
      if (secret) {
        found.addAll(literals);
      }
    }

    /** Where the next statement begins: behind the data, if data follows. */
    int afterData(int end, int to) {
      CopyData data = copy ? CopyData.find(bytes, CopyData.restOfLine(bytes, end, to), to) : null;
      if (data == null) {
        return end;
      }
      if (secret) {
        found.add(new Span(data.start(), data.end(), Weight.DATA));
      }
      return data.next();
    }
  }
}
