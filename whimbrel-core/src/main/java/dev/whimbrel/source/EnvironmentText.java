package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.Variables.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code $NAME} and <code>${NAME}</code> as goose does between its {@code ENVSUB} markers: an unset variable is empty,
 * <code>${NAME:-default}</code> and <code>${NAME-default}</code> give another value, <code>${NAME:?text}</code> and
 * <code>${NAME?text}</code> insist on one, <code>${NAME:offset:length}</code> cuts, and a backslash or a second {@code $} before
 * the {@code $} keeps it.
 */
final class EnvironmentText {
  private final Lines lines;
  private final int line;
  private final String text;
  private final Map<String, String> variables;
  private final Mistakes mistakes;
  private int at;
  private boolean failed;

  private EnvironmentText(Lines lines, int line, Map<String, String> variables, Mistakes mistakes) {
    this.lines = lines;
    this.line = line;
    this.text = lines.raw(line);
    this.variables = variables;
    this.mistakes = mistakes;
  }

  /** A file with the variables in some of its lines replaced, or null. */
  static @Nullable Lines of(Lines lines, List<Span> spans, Map<String, String> variables, Mistakes mistakes) {
    if (spans.isEmpty()) {
      return lines;
    }
    return Variables.replace(lines, spans, line -> lines.comment(line)
        ? List.of()
        : new EnvironmentText(lines, line, variables, mistakes).replaced(), mistakes);
  }

  private @Nullable List<Piece> replaced() {
    List<Piece> pieces = new ArrayList<>();
    while (at < text.length()) {
      int from = at;
      if (text.startsWith("\\$", at)) {
        at += 2;
        pieces.add(new Piece(from, at, "$"));
      } else if (text.charAt(at) == '$') {
        String value = variable();
        pieces.add(new Piece(from, at, value));
      } else {
        at++;
      }
    }
    return failed ? null : pieces;
  }

  /** A default or a reason: it reaches to the closing brace, which is not consumed, or to the end of the line. */
  private String argument() {
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '}') {
      char c = text.charAt(at);
      if (c == '\\' && text.startsWith("$", at + 1)) {
        out.append('$');
        at += 2;
      } else if (c == '$') {
        out.append(variable());
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private String variable() {
    at++;
    if (text.startsWith("$", at)) {
      at++;
      return "$";
    }
    if (text.startsWith("{", at)) {
      at++;
      return braced();
    }
    String name = name();
    return name.isEmpty() ? "$" : value(name);
  }

  private String name() {
    int start = at;
    while (at < text.length() && nameCharacter(text.charAt(at), at == start)) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean nameCharacter(char c, boolean first) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
  }

  private String braced() {
    String name = name();
    if (name.isEmpty()) {
      return unreadable();
    }
    String operator = operator();
    String argument = operator.equals(":") ? digitsAndColon() : operator.isEmpty() ? "" : argument();
    if (!text.startsWith("}", at)) {
      return unreadable();
    }
    at++;
    @Nullable
    String value = variables.get(name);
    return switch (operator) {
      case "" -> value(name);
      case ":-" -> value == null || value.isEmpty() ? argument : value(name);
      case "-" -> value == null ? argument : value(name);
      case ":?" -> value == null || value.isEmpty() ? required(name, argument) : value(name);
      case "?" -> value == null ? required(name, argument) : value(name);
      default -> cut(value(name), argument);
    };
  }

  private String operator() {
    for (String operator : List.of(":-", ":?", ":", "-", "?")) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return operator;
      }
    }
    return "";
  }

  private String digitsAndColon() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '}') {
      at++;
    }
    return text.substring(start, at);
  }

  private String cut(String value, String argument) {
    if (!argument.matches("\\d{1,9}(?::\\d{1,9})?")) {
      return unreadable();
    }
    String[] parts = argument.split(":");
    int from = Math.min(Integer.parseInt(parts[0]), value.length());
    int to = parts.length < 2 ? value.length() : Math.min(value.length(), from + Integer.parseInt(parts[1]));
    return value.substring(from, to);
  }

  private String value(String name) {
    String value = variables.getOrDefault(name, "");
    if (!Variables.oneLine(lines, line, name, value, mistakes)) {
      failed = true;
    }
    return value;
  }

  private String required(String name, String message) {
    failed = true;
    String reason = message.isEmpty() ? "\"" + name + "\" has no value" : "\"" + name + "\" has no value: " + message;
    mistakes.add(Variables.missing(lines, line, name, reason));
    return "";
  }

  private String unreadable() {
    failed = true;
    at = text.length();
    mistakes.add(lines.problem(ProblemCode.NO_VALUE, line, "a \"${\" in this line names no variable",
        "write ${NAME}, or \\$ for a dollar sign that is none of goose's"));
    return "";
  }
}
