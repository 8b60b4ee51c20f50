package dev.whimbrel.source;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase makes of a context expression when it is told no contexts: everything is met, except what asks for a context
 * with {@code @}.
 */
final class LiquibaseContexts {
  private LiquibaseContexts() {}

  static boolean met(@Nullable String expression) {
    if (expression == null || expression.indexOf('@') < 0) {
      return true;
    }
    String open = expression.toLowerCase(Locale.ROOT);
    int close = open.indexOf(')');
    while (close >= 0) {
      int start = open.lastIndexOf('(', close);
      if (start < 0) {
        return false;
      }
      String inner = either(open.substring(start + 1, close)) ? " :true " : " :false ";
      open = open.substring(0, start) + inner + open.substring(close + 1);
      close = open.indexOf(')');
    }
    return either(open);
  }

  private static boolean either(String expression) {
    return Arrays.stream(expression.split(",|\\sor\\s"))
        .anyMatch(side -> Arrays.stream(side.split("\\sand\\s")).allMatch(LiquibaseContexts::term));
  }

  private static boolean term(String text) {
    String term = text.strip();
    if (term.startsWith(":")) {
      return term.equals(":true");
    }
    return !term.startsWith("@") || term.matches("@\\s*(?:!|not\\s).*");
  }
}
