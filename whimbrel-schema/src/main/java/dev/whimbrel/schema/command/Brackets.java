package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Tokens;
import java.util.Arrays;

/**
 * For each opening parenthesis and square bracket the place of the one that closes it, so that all in it is passed over at
 * once.
 */
final class Brackets {
  private final int[] closing;

  private Brackets(int[] closing) {
    this.closing = closing;
  }

  /** One that is not closed reaches to the end, if it is a parenthesis; otherwise it counts as an ordinary token. */
  static Brackets of(Tokens tokens) {
    int[] closing = new int[tokens.size()];
    Arrays.setAll(closing, token -> token);
    int[] open = new int[tokens.size()];
    int depth = 0;
    for (int token = 0; token < closing.length; token++) {
      if (tokens.is(token, '(') || tokens.is(token, '[')) {
        closing[token] = tokens.is(token, '(') ? closing.length : token;
        open[depth++] = token;
      } else if (tokens.is(token, ')') || tokens.is(token, ']')) {
        char opener = tokens.is(token, ')') ? '(' : '[';
        while (opener == '(' && depth > 0 && tokens.is(open[depth - 1], '[')) {
          depth--;
        }
        if (depth > 0 && tokens.is(open[depth - 1], opener)) {
          closing[open[--depth]] = token;
        }
      }
    }
    return new Brackets(closing);
  }

  /** Where what opens here is closed; the token itself if it opens nothing. */
  int closing(int token) {
    return closing[token];
  }
}
