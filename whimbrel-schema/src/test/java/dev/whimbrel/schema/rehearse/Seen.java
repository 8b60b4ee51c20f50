package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.Version;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What statements do, seen while they run in one transaction that is rolled back; for what is tested beside the rehearsal itself. */
public final class Seen {
  private Seen() {}

  /** All in one transaction. */
  public static List<Rehearsed> together(Database database, String file, String sql) {
    return together(database, file, 1, sql);
  }

  /** The same, where it is not the first one. */
  public static List<Rehearsed> together(Database database, String file, int transaction, String sql) {
    Migration migration = migration(file, sql);
    sent(database, "BEGIN");
    try {
      Catalog others = Probe.of(database).catalog();
      List<Rehearsed> all = new ArrayList<>();
      for (Statement statement : migration.up().statements()) {
        all.add(one(database, migration, statement, transaction, others));
      }
      return all;
    } finally {
      database.send("ROLLBACK");
    }
  }

  private static Rehearsed one(Database database, Migration migration, Statement statement, int transaction,
      Catalog others) {
    Probe before = Probe.of(database);
    Answer answer = database.send(statement.text());
    ServerFailure failure = answer.failure();
    if (failure != null) {
      return new Rehearsed(migration, statement, transaction, Rehearsed.Bound.TRANSACTION, before.catalog(),
          before.catalog(), Set.of(), before.timeouts(), new Rehearsed.Outcome.Failed(failure.error()));
    }
    Probe after = Probe.of(database);
    return new Rehearsed(migration, statement, transaction, Rehearsed.Bound.TRANSACTION, before.catalog(),
        after.catalog(), Set.of(), before.timeouts(),
        new Rehearsed.Outcome.Ran(after.since(before, others, Duration.ZERO)));
  }

  /** One that commits by itself, and stays. */
  public static List<Rehearsed> alone(Database database, String file, String sql) {
    Migration migration = migration(file, sql);
    Probe before = Probe.of(database);
    sent(database, sql);
    Probe after = Probe.of(database);
    return List.of(new Rehearsed(migration, migration.up().statements().getFirst(), 1, Rehearsed.Bound.ALONE,
        before.catalog(), after.catalog(), Set.of(), before.timeouts(),
        new Rehearsed.Outcome.Ran(after.since(before, before.catalog(), Duration.ZERO))));
  }

  private static void sent(Database database, String sql) {
    ServerFailure failure = database.send(sql).failure();
    if (failure != null) {
      throw new IllegalStateException(sql + ": " + failure.error().message());
    }
  }

  private static Migration migration(String file, String sql) {
    Source source = Source.ofText(file, sql);
    List<Statement> statements = SqlScanner.scan(source, Lexicon.standard()).orThrow();
    Script script = new Script(source, statements, TransactionMode.WHOLE, null);
    return new Migration(new MigrationId.Versioned(Version.verbatim(file)), "", Migration.Role.STEP, script,
        new Reversal.None(), new Checksum("", ""));
  }
}
