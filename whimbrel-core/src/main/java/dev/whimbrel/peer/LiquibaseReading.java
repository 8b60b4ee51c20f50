package dev.whimbrel.peer;

import dev.whimbrel.history.History;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.peer.Claim.Status;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.LiquibaseChangeset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the rows of Liquibase's table say, taken together. */
final class LiquibaseReading {
  private final Sources sources;
  private final History history;

  private LiquibaseReading(Sources sources, History history) {
    this.sources = sources;
    this.history = history;
  }

  /**
   * The claims.
   *
   * @param rows in the order in which they ran
   */
  static Claims of(List<LiquibaseRow> rows, Sources sources, History history) {
    return new LiquibaseReading(sources, history).claims(rows);
  }

  private Claims claims(List<LiquibaseRow> rows) {
    Map<String, Migration> migrations = new LinkedHashMap<>();
    sources.set().migrations()
        .forEach(migration -> migrations.put(LiquibaseRow.key(LiquibaseTable.label(migration)), migration));
    Map<String, Claim> claims = new LinkedHashMap<>();
    Map<String, LiquibaseRow> unknown = new LinkedHashMap<>();
    long turn = 0;
    @Nullable
    String deployment = null;
    for (LiquibaseRow row : rows) {
      turn += Objects.equals(deployment, row.deployment()) ? 0 : 1;
      deployment = row.deployment();
      Migration migration = migrations.get(row.key());
      if (migration == null) {
        unknown.put(row.key(), row);
      } else {
        claims.remove(row.key()); // the table may hold one more than once, and the last counts
        claims.put(row.key(), claim(migration, row).inTurn(turn));
      }
    }
    List<Claim> all = new ArrayList<>(claims.values());
    migrations.forEach((key, migration) -> takenBack(migration).filter(claim -> !claims.containsKey(key))
        .ifPresent(all::add));
    List<Migration> free = migrations.entrySet().stream().filter(entry -> !claims.containsKey(entry.getKey()))
        .map(Map.Entry::getValue).toList();
    List<Problem> misplaced = new LiquibasePaths(free, claims.size()).problems(unknown.values());
    List<String> withoutFile = misplaced.isEmpty()
        ? unknown.values().stream().map(LiquibaseRow::label).toList()
        : List.of();
    return new Claims(all, withoutFile, misplaced);
  }

  /** A changeset that runs on a change has one row, too: without it, it is not applied. */
  private Optional<Claim> takenBack(Migration migration) {
    return migration.id() instanceof MigrationId.Repeatable && history.standing(migration.id()).isApplied()
        ? Optional.of(Claim.applied(migration, null).with(Status.REVERTED))
        : Optional.empty();
  }

  private Claim claim(Migration migration, LiquibaseRow row) {
    Claim claim = Claim.applied(migration, row.json()).at(row.executed(), row.executed());
    Standing standing = history.standing(migration.id());
    String checksum = row.comparable();
    if (migration.id() instanceof MigrationId.Repeatable) {
      return checksum == null
          ? standing.isApplied() ? claim.ofUnknownContent() : claim
          : fits(checksum, migration) ? claim : claim.ofContent(standing, "liquibase: " + checksum);
    }
    if (checksum == null || fits(checksum, migration)) {
      return claim;
    }
    return standing.isApplied()
        ? claim.differing()
        : claim.with(mismatch(migration, row.label(), checksum)).differing();
  }

  private static boolean fits(String checksum, Migration migration) {
    return LiquibaseChangeset.of(migration)
        .filter(changeset -> changeset.checksum().equals(checksum) || accepts(changeset, checksum)).isPresent();
  }

  private static boolean accepts(LiquibaseChangeset changeset, String checksum) {
    return changeset.validChecksums().stream()
        .anyMatch(valid -> valid.equalsIgnoreCase("any") || valid.equalsIgnoreCase("1:any")
            || valid.equals(checksum));
  }

  private static Problem mismatch(Migration migration, String label, String checksum) {
    String now = LiquibaseChangeset.of(migration).map(LiquibaseChangeset::checksum).orElse("nothing");
    return Problem
        .of(ProblemCode.EDITED,
            "Validation Failed: 1 changesets check sum " + label + " was: " + checksum + " but is now: " + now)
        .at(LiquibasePaths.place(migration))
        .state("nothing was changed")
        .remedy(
            "restore the changeset from version control; or, if the database agrees with it as it is now, write below "
                + "its first line: --validCheckSum: " + checksum);
  }
}
