package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens one after the other by the rules of PostgreSQL's own lexer. It allocates nothing per token, looks at every byte
 * a bounded number of times and never fails: what is not closed is a token too.
 */
final class Lexer {
  /** How a quote or backslash within a quoted literal reads. */
  private enum Quoting {
    STANDARD, BACKSLASH_ESCAPES,
    /** {@code B'…'} and {@code X'…'}: not even a doubled quote stands for one. */
    BITS
  }

  /** What lies between two tokens. */
  private enum Gap {
    /** Nothing that would join literals. */
    PLAIN,
    /** White space and line comments with a line end: literals on both sides are one. */
    LINE_END,
    /** A comment that is not closed. */
    UNTERMINATED
  }

  private final byte[] bytes;
  private final int limit;
  private Strings strings;
  private int start;
  private int position;
  private @Nullable Quoting literal;

  // the run of operator characters that is being read, or was read last
  private int runEnd;
  private int lastFirm;
  private int lastUnsigned;

  Lexer(byte[] bytes, int from, int limit, Strings strings) {
    this.bytes = bytes;
    this.limit = limit;
    this.strings = strings;
    this.start = from;
    this.position = from;
  }

  /** Changes how ordinary literals read from the next token on. */
  void strings(Strings setting) {
    strings = setting;
  }

  /** Goes on reading at an offset, as if nothing stood before it. */
  void moveTo(int offset) {
    position = offset;
    start = offset;
    literal = null;
  }

  /** The offset of the current token's first byte. */
  int start() {
    return start;
  }

  /** The offset after the current token's last byte. */
  int end() {
    return position;
  }

