package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.Variables.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values for Liquibase's <code>${name}</code>: variables first, then the lines {@code --property name:x value:y} of all files so
 * far, of which the first counts; then those of the file alone ({@code global:false}), of which the last does. What has no value
 * stays as it is.
 */
final class LiquibaseProperties {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^{}]*)\\}");
  private static final Pattern NAME = key("name");
  private static final Pattern VALUE = key("value");
  private static final Pattern CONTEXT = Pattern.compile(".*context(?:Filter)?:(\".*?\"|\\S*).*",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern DBMS = Pattern.compile(".*dbms:([^,][\\w!,]+).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern GLOBAL = key("global");
  private static final int DEEPEST = 10;

  /** Whether a property is seen by the files that follow. */
  private enum Reach {
    ALL, FILE
  }

  private record Property(String file, int line, String name, String value, Reach reach) {}

  private final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> elsewhere;
  private final Mistakes mistakes;
  private final List<Property> properties = new ArrayList<>();

  /**
   * Begins with what is known before any file is read.
   *
   * @param elsewhere the names that changelogs of other kinds give values to
   */
  LiquibaseProperties(Map<String, String> variables, Set<String> elsewhere, Mistakes mistakes) {
    this.variables.putAll(variables);
    this.elsewhere = elsewhere;
    this.mistakes = mistakes;
  }

  private static Pattern key(String key) {
    return Pattern.compile(".*" + key + ":\\s*(\\S+).*", Pattern.CASE_INSENSITIVE);
  }

  /** A line that gives a property its value. */
  void define(Lines lines, int line) {
    String text = lines.text(line);
    String name = group(NAME, text);
    String value = group(VALUE, text);
    if (name == null || value == null) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, "the property has no name, or no value",
          "write it as \"--property name:NAME value:VALUE\""));
      return;
    }
    String context = group(CONTEXT, text);
    String dbms = group(DBMS, text);
    boolean here = dbms == null || LiquibaseAttributes.names(
        Arrays.stream(dbms.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList());
    if (here && LiquibaseContexts.met(context == null ? null : context.replace("\"", ""))) {
      Reach reach = "false".equalsIgnoreCase(group(GLOBAL, text)) ? Reach.FILE : Reach.ALL;
      properties.add(new Property(lines.source().name(), line, name, value, reach));
    }
  }

  private static @Nullable String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? matcher.group(1) : null;
  }

  /**
   * What takes the place of the expressions in a line; null if something is wrong with a value.
   *
   * @param until properties of the file count if they stand before this line
   */
  @Nullable
  List<Piece> replaced(Lines lines, int line, int until) {
    Matcher expression = EXPRESSION.matcher(lines.raw(line));
    List<Piece> pieces = new ArrayList<>();
    boolean complete = true;
    while (expression.find()) {
      String name = expression.group(1).strip();
      String value = value(lines, name, until);
      if (value != null) {
        String expanded = expanded(lines, value, until, 1);
        complete &= Variables.oneLine(lines, line, name, expanded, mistakes);
        pieces.add(new Piece(expression.start(), expression.end(), expanded));
      } else if (elsewhere.contains(name.toLowerCase(Locale.ROOT))) {
        mistakes.add(Variables.missing(lines, line, name, "\"${" + name + "}\" has its value in a changelog that is not"
            + " formatted SQL").remedy("give it a value under \"placeholders\" in whimbrel.yaml, or write"
                + " \"--property name:" + name + " value:VALUE\" into the file"));
        complete = false;
      }
    }
    return complete ? pieces : null;
  }

  private String expanded(Lines lines, String value, int until, int depth) {
    if (depth > DEEPEST) {
      return value;
    }
    return EXPRESSION.matcher(value).replaceAll(found -> {
      String inner = value(lines, found.group(1).strip(), until);
      return Matcher.quoteReplacement(inner == null ? found.group() : expanded(lines, inner, until, depth + 1));
    });
  }

  private @Nullable String value(Lines lines, String name, int until) {
    String variable = variables.get(name);
    if (variable != null) {
      return variable;
    }
    String file = lines.source().name();
    String local = null;
    for (Property property : properties) {
      boolean before = !property.file().equals(file) || property.line() < until;
      if (before && property.name().equalsIgnoreCase(name)) {
        if (property.reach() == Reach.ALL) {
          return property.value();
        }
        local = property.file().equals(file) ? property.value() : local;
      }
    }
    return local;
  }
}
