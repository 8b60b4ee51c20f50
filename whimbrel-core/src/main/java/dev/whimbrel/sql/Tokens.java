package dev.whimbrel.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one statement, as PostgreSQL's lexer tells them apart. They are counted from 0; a text is made of one only
 * when it is asked for, so a statement of a million tokens costs little. Immutable.
 */
public final class Tokens {
  private static final int LONGEST_KEYWORD = 32;

  private final Statement statement;
  private int size;
  private TokenKind[] kinds = new TokenKind[32];
  private int[] starts = new int[32];
  private int[] ends = new int[32];

  private Tokens(Statement statement) {
    this.statement = statement;
  }

  /** All of a statement; one that is {@link TokenKind#UNTERMINATED} is the last. */
  public static Tokens of(Statement statement) {
    Tokens tokens = new Tokens(statement);
    Lexer lexer = new Lexer(statement.source().bytes(), statement.start(), statement.end(), statement.strings());
    TokenKind kind;
    do {
      kind = lexer.next();
      if (kind != TokenKind.END) {
        tokens.add(kind, lexer);
      }
    } while (kind != TokenKind.END && kind != TokenKind.UNTERMINATED);
    return tokens;
  }

  private void add(TokenKind kind, Lexer lexer) {
    if (size == starts.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    kinds[size] = kind;
    starts[size] = lexer.start();
    ends[size] = Math.min(lexer.end(), statement.end());
    size++;
  }

  public int size() {
    return size;
  }

  public TokenKind kind(int token) {
    return kinds[token];
  }

  /** The byte offset of its first byte in the source. */
  public int start(int token) {
    return starts[token];
  }

  /** The byte offset after its last byte. */
  public int end(int token) {
    return ends[token];
  }

  /** As it is written. */
  public String text(int token) {
    return statement.source().text(starts[token], ends[token]);
  }

  /** As it is written, from a token to the one before another, with all that lies between; empty where that is none. */
  public String text(int from, int to) {
    return from >= to ? "" : statement.source().text(starts[from], ends[to - 1]);
  }

  /** Whether it is this keyword, given in upper case. */
  public boolean is(int token, String keyword) {
    return kinds[token] == TokenKind.WORD && matches(token, keyword);
  }

  /** Whether it is this mark of a single character. */
  public boolean is(int token, char mark) {
    return ends[token] - starts[token] == 1 && statement.source().at(starts[token]) == mark;
  }

  private boolean matches(int token, String keyword) {
    if (ends[token] - starts[token] != keyword.length()) {
      return false;
    }
    for (int i = 0; i < keyword.length(); i++) {
      if (Chars.upper(statement.source().at(starts[token] + i)) != keyword.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A word without quotes in upper case; empty if it is none or is too long for a keyword. */
  public String keyword(int token) {
    if (kinds[token] != TokenKind.WORD || ends[token] - starts[token] > LONGEST_KEYWORD) {
      return "";
    }
    StringBuilder keyword = new StringBuilder(text(token));
    for (int i = 0; i < keyword.length(); i++) {
      char c = keyword.charAt(i);
      keyword.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c);
    }
    return keyword.toString();
  }

  /**
   * The name that it is, as the catalog would hold it.
   *
   * @return null if it is none, or if it chooses an escape character of its own
   */
  public @Nullable Identifier name(int token) {
    return switch (kinds[token]) {
      case WORD -> NameText.plain(text(token));
      case QUOTED_NAME -> choosesEscape(token, token) ? null : NameText.quoted(text(token));
      default -> null;
    };
  }

  /**
   * What a literal says, with the parts of it that follow as {@link TokenKind#STRING_CONTINUED}.
   *
   * @return null if none begins here, if it is one of bits, or if it chooses an escape character of its own
   */
  public @Nullable String literal(int token) {
    boolean begins = kinds[token] == TokenKind.STRING || kinds[token] == TokenKind.DOLLAR_STRING;
    String written = begins ? text(token) : "";
    String first = begins ? LiteralText.of(written, statement.strings()) : null;
    if (first == null) {
      return null;
    }
    StringBuilder literal = new StringBuilder(first);
    int last = token;
    while (last + 1 < size && kinds[last + 1] == TokenKind.STRING_CONTINUED) {
      last++;
      literal.append(LiteralText.continued(written, text(last), statement.strings()));
    }
    return choosesEscape(token, last) ? null : literal.toString();
  }

  /** {@code UESCAPE} may stand behind {@code U&} alone; elsewhere it is a name. */
  private boolean choosesEscape(int first, int last) {
    return Chars.upper(statement.source().at(starts[first])) == 'U' && last + 1 < size && is(last + 1, "UESCAPE");
  }
}
