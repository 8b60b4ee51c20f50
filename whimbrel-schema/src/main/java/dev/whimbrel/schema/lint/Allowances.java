package dev.whimbrel.schema.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.schema.lint.Allowed.Origin;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.MigrationText.Placed;
import dev.whimbrel.source.Allowance;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the authors of migrations say that they know of. One who allows something says so in the file, where those who
 * review it see it: before the first statement for all of the file, directly above a statement for that one.
 */
public final class Allowances {
  /** Finds what is said and no longer true. What it finds cannot be seen in a statement alone: see {@link #judged}. */
  static final Rule RULE = new Rule("WB901", "an allowance that is over, allows nothing, or names no rule",
      Severity.WARNING, (subject, deployment) -> Stream.empty());
  /** What is seen in the text alone, so that it was looked for also where nothing was rehearsed. */
  private static final Set<String> SYNTACTIC = Set.of("WB103", "WB105", "WB107", "WB112", "WB128", "WB141", "WB150",
      "WB153", "WB202", "WB301", "WB303", "WB305", "WB401", "WB402", "WB404", "WB405", "WB407", "WB501", "WB502",
      "WB503", "WB504", "WB505", "WB506", "WB507", "WB508", "WB509", "WB601", "WB603", "WB701", "WB901");
  /** What is found or not by what others do at the moment: an allowance that is for nothing now was not so before, or will not be. */
  private static final Set<String> OF_THE_MOMENT = Set.of("WB136", "WB408");

  private final Deployment deployment;
  private final List<String> ids;
  private final List<Subject> subjects;
  private final List<Allowed> allowed;
  private final Set<Use> used = new HashSet<>();

  private record Use(Allowed allowed, String rule) {}

  private Allowances(Migration migration, Deployment deployment, List<String> ids) {
    this.deployment = deployment;
    this.ids = ids;
    this.subjects = deployment.subjects().stream().filter(one -> one.migration().id().equals(migration.id()))
        .toList();
    this.allowed = of(migration);
  }

  /** What was found and what of it is allowed, with what is wrong with that, in the order of the statements. */
  public static List<Judged> judged(List<Finding> findings, Deployment deployment) {
    return judged(findings, deployment, Rules.ALL.stream().map(Rule::id).toList());
  }

  /**
   * The same.
   *
   * @param ids of all rules
   */
  static List<Judged> judged(List<Finding> findings, Deployment deployment, List<String> ids) {
    Map<MigrationId, Allowances> each = new LinkedHashMap<>();
    deployment.subjects().stream().map(Subject::migration).forEach(migration -> each.computeIfAbsent(migration.id(),
        id -> new Allowances(migration, deployment, ids)));
    List<Judged> judged = new ArrayList<>();
    for (Finding finding : findings) {
      Allowances own = each.get(finding.subject().migration().id());
      judged.add(new Judged(finding, own == null ? Optional.empty() : own.reason(finding)));
    }
    each.values().stream().flatMap(Allowances::stale).map(one -> new Judged(one, Optional.empty()))
        .forEach(judged::add);
    return sorted(judged, deployment);
  }

  private static List<Judged> sorted(List<Judged> judged, Deployment deployment) {
    IdentityHashMap<Subject, Integer> order = new IdentityHashMap<>();
    IntStream.range(0, deployment.subjects().size()).forEach(i -> order.put(deployment.subjects().get(i), i));
    return judged.stream().sorted(Comparator.comparingInt(
        (Judged one) -> order.getOrDefault(one.finding().subject(), Integer.MAX_VALUE))).toList();
  }

  /** What the file of a migration allows, in the order of its lines. */
  static List<Allowed> of(Migration migration) {
    return MigrationText.of(migration).map(text -> Stream.concat(ours(text), Nolint.in(text))
        .sorted(Comparator.comparingInt(Allowed::line)).toList()).orElse(List.of());
  }

  private static Stream<Allowed> ours(MigrationText text) {
    List<Allowed> found = new ArrayList<>();
    text.linesWith("whimbrel").forEach(line -> Allowance.in(text.line(line)).ifPresent(allowance -> {
      if (text.heads(line)) {
        found.add(allowed(allowance, line, null));
        return;
      }
      text.after(line).map(Placed::statement).ifPresent(next -> found.add(allowed(allowance, line, next)));
    }));
    return found.stream();
  }

  private static Allowed allowed(Allowance allowance, int line, @Nullable Statement statement) {
    return new Allowed(Origin.WHIMBREL, allowance.rules(), allowance.until(), allowance.because(), line, statement);
  }

  private Optional<String> reason(Finding finding) {
    List<Allowed> naming = allowed.stream().filter(one -> one.naming(finding).findAny().isPresent())
        .filter(one -> !one.isOver(deployment.today())).toList();
    naming.forEach(one -> one.naming(finding).forEach(rule -> used.add(new Use(one, rule))));
    return naming.stream().findFirst().map(Allowed::because);
  }

  /** What is wrong with what is allowed; asked when all findings have been seen. */
  private Stream<Finding> stale() {
    return allowed.stream().filter(one -> one.origin() == Origin.WHIMBREL)
        .flatMap(one -> one.rules().stream().flatMap(rule -> stale(one, rule)));
  }

  private Stream<Finding> stale(Allowed one, String rule) {
    if (ids.stream().noneMatch(id -> id.startsWith(rule))) {
      return finding(one, Severity.WARNING, "line " + one.line() + " allows " + rule + ", and there is no such rule",
          "it allows nothing", Nearest.to(rule, ids).map(near -> "did you mean " + near + "?")
              .orElse("write the id of a rule, or remove it"));
    }
    if (one.isOver(deployment.today())) {
      return finding(one, Severity.WARNING, "line " + one.line() + " allows " + rule + " until " + one.until()
          + ", and that is over", "what it allowed counts again", "mend what is found, or give it a later day");
    }
    if (used.contains(new Use(one, rule)) || !isLookedFor(one, rule)) {
      return Stream.empty();
    }
    return finding(one, Severity.NOTE, "line " + one.line() + " allows " + rule + ", and nothing of that is found",
        "it would hide what somebody writes later", "remove " + rule + " from that line");
  }

  /** Whether it would have been found if it were there. */
  private boolean isLookedFor(Allowed one, String rule) {
    if (ids.stream().filter(id -> id.startsWith(rule)).allMatch(OF_THE_MOMENT::contains)) {
      return false;
    }
    return ids.stream().filter(id -> id.startsWith(rule)).allMatch(SYNTACTIC::contains)
        || subjects.stream().filter(one::concerns).allMatch(subject -> subject.observation().isPresent());
  }

  private Stream<Finding> finding(Allowed one, Severity severity, String what, String why, String remedy) {
    return subjects.stream().filter(one::concerns).findFirst().stream()
        .map(subject -> Finding.of(subject, Certainty.DERIVED, what, why).remedy(remedy).of(RULE.id(), severity));
  }
}
