package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What goes wrong only when two branches come together. */
final class BranchRules {
  /** Code of which the text does not tell what it does. */
  private static final Set<String> CALLS = Set.of("SELECT", "CALL");

  static final List<Rule> RULES = List.of(
      new Rule("WB408", "changes what is changed on the other branch, too", Severity.WARNING, BranchRules::both));

  private BranchRules() {}

  private static Stream<Finding> both(Subject subject, Deployment deployment) {
    return deployment.elsewhere().stream().flatMap(other -> other.objects().stream()
        .filter(object -> changes(subject, object)
            && deployment.before(subject).stream().noneMatch(one -> changes(one, object)))
        .map(object -> Finding.of(subject, Certainty.SUSPECTED,
            other.file() + " of " + other.branch() + " changes " + Spelling.name(object) + ", too",
            "the two were never run one after the other: one of them may fail, or undo or miss what the other does")
            .remedy("rebase onto " + other.branch() + ", and lint again: then both are looked at together")));
  }

  private static boolean changes(Subject subject, QualifiedName object) {
    return isCode(subject.command())
        ? hasChanged(subject, object)
        : Elsewhere.changedBy(subject.command()).stream().anyMatch(name -> Suspicion.isSame(name, object));
  }

  private static boolean isCode(SqlCommand command) {
    return command instanceof SqlCommand.Do
        || (command instanceof SqlCommand.Other other && CALLS.contains(other.verb()));
  }

  private static boolean hasChanged(Subject subject, QualifiedName object) {
    return Sight.of(subject).filter(sight -> Stream.of(sight.before(), sight.after())
        .flatMap(catalog -> catalog.relations().values().stream())
        .filter(one -> Suspicion.isSame(QualifiedName.of(one.schema(), one.name()), object))
        .anyMatch(one -> isAmong(one, sight.observation()))).isPresent();
  }

  private static boolean isAmong(Relation relation, Observation observation) {
    String name = relation.named().toString();
    return observation.changes().stream().map(Observation.Change::name)
        .anyMatch(changed -> changed.equals(name) || changed.startsWith(name + "."));
  }
}
