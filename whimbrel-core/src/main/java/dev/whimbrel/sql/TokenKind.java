package dev.whimbrel.sql;

/** What the lexer tells apart; white space and comments never become tokens. */
public enum TokenKind {
  /** A keyword or a name without quotes. */
  WORD,
  /** A name in double quotes, also {@code U&"…"}. */
  QUOTED_NAME,
  /** A literal in quotes of any kind, with its prefix. */
  STRING,
  /** A further part of the literal before it, which the server joins to it because a line end lies between. */
  STRING_CONTINUED,
  /** A dollar-quoted literal. */
  DOLLAR_STRING, NUMBER, PARAMETER, OPERATOR,
  /** A character, or a pair such as {@code ::}, with a meaning of its own. */
  PUNCTUATION, OPEN, CLOSE, SEMICOLON,
  /** Where a psql command begins. */
  BACKSLASH,
  /** A quote or comment that is not closed; it starts where that was opened and reaches to the end. */
  UNTERMINATED,
  /** There is no more. */
  END
}
