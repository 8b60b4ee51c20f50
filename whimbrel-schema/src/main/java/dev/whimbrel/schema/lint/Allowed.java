package dev.whimbrel.schema.lint;

import dev.whimbrel.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line by which an author says that he knows of findings.
 *
 * @param rules ids, or the beginnings of ids; an empty one is that of all
 * @param until the last day on which it holds, or null
 * @param line at which it stands in the file
 * @param statement the one that it concerns, or null if it concerns the whole file
 */
record Allowed(Origin origin, List<String> rules, @Nullable LocalDate until, String because, int line,
    @Nullable Statement statement) {
  /** Whose line it is. */
  enum Origin {
    /** Checked for being up to date. */
    WHIMBREL,
    /** Written for Atlas, whose rules are others. */
    ATLAS
  }

  Allowed {
    rules = List.copyOf(rules);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(because);
  }

  boolean concerns(Subject subject) {
    return statement == null || statement.equals(subject.statement());
  }

  /** Those of its rules that mean a finding. */
  Stream<String> naming(Finding finding) {
    return concerns(finding.subject()) ? rules.stream().filter(finding.rule()::startsWith) : Stream.empty();
  }

  boolean isOver(LocalDate today) {
    return until != null && today.isAfter(until);
  }
}
