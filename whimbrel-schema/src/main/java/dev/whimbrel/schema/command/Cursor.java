package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenKind;
import dev.whimbrel.sql.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * A place among the tokens of a statement, or of a part of it, from which its text is read. Where something must stand and
 * does not, a stand-in is given and the text is odd from then on; whoever began to read asks for that once, at the end.
 */
final class Cursor {
  private static final Identifier STAND_IN = new Identifier("?");

  private final Tokens tokens;
  private final Brackets brackets;
  private final int limit;
  private int position;
  private boolean odd;

  private Cursor(Tokens tokens, Brackets brackets, int position, int limit) {
    this.tokens = tokens;
    this.brackets = brackets;
    this.position = position;
    this.limit = limit;
  }

  static Cursor over(Statement statement) {
    Tokens tokens = Tokens.of(statement);
    return new Cursor(tokens, Brackets.of(tokens), 0, tokens.size());
  }

  boolean atEnd() {
    return position >= limit;
  }

  int position() {
    return position;
  }

  /** Goes back to where it was. */
  void backTo(int place) {
    position = place;
  }

  /** Whether something stood where it could not, or did not where it must. */
  boolean isOdd() {
    return odd;
  }

  void odd() {
    odd = true;
  }

  /** Nothing may follow. */
  void end() {
    odd |= !atEnd();
  }

  /** Whether these words come next. */
  boolean at(String... words) {
    if (limit - position < words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!tokens.is(position + i, words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean atAny(String... words) {
    for (String word : words) {
      if (at(word)) {
        return true;
      }
    }
    return false;
  }

  boolean at(char mark) {
    return !atEnd() && tokens.is(position, mark);
  }

  /** Passes over these words if all of them come next. */
  boolean accept(String... words) {
    if (!at(words)) {
      return false;
    }
    position += words.length;
    return true;
  }

  boolean acceptAny(String... words) {
    return atAny(words) && advance();
  }

  boolean accept(char mark) {
    return at(mark) && advance();
  }

  private boolean advance() {
    position++;
    return true;
  }

  /** These words must come next. */
  void expect(String... words) {
    odd |= !accept(words);
  }

  /** This mark must come next. */
  void expect(char mark) {
    odd |= !accept(mark);
  }

  /** Whether a token of this kind comes next. */
  boolean at(TokenKind kind) {
    return !atEnd() && tokens.kind(position) == kind;
  }

  /** Whether the token after the next is this mark. */
  boolean beforeMark(char mark) {
    return position + 1 < limit && tokens.is(position + 1, mark);
  }

  /** Whether the token after the next is this word. */
  boolean before(String word) {
    return position + 1 < limit && tokens.is(position + 1, word);
  }

  /** Whether one token is left. */
  boolean isOneToken() {
    return position + 1 == limit;
  }

  /** Whether all that is left is one parenthesis. */
  boolean isOneParenthesis() {
    return at('(') && brackets.closing(position) == limit - 1;
  }

  /** Whether the token before the next is an operator, so that a value must follow it. */
  boolean afterOperator() {
    return position > 0 && tokens.kind(position - 1) == TokenKind.OPERATOR;
  }

  /** Whether the token before the next is this word. */
  boolean after(String word) {
    return position > 0 && tokens.is(position - 1, word);
  }

  /** The next word in upper case; empty if that is none. */
  String keyword() {
    return atEnd() ? "" : tokens.keyword(position);
  }

  /** Passes over the next token; over all that is in it, if it opens a parenthesis or a square bracket. */
  void skip() {
    if (!atEnd()) {
      position = Math.min(brackets.closing(position) + 1, limit);
    }
  }

  /** Passes over a parenthesis, if one comes next. */
  boolean skipParenthesis() {
    if (!at('(')) {
      return false;
    }
    skip();
    return true;
  }

  /** Goes on to these words outside of parentheses, and stays before them; false at the end. */
  boolean seek(String... words) {
    while (!atEnd() && !at(words)) {
      skip();
    }
    return !atEnd();
  }

  /** Goes on to the next comma outside of parentheses, or to the end. */
  void seekComma() {
    while (!atEnd() && !at(',')) {
      skip();
    }
  }

  Identifier name() {
    Identifier name = atEnd() ? null : tokens.name(position);
    if (name == null) {
      odd = true;
      return STAND_IN;
    }
    position++;
    return name;
  }

  /** The operator that comes next, as a name. */
  Identifier operator() {
    if (!at(TokenKind.OPERATOR)) {
      odd = true;
      return STAND_IN;
    }
    return new Identifier(tokens.text(position++));
  }

  QualifiedName qualifiedName() {
    List<Identifier> parts = new ArrayList<>(List.of(name()));
    while (accept('.')) {
      parts.add(name());
    }
    return new QualifiedName(parts);
  }

  /** What the literal says that comes next. */
  String literal() {
    String literal = atEnd() ? null : tokens.literal(position);
    if (literal == null) {
      odd = true;
      return "";
    }
    position++;
    while (at(TokenKind.STRING_CONTINUED)) {
      position++;
    }
    return literal;
  }

  /** What stands in the parenthesis that opens here, which is passed over. */
  Cursor inside() {
    if (!at('(') || brackets.closing(position) >= limit) {
      odd = true;
      return part(position, position);
    }
    int from = position + 1;
    skip();
    return part(from, position - 1);
  }

  /** What is left, divided at its commas; none where nothing is left. */
  List<Cursor> elements() {
    List<Cursor> elements = new ArrayList<>();
    while (!atEnd()) {
      int from = position;
      seekComma();
      elements.add(part(from, position));
      if (accept(',') && atEnd()) {
        odd = true;
      }
    }
    return elements;
  }

  private Cursor part(int from, int to) {
    return new Cursor(tokens, brackets, from, to);
  }

  /** The same without as many tokens at its end. */
  Cursor without(int last) {
    return part(position, limit - last);
  }

  /** Whether what is left ends in these words. */
  boolean endsIn(String... words) {
    return limit - words.length >= position && part(limit - words.length, limit).at(words);
  }

  /** As it is written, from a place to here. */
  String textFrom(int from) {
    return tokens.text(from, position);
  }

  /** The same with one space where any white space or comment is. */
  String spacedFrom(int from) {
    StringBuilder text = new StringBuilder();
    for (int token = from; token < position; token++) {
      if (token > from && tokens.start(token) > tokens.end(token - 1)) {
        text.append(' ');
      }
      text.append(tokens.text(token));
    }
    return text.toString();
  }

  /** All that is left, as it is written. */
  String rest() {
    int from = position;
    position = limit;
    return textFrom(from);
  }

  /** The same, but something must be left. */
  String needed() {
    odd |= atEnd();
    return rest();
  }

  /** The same without passing over it. */
  String whole() {
    return tokens.text(position, limit);
  }

  /** Takes over the oddness of a part. */
  void join(Cursor part) {
    odd |= part.odd;
  }
}
