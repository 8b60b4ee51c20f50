package dev.whimbrel.migration;

import dev.whimbrel.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The migrations of a directory in the order of its format; ids are unique. Immutable.
 *
 * @param warnings what in their files does not do what its author seems to believe; it keeps nothing from running
 */
public record MigrationSet(List<Migration> migrations, List<Problem> warnings) {
  public MigrationSet {
    migrations = List.copyOf(migrations);
    warnings = List.copyOf(warnings);
    Map<String, Migration> seen = new HashMap<>();
    for (Migration migration : migrations) {
      Migration other = seen.putIfAbsent(migration.id().key(), migration);
      if (other != null) {
        throw new IllegalArgumentException("one id for " + other.file() + " and " + migration.file());
      }
    }
  }

  /** Migrations of which there is nothing to be said. */
  public MigrationSet(List<Migration> migrations) {
    this(migrations, List.of());
  }

  /** The same migrations with other scripts. */
  public MigrationSet with(UnaryOperator<Script> change) {
    return new MigrationSet(migrations.stream().map(migration -> migration.with(change)).toList(), warnings);
  }

  /**
   * The versioned migration that a person means: the exact spelling if there is one, otherwise the same version in another
   * spelling, where leading zeros do not count; otherwise the only one of which a part of the name is given.
   */
  public Optional<Migration> find(String version) {
    Optional<Migration> exact = versioned(v -> v.text().equals(version)).findFirst();
    if (exact.isPresent()) {
      return exact;
    }
    String key = Version.numeric(version).key();
    Optional<Migration> other = versioned(v -> v.key().equals(version) || v.key().equals(key)).findFirst();
    if (other.isPresent()) {
      return other;
    }
    List<Migration> meant = meant(version);
    return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
  }

  /** The versioned migrations whose names have several parts ({@code path::id::author}) of which some are given. */
  public List<Migration> meant(String part) {
    return versioned(v -> v.has(part)).toList();
  }

  private Stream<Migration> versioned(Predicate<Version> wanted) {
    return migrations.stream().filter(m -> m.id() instanceof MigrationId.Versioned v && wanted.test(v.version()));
  }
}
