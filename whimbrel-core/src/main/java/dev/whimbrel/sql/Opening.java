package dev.whimbrel.sql;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;

/** What can be opened and not closed, and how that is said. */
enum Opening {
  LITERAL("literal is never closed", "close it with ' where it is to end; a ' within it is written ''"), QUOTED_NAME(
      "name in double quotes is never closed",
      "close it with \" where it is to end"), DOLLAR_QUOTE("dollar-quoted text is never closed",
          "write the same tag, in the same case, where it is to end"), COMMENT("comment is never closed",
              "write */ where it is to end; comments nest, so each /* within it needs its own */"), PARENTHESIS(
                  "parenthesis is never closed",
                  "write the \")\" that is missing"), ATOMIC_BODY("body BEGIN ATOMIC is never closed",
                      "write END where it is to end, with a semicolon after each of its statements, the last one too");

  private final String fact;
  private final String advice;

  Opening(String fact, String advice) {
    this.fact = fact;
    this.advice = advice;
  }

  /** What the unterminated token at an offset is. */
  static Opening at(byte[] bytes, int start) {
    return switch (bytes[start]) {
      case '/' -> COMMENT;
      case '$' -> DOLLAR_QUOTE;
      case '"' -> QUOTED_NAME;
      case 'u', 'U' -> bytes[start + 2] == '"' ? QUOTED_NAME : LITERAL;
      default -> LITERAL;
    };
  }

  Problem problem() {
    return Problem.of(ProblemCode.UNTERMINATED, "this " + fact).remedy(advice);
  }
}
