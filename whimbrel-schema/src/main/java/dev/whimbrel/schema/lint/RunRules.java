package dev.whimbrel.schema.lint;

import dev.whimbrel.problem.ServerError;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a statement does that needs no more than running it: it fails, or it breaks the queries of others. */
final class RunRules {
  /** What depends on rows that a shadow does not have: constraints, and what a migration raises itself. */
  private static final Set<String> OF_ROWS = Set.of("23", "P0");
  private static final int LONGEST = 80;

  static final List<Rule> RULES = List.of(
      new Rule("WB001", "fails", Severity.ERROR, RunRules::fails),
      new Rule("WB308", "breaks a query", Severity.ERROR, RunRules::breaks),
      new Rule("WB309", "takes the index of a query away", Severity.WARNING, RunRules::slows),
      new Rule("WB310", "gives the values of a query another meaning", Severity.WARNING, RunRules::shifts));

  private RunRules() {}

  /** Whether a failure may come from rows, which a shadow does not have. */
  static boolean isOfRows(ServerError error) {
    return error.sqlState().length() == 5 && OF_ROWS.contains(error.sqlState().substring(0, 2));
  }

  private static Stream<Finding> fails(Subject subject, Deployment deployment) {
    return subject.seen().stream().flatMap(seen -> switch (seen.outcome()) {
      case Outcome.Ran ran -> Stream.empty();
      case Outcome.Failed failed -> Stream.of(failed(subject, failed.error()));
    });
  }

  private static Finding failed(Subject subject, ServerError error) {
    String what = "the server refuses it: " + error.message();
    return isOfRows(error)
        ? Finding.of(subject, Certainty.DERIVED, what, "it met the rows of the shadow, and may fail over others, too;"
            + " what comes after it was not rehearsed").of("WB001", Severity.WARNING)
            .remedy("if it needs rows that no migration puts there, make it independent of them")
        : Finding
            .of(subject, Certainty.PROVEN, what, "a deployment stops here, and what comes after it was not rehearsed")
            .remedy("mend the statement");
  }

  private static Stream<Finding> breaks(Subject subject, Deployment deployment) {
    return of(subject, deployment).filter(Harm.Broken.class::isInstance).map(Harm.Broken.class::cast)
        .map(harm -> Finding.of(subject, Certainty.PROVEN,
            "a query of " + harm.query().origin() + " stops working: " + harm.message(),
            "whoever runs it gets this error from then on: " + brief(harm))
            .remedy("deploy code that no longer runs it first, or keep what it needs until then"));
  }

  private static Stream<Finding> slows(Subject subject, Deployment deployment) {
    return of(subject, deployment).filter(Harm.Slower.class::isInstance).map(Harm.Slower.class::cast)
        .map(harm -> Finding.of(subject, Certainty.PROVEN,
            "a query of " + harm.query().origin() + " no longer finds rows of " + String.join(", ", harm.tables())
                + " by an index",
            "it reads the whole table from then on: " + brief(harm))
            .remedy("make another index that serves it first, with CREATE INDEX CONCURRENTLY"));
  }

  private static Stream<Finding> shifts(Subject subject, Deployment deployment) {
    return of(subject, deployment).filter(Harm.Shifted.class::isInstance).map(Harm.Shifted.class::cast)
        .map(harm -> Finding.of(subject, Certainty.PROVEN,
            "a query of " + harm.query().origin() + " takes values of the types " + harm.after() + ", before it was "
                + harm.before(),
            "its values are refused, converted, or end up in other columns: " + brief(harm))
            .remedy("name the columns in the query, or deploy code that knows the new types first"));
  }

  private static Stream<Harm> of(Subject subject, Deployment deployment) {
    return deployment.harms().stream()
        .filter(harm -> subject.seen().filter(seen -> seen.statement().equals(harm.by().statement())).isPresent());
  }

  private static String brief(Harm harm) {
    String line = harm.query().text().strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) > LONGEST
        ? line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…"
        : line;
  }
}
