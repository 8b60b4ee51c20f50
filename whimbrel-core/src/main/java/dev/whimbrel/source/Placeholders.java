package dev.whimbrel.source;

import dev.whimbrel.source.Variables.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Flyway's <code>${name}</code>, replaced everywhere, in comments and literals too. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Lines lines;
  private final Map<String, String> values;
  private final Mistakes mistakes;

  private Placeholders(Lines lines, Map<String, String> values, Mistakes mistakes) {
    this.lines = lines;
    this.values = values;
    this.mistakes = mistakes;
  }

  /** The file with its placeholders replaced, itself if it has none, or null if one has no value. */
  static @Nullable Lines replace(Lines lines, String path, Map<String, String> variables, Mistakes mistakes) {
    List<Span> spans = new ArrayList<>();
    for (int line = 1; line <= lines.count(); line++) {
      if (lines.holds(line, '$', '{')) {
        spans.add(new Span(line, line + 1));
      }
    }
    if (spans.isEmpty()) {
      return lines;
    }
    Map<String, String> values = new HashMap<>(variables);
    values.put("flyway:filename", path.substring(path.lastIndexOf('/') + 1));
    Placeholders placeholders = new Placeholders(lines, values, mistakes);
    return Variables.replace(lines, spans, placeholders::replaced, mistakes);
  }

  private @Nullable List<Piece> replaced(int line) {
    Matcher matcher = PLACEHOLDER.matcher(lines.raw(line));
    List<Piece> pieces = new ArrayList<>();
    boolean complete = true;
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = values.get(name);
      if (value == null) {
        mistakes.add(Variables.missing(lines, line, name, "placeholder \"${" + name + "}\" has no value")
            .remedy(
                "give it a value under \"placeholders\" in whimbrel.yaml, or switch replacement off with \"placeholderReplacement=false\" in \""
                    + lines.source().name() + ".conf\""));
        complete = false;
      } else {
        complete &= Variables.oneLine(lines, line, name, value, mistakes);
        pieces.add(new Piece(matcher.start(), matcher.end(), value));
      }
    }
    return complete ? pieces : null;
  }
}