  /** Whether the current token's text is this keyword, given in upper case. */
  boolean is(String keyword) {
    if (position - start != keyword.length()) {
      return false;
    }
    for (int i = 0; i < keyword.length(); i++) {
      if (Chars.upper(bytes[start + i]) != keyword.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  TokenKind next() {
    Quoting previous = literal;
    literal = null;
    Gap gap = skipGap();
    if (gap == Gap.UNTERMINATED) {
      return TokenKind.UNTERMINATED;
    }
    start = position;
    if (position == limit) {
      return TokenKind.END;
    }
    if (gap == Gap.LINE_END && previous != null && bytes[position] == '\'') {
      return string(previous) == TokenKind.STRING ? TokenKind.STRING_CONTINUED : TokenKind.UNTERMINATED;
    }
    return token(bytes[position]);
  }

  private TokenKind token(byte first) {
    if (Chars.wordStart(first)) {
      return wordOrPrefixed(first);
    }
    if (Chars.operator(first)) {
      return operator();
    }
    if (Chars.digit(first)) {
      return number();
    }
    return switch (first) {
      case '\'' -> string(plain());
      case '"' -> quotedName();
      case '$' -> dollar();
      case '.' -> dot();
      case ':' -> take(at(1) == ':' || at(1) == '=' ? 2 : 1, TokenKind.PUNCTUATION);
      case '(' -> take(1, TokenKind.OPEN);
      case ')' -> take(1, TokenKind.CLOSE);
      case ';' -> take(1, TokenKind.SEMICOLON);
      case '\\' -> take(1, TokenKind.BACKSLASH);
      default -> take(1, TokenKind.PUNCTUATION);
    };
  }

  private Quoting plain() {
    return strings == Strings.STANDARD ? Quoting.STANDARD : Quoting.BACKSLASH_ESCAPES;
  }

  private TokenKind take(int length, TokenKind kind) {
    position += length;
    return kind;
  }

  /** The byte at a distance from the current position, or 0, which no text holds. */
  private byte at(int distance) {
    int offset = position + distance;
    return offset < limit ? bytes[offset] : 0;
  }

  private Gap skipGap() {
    boolean lineEnd = false;
    boolean comment = false;
    while (position < limit) {
      byte b = bytes[position];
      if (Chars.space(b)) {
        lineEnd |= Chars.newline(b);
        position++;
      } else if (Comments.lineBegins(bytes, position, limit)) {
        position = Comments.lineEnd(bytes, position, limit);
      } else if (Comments.blockBegins(bytes, position, limit)) {
        start = position;
        position = Comments.blockEnd(bytes, position, limit);
        if (position < 0) {
          position = limit;
          return Gap.UNTERMINATED;
        }
        comment = true;
      } else {
        break;
      }
    }
    return lineEnd && !comment ? Gap.LINE_END : Gap.PLAIN;
  }

  private TokenKind wordOrPrefixed(byte first) {
    Quoting prefixed = at(1) == '\'' ? prefixed(first) : null;
    if (prefixed != null) {
      position++;
      return string(prefixed);
    }
    if (at(1) == '&' && Chars.upper(first) == 'U' && (at(2) == '\'' || at(2) == '"')) {
      position += 2;
      return at(0) == '"' ? quotedName() : string(Quoting.STANDARD);
    }
    skipWord();
    return TokenKind.WORD;
  }

  /** How a literal with this letter directly before its quote reads, or null if the letter is a word of its own. */
  private @Nullable Quoting prefixed(byte letter) {
    return switch (letter) {
      case 'e', 'E' -> Quoting.BACKSLASH_ESCAPES;
      case 'b', 'B', 'x', 'X' -> Quoting.BITS;
      case 'n', 'N' -> plain();
      default -> null;
    };
  }

  private void skipWord() {
    while (position < limit && Chars.wordPart(bytes[position])) {
      position++;
    }
  }

  /** Reads from the opening quote to the closing one. */
  private TokenKind string(Quoting quoting) {
    position++;
    while (position < limit) {
      byte b = bytes[position++];
      if (b == '\\' && quoting == Quoting.BACKSLASH_ESCAPES) {
        position++;
      } else if (b == '\'') {
        if (quoting == Quoting.BITS || at(0) != '\'') {
          literal = quoting;
          return TokenKind.STRING;
        }
        position++;
      }
    }
    return unterminated();
  }

  private TokenKind quotedName() {
    position++;
    while (position < limit) {
      if (bytes[position++] == '"') {
        if (at(0) != '"') {
          return TokenKind.QUOTED_NAME;
        }
        position++;
      }
    }
    return unterminated();
  }

  private TokenKind unterminated() {
    position = limit;
    return TokenKind.UNTERMINATED;
  }

  private TokenKind dollar() {
    if (Chars.digit(at(1))) {
      position = Numbers.digitsEnd(bytes, position + 1, limit);
      return TokenKind.PARAMETER;
    }
    int tagEnd = position + 1;
    if (Chars.wordStart(at(1))) {
      while (tagEnd < limit && bytes[tagEnd] != '$' && Chars.wordPart(bytes[tagEnd])) {
        tagEnd++;
      }
    }
    if (tagEnd == limit || bytes[tagEnd] != '$') {
      return take(1, TokenKind.PUNCTUATION);
    }
    return dollarString(tagEnd + 1 - position);
  }

  /** A tag holds no {@code $} within, so comparing at each {@code $} looks at no byte more than twice. */
  private TokenKind dollarString(int tag) {
    int last = limit - tag;
    for (int offset = position + tag; offset <= last; offset++) {
      if (bytes[offset] == '$' && same(position, offset, tag)) {
        position = offset + tag;
        return TokenKind.DOLLAR_STRING;
      }
    }
    return unterminated();
  }

  private boolean same(int one, int other, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[one + i] != bytes[other + i]) {
        return false;
      }
    }
    return true;
  }

  private TokenKind dot() {
    if (Chars.digit(at(1))) {
      return number();
    }
    return take(at(1) == '.' ? 2 : 1, TokenKind.PUNCTUATION);
  }

  private TokenKind number() {
    position = Numbers.end(bytes, position, limit);
    return TokenKind.NUMBER;
  }

  /**
   * The longest run of operator characters that holds no comment start. Signs at its end are tokens of their own, unless the
   * operator could not be a standard one.
   */
  private TokenKind operator() {
    if (position >= runEnd) {
      measureRun();
    }
    position = lastFirm >= position ? runEnd : Math.max(lastUnsigned, position) + 1;
    return TokenKind.OPERATOR;
  }

  /** Looks at a run once for all the operators it may fall apart into. */
  private void measureRun() {
    lastFirm = -1;
    lastUnsigned = -1;
    runEnd = position;
    do {
      byte b = bytes[runEnd];
      if (Chars.firmOperator(b)) {
        lastFirm = runEnd;
      }
      if (b != '+' && b != '-') {
        lastUnsigned = runEnd;
      }
      runEnd++;
    } while (runEnd < limit && Chars.operator(bytes[runEnd]) && !commentStarts(runEnd));
  }

  private boolean commentStarts(int offset) {
    return Comments.lineBegins(bytes, offset, limit) || Comments.blockBegins(bytes, offset, limit);
  }
}
