package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of Atlas's that holds several: sections begin with lines such as {@code -- migration.sql --}. */
final class AtlasArchive {
  private static final String CHECKS = "checks.sql";
  private static final String UP = "migration.sql";
  private static final String DOWN = "down.sql";
  private static final Pattern MARKER = Pattern.compile("-- (\\S(?:.*\\S)?) --\\s*");

  private final Lines lines;
  private final Mistakes mistakes;
  private final Map<String, Span> sections = new HashMap<>();
  private final List<Span> checks = new ArrayList<>();

  private AtlasArchive(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
  }

  /**
   * What a file is made of.
   *
   * @param checks the queries that must be true before the migration
   */
  record Parts(Sections sections, List<Span> checks) {
    Parts {
      checks = List.copyOf(checks);
    }
  }

  static Parts read(Lines lines, Mistakes mistakes) {
    AtlasArchive archive = new AtlasArchive(lines, mistakes);
    return new Parts(archive.sections(), archive.checks);
  }

  private Sections sections() {
    List<Integer> markers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    lines.comments().forEach(line -> {
      Matcher matcher = MARKER.matcher(lines.text(line));
      if (matcher.matches()) {
        markers.add(line);
        names.add(matcher.group(1));
      }
    });
    for (int i = 0; i < markers.size(); i++) {
      int end = i + 1 < markers.size() ? markers.get(i + 1) : lines.count() + 1;
      section(names.get(i), markers.get(i), new Span(markers.get(i) + 1, end));
    }
    if (!sections.containsKey(UP)) {
      String file = lines.source().name();
      mistakes.add(Problem.of(ProblemCode.NO_UP, "\"" + file + "\" has no section \"-- migration.sql --\"").inFile(file)
          .remedy("write that line before the statements that apply the migration"));
    }
    return new Sections(markers.isEmpty() ? lines.count() + 1 : markers.getFirst(), up(), part(DOWN));
  }

  private void section(String name, int line, Span span) {
    if (name.equals(CHECKS) || (name.startsWith("checks/") && name.endsWith(".sql"))) {
      checks.add(span);
    } else if (!name.equals(UP) && !name.equals(DOWN)) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, "\"" + name + "\" is no section of Atlas's",
          Nearest.to(name, List.of(CHECKS, UP, DOWN)).map(near -> "did you mean \"-- " + near + " --\"?")
              .orElse("the sections are checks.sql, checks/NAME.sql, migration.sql and down.sql")));
    } else if (sections.putIfAbsent(name, span) != null) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, "\"" + name + "\" stands here a second time",
          "join the two sections"));
    }
  }

  /** The checks run first, in their order, and with the migration. */
  private @Nullable Section up() {
    Span span = sections.get(UP);
    if (span == null) {
      return null;
    }
    List<Span> spans = new ArrayList<>(checks);
    spans.add(span);
    return new Section(spans, TransactionRequest.AUTOMATIC, List.of());
  }

  private @Nullable Section part(String name) {
    Span span = sections.get(name);
    return span == null ? null : new Section(List.of(span), TransactionRequest.AUTOMATIC, List.of());
  }
}
