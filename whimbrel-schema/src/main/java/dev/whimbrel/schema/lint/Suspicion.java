package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the text of a statement lets one think, where no server has run it. */
final class Suspicion {
  private Suspicion() {}

  /** What a rule sees. */
  @FunctionalInterface
  interface Seen {
    Stream<Finding> of(Trace trace, Deployment deployment);
  }

  /** Asks what was seen where the statement was rehearsed, and its text where not. */
  static Rule.Check seenOr(Seen seen, Rule.Check text) {
    return (subject, deployment) -> Trace.of(subject).map(trace -> seen.of(trace, deployment))
        .orElseGet(() -> text.of(subject, deployment));
  }

  /** Asks only what was seen. */
  static Rule.Check seen(Seen seen) {
    return seenOr(seen, (subject, deployment) -> Stream.empty());
  }

  static Certainty certainty(Subject subject) {
    return subject.seen().isPresent() ? Certainty.DERIVED : Certainty.SUSPECTED;
  }

  static Finding of(Subject subject, Deployment deployment, QualifiedName table, String what, String why) {
    return Finding.of(subject, certainty(subject), what, why).sized(size(deployment, table));
  }

  /** Whether a name may mean something that others use: it is not made by the same migration. */
  static boolean isKnown(Subject subject, Deployment deployment, QualifiedName name) {
    return subject.seen()
        .map(seen -> seen.before().find(name).filter(one -> !seen.young().contains(one.oid())).isPresent())
        .orElseGet(() -> deployment.before(subject).stream().noneMatch(one -> makes(one.command(), name)));
  }

  private static boolean makes(SqlCommand command, QualifiedName name) {
    return switch (command) {
      case SqlCommand.CreateTable table -> isSame(table.name(), name);
      case SqlCommand.CreateView view -> isSame(view.name(), name);
      case SqlCommand.Create other -> isSame(other.name(), name);
      case SqlCommand.CreateDomain domain -> isSame(domain.name(), name);
      case SqlCommand.Rename rename -> rename.kind().equals("TABLE") && rename.to().equals(Spelling.last(name));
      default -> false;
    };
  }

  /** Two names may mean the same: what is not written, the search path decides. */
  static boolean isSame(@Nullable QualifiedName one, QualifiedName other) {
    if (one == null || !Spelling.last(one).equals(Spelling.last(other))) {
      return false;
    }
    Optional<String> schema = schema(one);
    Optional<String> otherSchema = schema(other);
    return schema.isEmpty() || otherSchema.isEmpty() || schema.equals(otherSchema);
  }

  static boolean isConcurrent(Set<Option> options) {
    return options.contains(Option.CONCURRENTLY);
  }

  private static Optional<String> schema(QualifiedName name) {
    return name.parts().size() < 2
        ? Optional.empty()
        : Optional.of(name.parts().get(name.parts().size() - 2).name());
  }

  private static Statistics.@Nullable Size size(Deployment deployment, QualifiedName table) {
    List<Statistics.Size> sizes = deployment.statistics().sizes().entrySet().stream()
        .filter(one -> isSame(QualifiedName.of(one.getKey().schema(), one.getKey().name()), table))
        .map(Map.Entry::getValue).toList();
    return sizes.size() == 1 ? sizes.getFirst() : null;
  }
}
