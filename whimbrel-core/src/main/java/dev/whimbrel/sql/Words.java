package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The tokens of one statement, read from its first on; the current one is looked at and accepted. */
final class Words {
  private static final int LONGEST_KEYWORD = 32;

  private final byte[] bytes;
  private final Lexer lexer;
  private TokenKind kind;

  Words(byte[] bytes, int start, int end, Strings strings) {
    this.bytes = bytes;
    this.lexer = new Lexer(bytes, start, end, strings);
    this.kind = lexer.next();
  }

  TokenKind kind() {
    return kind;
  }

  void advance() {
    kind = lexer.next();
  }

  boolean at(String keyword) {
    return kind == TokenKind.WORD && lexer.is(keyword);
  }

  boolean atAny(String... keywords) {
    for (String keyword : keywords) {
      if (at(keyword)) {
        return true;
      }
    }
    return false;
  }

  boolean atEnd() {
    return kind == TokenKind.END || kind == TokenKind.UNTERMINATED;
  }

  boolean accept(String keyword) {
    if (!at(keyword)) {
      return false;
    }
    advance();
    return true;
  }

  boolean acceptAny(String... keywords) {
    if (!atAny(keywords)) {
      return false;
    }
    advance();
    return true;
  }

  boolean accept(char mark) {
    if (lexer.end() - lexer.start() != 1 || bytes[lexer.start()] != mark) {
      return false;
    }
    advance();
    return true;
  }

  /** The current word in upper case, or nothing if it is no word or too long for a keyword. */
  String keyword() {
    return kind == TokenKind.WORD ? upper(lexer.start(), lexer.end()) : "";
  }

  /**
   * What a word, a name in quotes, a number or a plain literal says, in upper case; nothing if it is none of these, has a prefix
   * or is longer than any keyword.
   */
  String value() {
    return switch (kind) {
      case WORD, NUMBER -> upper(lexer.start(), lexer.end());
      case STRING, QUOTED_NAME -> quoted(bytes[lexer.start()]);
      default -> "";
    };
  }

  /**
   * The name that stands here as the catalog would hold it, or an empty text if none does or its spelling depends on what follows
   * it, as that of {@code U&"…"} does.
   */
  String name() {
    String text = new String(bytes, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8);
    return switch (kind) {
      case WORD -> folded(text);
      case QUOTED_NAME ->
        text.startsWith("\"") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : "";
      default -> "";
    };
  }

  /** Only ASCII: so does the server where letters have more than one byte. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      folded.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return folded.toString();
  }

  private String quoted(byte opening) {
    return opening == '\'' || opening == '"' ? upper(lexer.start() + 1, lexer.end() - 1) : "";
  }

  private String upper(int start, int end) {
    if (end - start > LONGEST_KEYWORD) {
      return "";
    }
    byte[] word = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < word.length; i++) {
      word[i] = (byte) Chars.upper(word[i]);
    }
    return new String(word, StandardCharsets.UTF_8);
  }

  /** The offset of the current token's first byte. */
  int start() {
    return lexer.start();
  }

  /**
   * The name that stands here, as the catalog would hold it, and passes over it; null if there is none, or if it chooses an escape
   * character of its own.
   */
  @Nullable
  Identifier takeName() {
    TokenKind was = kind;
    String written = new String(bytes, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8);
    advance();
    return switch (was) {
      case WORD -> NameText.plain(written);
      case QUOTED_NAME -> at("UESCAPE") ? null : NameText.quoted(written);
      default -> null;
    };
  }

  /** Passes over the options in the parenthesis that opens here and says whether one of them is switched on. */
  boolean option(String name) {
    boolean on = false;
    while (!atEnd() && kind != TokenKind.CLOSE) {
      advance();
      if (at(name)) {
        advance();
        on = !saysNo();
      }
    }
    advance();
    return on;
  }

  /** Whether what stands here switches something off. */
  boolean saysNo() {
    return switch (value()) {
      case "FALSE", "OFF", "0" -> true;
      default -> false;
    };
  }

  /** Passes over a parenthesis that opens here, with all that is in it. */
  void skipParentheses() {
    int depth = 0;
    do {
      if (kind == TokenKind.OPEN) {
        depth++;
      } else if (kind == TokenKind.CLOSE) {
        depth--;
      }
      advance();
    } while (depth > 0 && !atEnd());
  }

  /** Goes on to this keyword outside of parentheses; false if it does not come. */
  boolean seek(String keyword) {
    while (!atEnd()) {
      if (kind == TokenKind.OPEN) {
        skipParentheses();
        continue;
      }
      if (accept(keyword)) {
        return true;
      }
      advance();
    }
    return false;
  }
}
