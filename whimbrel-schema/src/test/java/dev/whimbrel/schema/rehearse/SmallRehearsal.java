package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs migrations statement by statement on a database as it is, and keeps what they do. What runs alone is only seen by what it leaves
 * behind.
 */
public final class SmallRehearsal {
  private static final Pattern COMMITS = Pattern.compile("(?is)DO\\b.*\\bCOMMIT;.*");

  private final Database database;
  private final Set<String> known;
  private final List<Rehearsed> all = new ArrayList<>();
  private int transaction;
  private boolean isOpen;
  private Catalog others;

  private SmallRehearsal(Database database) {
    this.database = database;
    this.others = CatalogReader.of(database);
    this.known = Set.copyOf(others.relations().keySet());
  }

  /** All statements up to the first that the server refuses, that one included. */
  public static List<Rehearsed> of(Database database, List<Migration> migrations) {
    SmallRehearsal rehearsal = new SmallRehearsal(database);
    for (Migration migration : migrations) {
      if (!rehearsal.ran(migration)) {
        break;
      }
    }
    return rehearsal.all;
  }

  /** How a statement runs. */
  public static Bound bound(Statement statement, TransactionMode mode) {
    boolean isApart = statement.kind() == StatementKind.OUTSIDE_TRANSACTION
        || COMMITS.matcher(statement.text()).matches();
    return isApart && mode != TransactionMode.WHOLE
        ? Bound.ALONE
        : Bound.TRANSACTION;
  }

  private boolean ran(Migration migration) {
    TransactionMode mode = migration.up().mode();
    for (Statement statement : migration.up().statements()) {
      Bound bound = bound(statement, mode);
      if (bound == Bound.ALONE || mode == TransactionMode.NONE) {
        end("COMMIT");
      }
      if (!ran(migration, statement, bound)) {
        end("ROLLBACK");
        return false;
      }
    }
    end("COMMIT");
    database.send("RESET ALL;\n" + String.join(";\n", database.state().settings()));
    return true;
  }

  private boolean ran(Migration migration, Statement statement, Bound bound) {
    if (!isOpen) {
      transaction++;
      others = CatalogReader.of(database);
    }
    if (bound == Bound.TRANSACTION && !isOpen) {
      send("BEGIN");
      isOpen = true;
    }
    Probe before = Probe.of(database);
    ServerFailure failure = database.send(statement.text()).failure();
    if (failure != null) {
      all.add(new Rehearsed(migration, statement, transaction, bound, before.catalog(), before.catalog(),
          young(before.catalog()), before.timeouts(), new Outcome.Failed(failure.error())));
      return false;
    }
    Probe after = Probe.of(database);
    all.add(new Rehearsed(migration, statement, transaction, bound, before.catalog(), after.catalog(),
        young(after.catalog()), before.timeouts(),
        new Outcome.Ran(after.since(before, others, Duration.ofMillis(1)))));
    return true;
  }

  private Set<String> young(Catalog catalog) {
    Set<String> young = new HashSet<>(catalog.relations().keySet());
    young.removeAll(known);
    return young;
  }

  private void end(String how) {
    if (isOpen) {
      send(how);
      isOpen = false;
    }
  }

  private void send(String sql) {
    Answer answer = database.send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new AssertionError(sql + ": " + failure.error().message());
    }
  }
}
