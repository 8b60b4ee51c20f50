package dev.whimbrel.source;

import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.OpenText;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text that means nothing where it stands, and that another format's tool would take for a marker or leave out. */
final class Lookalike {
  private static final String REWORD = "write the line in other words";
  private static final Pattern ATLAS = Pattern.compile("\\s*(?:--|#|/\\*)\\s*atlas:(?!nolint\\b|assert\\b)\\w+.*");
  private static final Pattern SECTION = Pattern.compile("-- (\\S(?:.*\\S)?) --\\s*");
  private static final Pattern ROUTINE = Pattern
      .compile("(?is)(?:CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:FUNCTION|PROCEDURE)|DO)\\b.*");
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^{}]*\\}");
  private static final int CHANGESET_LINES = 2;
  private static final int BEGINNING = 80;

  private final Format target;
  private final Reversal down;

  /**
   * For one migration.
   *
   * @param down its way back
   */
  Lookalike(Format target, Reversal down) {
    this.target = target;
    this.down = down;
  }

  Way way(Script script) {
    return down instanceof Reversal.By by && by.script().equals(script) ? Way.DOWN : Way.UP;
  }

  /** Refuses a line that the target would obey. */
  void refuse(Lines lines, int line, Way way, Mistakes mistakes) {
    // a way back stands behind Liquibase's own word in each of its lines
    boolean covered = target == Format.LIQUIBASE && way == Way.DOWN;
    if (!covered && lines.mayComment(line) && isMarker(lines.text(line))) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
          target.label() + " would take this line for a marker of its own", REWORD));
    }
    if (target == Format.LIQUIBASE && EXPRESSION.matcher(lines.raw(line)).find()) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
          "Liquibase would put a value in the place of \"${…}\" if it knows one, be it from the environment",
          "write the text in another way, such as '$' || '{…}'"));
    }
  }

  private boolean isMarker(String text) {
    return switch (target) {
      case GOOSE -> text.strip().startsWith("--") && text.toLowerCase(Locale.ROOT).contains("+goose");
      case SQL_MIGRATE -> shows(text, Format.SQL_MIGRATE);
      case DBMATE -> shows(text, Format.DBMATE);
      case ATLAS -> ATLAS.matcher(text).matches()
          || (down instanceof Reversal.By && SECTION.matcher(text).matches());
      case LIQUIBASE -> isLiquibases(text);
      case GOLANG_MIGRATE, FLYWAY -> false;
    };
  }

  /** Read as the only line of a changeset. */
  private static boolean isLiquibases(String text) {
    Mistakes wrong = new Mistakes();
    LiquibaseFile file = LiquibaseFile.read(
        Lines.of(Source.ofText("", "--liquibase formatted sql\n--changeset a:1\n" + text + "\n")), wrong);
    return !wrong.none() || file.kind(CHANGESET_LINES + 1) != LiquibaseFile.Kind.TEXT;
  }

  private static boolean shows(String text, Format format) {
    return Marker.in(text.getBytes(StandardCharsets.UTF_8)).stream()
        .anyMatch(marker -> marker.format().filter(format::equals).isPresent());
  }

  /** Refuses lines of literals and data that sql-migrate takes for comments and leaves out. */
  void inside(Lines lines, List<Statement> statements, Mistakes mistakes) {
    if (target == Format.SQL_MIGRATE) {
      statements.forEach(statement -> inside(lines, statement, mistakes));
    }
  }

  private static void inside(Lines lines, Statement statement, Mistakes mistakes) {
    Source source = lines.source();
    int end = Math.max(statement.end(), statement.dataEnd());
    for (int line = lines.line(statement.start()) + 1; line <= lines.count() && lines.start(line) < end; line++) {
      if (lines.raw(line).startsWith("-- ") && loses(source, statement, lines.start(line))) {
        mistakes.add(Problem
            .of(ProblemCode.UNSUPPORTED, "sql-migrate would leave this line out, and it is part of a text")
            .at(source.position(lines.start(line))).excerpt(source.excerpt(lines.start(line)))
            .remedy("write the text so that no line of it begins with two dashes and a blank"));
      }
    }
  }

  /** In the body of a routine a comment is left out, which changes nothing that it does. */
  private static boolean loses(Source source, Statement statement, int offset) {
    if (statement.kind() == StatementKind.COPY_FROM_STDIN && offset >= statement.dataStart()) {
      return true;
    }
    String beginning = source.text(statement.start(), Math.min(statement.end(), statement.start() + BEGINNING));
    return !ROUTINE.matcher(beginning).matches() && OpenText.at(statement, offset);
  }
}
