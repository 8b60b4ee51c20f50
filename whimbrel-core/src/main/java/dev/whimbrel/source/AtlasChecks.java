package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Assertion;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes statements of the checks of an archive that fail unless the checks are true: each by itself, or together where the section
 * says that one of them is enough. Lines stay where they were.
 */
final class AtlasChecks {
  private static final Pattern QUERY = Pattern.compile("(?is)(?:SELECT|WITH|VALUES|TABLE)\\b.*|\\(.*");
  private static final Pattern ONE_OF = Pattern.compile("\\s*(?:--|#) ?atlas:assert +(?:.* )?oneof(?: .*)?");
  private static final int SHOWN = 60;

  private final Lines lines;
  private final Scripts scripts;
  private final Mistakes mistakes;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Source.Replacement> replacements = new ArrayList<>();
  private int copied;

  private AtlasChecks(Lines lines, Scripts scripts, Mistakes mistakes) {
    this.lines = lines;
    this.scripts = scripts;
    this.mistakes = mistakes;
  }

  /** The same file with statements in the place of its checks, or null. */
  static @Nullable Lines guard(Lines lines, List<Span> checks, Scripts scripts, Mistakes mistakes) {
    if (checks.isEmpty()) {
      return lines;
    }
    AtlasChecks reader = new AtlasChecks(lines, scripts, mistakes);
    int before = mistakes.count();
    checks.forEach(reader::section);
    return mistakes.count() > before ? null : reader.rewritten();
  }

  private @Nullable Lines rewritten() {
    copy(lines.source().end());
    Source made = mistakes.keep(lines.source().replacedBy(out.toByteArray(), replacements));
    return made == null ? null : Lines.of(made);
  }

  private void section(Span span) {
    List<Statement> checks = scripts.statements(lines, span, List.of());
    if (checks == null) {
      return;
    }
    checks.forEach(this::refuseOther);
    if (!oneOf(span, checks)) {
      checks.forEach(check -> assertion(List.of(check)));
    } else if (checks.isEmpty()) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, span.from() - 1,
          "one of the checks of this section must be true, and there is none", "write one, or remove the section"));
    } else {
      assertion(checks);
    }
  }

  /** Only the comments at the top of the section say so. */
  private boolean oneOf(Span span, List<Statement> checks) {
    int end = checks.isEmpty() ? span.to() : checks.getFirst().line();
    for (int line = span.from(); line < end; line++) {
      if (ONE_OF.matcher(lines.text(line)).matches()) {
        return true;
      }
    }
    return false;
  }

  private void refuseOther(Statement check) {
    boolean query = check.kind() == StatementKind.ORDINARY || check.kind() == StatementKind.STRING_SETTING;
    String beginning = check.source().text(check.start(), Math.min(check.end(), check.start() + SHOWN));
    if (!query || !QUERY.matcher(beginning).matches()) {
      mistakes.add(Problem.of(ProblemCode.BAD_SQL, "a check is a query that gives one true value, and this is none")
          .at(check.at()).excerpt(check.source().excerpt(check.start()))
          .remedy("write it as SELECT …, or move the statement behind \"-- migration.sql --\""));
    }
  }

  private void assertion(List<Statement> checks) {
    insert(checks.getFirst().start(), checks.getFirst().start(), Assertion.opening());
    for (int i = 1; i < checks.size(); i++) {
      int from = checks.get(i - 1).end();
      int to = checks.get(i).start();
      insert(from, to, Assertion.between(i) + lineEnds(from, to));
    }
    insert(checks.getLast().end(), checks.getLast().end(), Assertion.closing(checks.size()));
  }

  private String lineEnds(int from, int to) {
    return "\n".repeat((int) lines.source().text(from, to).chars().filter(c -> c == '\n').count());
  }

  private void insert(int from, int to, String text) {
    copy(from);
    int start = out.size();
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    replacements.add(new Source.Replacement(from, to, start, out.size()));
    copied = to;
  }

  private void copy(int to) {
    out.write(lines.source().bytes(), copied, to - copied);
    copied = to;
  }
}
