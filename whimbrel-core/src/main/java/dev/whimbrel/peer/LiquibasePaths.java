package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.LiquibaseChangeset;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows that would be those of this directory's changesets if their files were called by another path. */
final class LiquibasePaths {
  private final List<Migration> free;
  private final int known;

  /**
   * For one directory.
   *
   * @param free the migrations that no row names
   * @param known how many are named
   */
  LiquibasePaths(List<Migration> free, int known) {
    this.free = free;
    this.known = known;
  }

  private record Found(LiquibaseRow row, Migration migration, LiquibaseChangeset changeset) {
    String file() {
      return migration.file();
    }

    /** Whether the file's own path is in force, and no other that is written in it. */
    boolean isCalledByFile() {
      return changeset.path().endsWith(file());
    }

    /** What the row has before the file's path. */
    String prefix() {
      return row.path().substring(0, row.path().length() - file().length());
    }
  }

  /** What to do so that they are called the same. */
  List<Problem> problems(Collection<LiquibaseRow> unknown) {
    List<Found> found = unknown.isEmpty() ? List.of() : found(unknown);
    Map<String, List<Found>> byPrefix = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Found one : found) {
      if (one.isCalledByFile()) {
        byPrefix.computeIfAbsent(one.prefix(), prefix -> new ArrayList<>()).add(one);
      } else {
        problems.add(passedOver(one));
      }
    }
    byPrefix.values().stream().max(Comparator.comparingInt(List::size)).filter(most -> most.size() > known)
        .ifPresent(most -> problems.add(elsewhere(most.getFirst())));
    return problems;
  }

  private List<Found> found(Collection<LiquibaseRow> unknown) {
    Map<String, List<LiquibaseRow>> rows = new LinkedHashMap<>();
    unknown.forEach(row -> rows.computeIfAbsent(name(row.id(), row.author()), name -> new ArrayList<>()).add(row));
    List<Found> found = new ArrayList<>();
    for (Migration migration : free) {
      LiquibaseChangeset.of(migration)
          .ifPresent(changeset -> rows.getOrDefault(name(changeset.id(), changeset.author()), List.of()).stream()
              .filter(row -> ("/" + row.path()).endsWith("/" + migration.file()))
              .forEach(row -> found.add(new Found(row, migration, changeset))));
    }
    return found;
  }

  /** Where its changeset begins, as far as that is known. */
  static Position place(Migration migration) {
    return migration.up().statements().stream().findFirst().map(Statement::at)
        .orElse(new Position(migration.file(), 1, 1));
  }

  private static String name(String id, String author) {
    return (id + "::" + author).toLowerCase(Locale.ROOT);
  }

  private static Problem elsewhere(Found found) {
    String path = found.prefix().replaceFirst("/$", "");
    return Problem
        .of(ProblemCode.MISSING, "liquibase's table calls this " + found.row().label() + ", and here it is "
            + LiquibaseTable.label(found.migration()) + ": with another path it is another changeset")
        .at(place(found.migration()))
        .state("nothing was changed")
        .remedy(path.isEmpty()
            ? "take changelog-path out of whimbrel.yaml, and run this again"
            : "write into whimbrel.yaml, so that it holds for everybody: changelog-path: " + path);
  }

  /** Liquibase 4 obeys a path in the first line of a file, Liquibase 5 does not. */
  private static Problem passedOver(Found found) {
    return Problem
        .of(ProblemCode.MISSING,
            "liquibase's table calls this " + found.row().label() + ", since that Liquibase passes "
                + "over logicalFilePath in the first line, and here it is " + LiquibaseTable.label(found.migration()))
        .at(place(found.migration()))
        .state("nothing was changed")
        .remedy("take logicalFilePath out of the first line of the file; that changes no checksum");
  }
}
