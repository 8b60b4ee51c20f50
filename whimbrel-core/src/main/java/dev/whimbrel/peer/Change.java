package dev.whimbrel.peer;

import dev.whimbrel.history.Event.Meaning;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A row of the journal that another tool's table is to follow.
 *
 * @param entry the row
 * @param migration of the directory, or nothing if its file is gone
 * @param applied what is applied when the row is in effect, in the order of the directory
 * @param sources the directory
 * @param keys of all that is applied then, also of what has no file any more
 * @param halves what is half done then; this row's own migration and others
 */
record Change(NewEntry entry, Optional<Migration> migration, List<Migration> applied, Sources sources, Set<String> keys,
    List<Half> halves) {
  Change {
    applied = List.copyOf(applied);
    keys = Set.copyOf(keys);
    halves = List.copyOf(halves);
  }

  /** Where nothing is half done and every file is there. */
  Change(NewEntry entry, Optional<Migration> migration, List<Migration> applied, Sources sources) {
    this(entry, migration, applied, sources,
        applied.stream().map(one -> one.id().key()).collect(Collectors.toSet()), List.of());
  }

  boolean concludes(Meaning meaning) {
    return entry.event().meaning() == meaning;
  }

  /** Whether part of a script is in effect, or is about to be: not in one transaction with this row. */
  boolean isPartial() {
    return Half.isLeftBy(entry.event(), entry.statementsDone());
  }

  /** When it was over, as SQL of type timestamptz. */
  String end() {
    return switch (entry.began()) {
      case Began.Known known -> timestamp(known.end().toString());
      case Began.WithTransaction t -> "pg_catalog.clock_timestamp()";
      case Began.Following following -> "pg_catalog.clock_timestamp()";
      case Began.Ago ago -> "pg_catalog.clock_timestamp()";
    };
  }

  /** When it began, as SQL of type timestamptz. */
  String start() {
    return switch (entry.began()) {
      case Began.Known known -> timestamp(known.start().toString());
      case Began.WithTransaction t -> "pg_catalog.now()";
      case Began.Following following -> following.end();
      case Began.Ago ago -> "(pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => "
          + ago.duration().toMillis() / 1000.0 + "))";
    };
  }

  /** How long it took, as SQL of type int8. */
  String milliseconds() {
    return "(pg_catalog.date_part('epoch', " + end() + " OPERATOR(pg_catalog.-) " + start()
        + ") OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8";
  }

  /** The same in nanoseconds. */
  String nanoseconds() {
    return "(pg_catalog.date_part('epoch', " + end() + " OPERATOR(pg_catalog.-) " + start()
        + ") OPERATOR(pg_catalog.*) 1000000000)::pg_catalog.int8";
  }

  private static String timestamp(String text) {
    return Literal.of(text) + "::pg_catalog.timestamptz";
  }
}
