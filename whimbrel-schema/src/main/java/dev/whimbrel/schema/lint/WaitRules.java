package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Reindex;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.DetachPartition;
import dev.whimbrel.schema.command.TableAction.ValidateConstraint;
import dev.whimbrel.schema.forecast.OpenTransaction;
import dev.whimbrel.schema.forecast.OpenTransaction.Owner;
import dev.whimbrel.schema.forecast.OpenTransaction.View;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What cannot end before others do, who were at work in the database in question when somebody looked. */
final class WaitRules {
  private static final int SHOWN = 3;

  static final List<Rule> RULES = List.of(
      new Rule("WB136", "waits for transactions that have been open for long", Severity.WARNING, WaitRules::stalled));

  private WaitRules() {}

  /**
   * Whom a statement waits for, after PostgreSQL's own description of it.
   *
   * @param command as it is called
   * @param relations tables, or indexes of which the tables count as well
   * @param least the weakest lock on them that it waits for
   * @param snapshots whether it waits for those who have one, whatever they use
   */
  private record Wait(String command, List<QualifiedName> relations, LockMode least, View snapshots, String why) {
    boolean isFor(OpenTransaction transaction, Subject subject) {
      return (snapshots == View.SNAPSHOT && transaction.view() == View.SNAPSHOT)
          || transaction.locks().entrySet().stream().anyMatch(lock -> lock.getValue().compareTo(least) >= 0
              && relations.stream().anyMatch(name -> isMeant(subject, name, lock)));
    }

    private static boolean isMeant(Subject subject, QualifiedName name, Map.Entry<Relation, LockMode> lock) {
      Relation locked = lock.getKey();
      return subject.seen().map(Rehearsed::before).map(before -> before.find(name).stream()
          .flatMap(one -> Stream.of(one, before.tableOf(one))).map(Catalog.Relation::named).anyMatch(locked::equals))
          .orElseGet(() -> Suspicion.isSame(QualifiedName.of(locked.schema(), locked.name()), name));
    }
  }

  private static Stream<Finding> stalled(Subject subject, Deployment deployment) {
    return waits(subject).flatMap(wait -> {
      List<OpenTransaction> others = deployment.statistics().open().stream()
          .filter(one -> wait.isFor(one, subject)).toList();
      return others.isEmpty() ? Stream.empty() : Stream.of(found(subject, wait, others));
    });
  }

  private static Stream<Wait> waits(Subject subject) {
    return switch (subject.command()) {
      case CreateIndex index when Suspicion.isConcurrent(index.options()) ->
        Stream.of(new Wait("CREATE INDEX CONCURRENTLY", List.of(index.table()), LockMode.ROW_EXCLUSIVE, View.SNAPSHOT,
            "it waits for every older transaction that has a snapshot or changed " + Spelling.name(index.table())
                + "; until they are over the index is not used, and nothing behind it runs"));
      case Reindex reindex when Suspicion.isConcurrent(reindex.options()) ->
        Stream.of(new Wait("REINDEX CONCURRENTLY", named(reindex.name()), LockMode.ACCESS_SHARE, View.SNAPSHOT,
            "it waits for every older transaction that has a snapshot or uses the table; until they are over both indexes"
                + " are kept up, and nothing behind it runs"));
      case DropIndex drop when Suspicion.isConcurrent(drop.options()) ->
        Stream.of(new Wait("DROP INDEX CONCURRENTLY", drop.names(), LockMode.ACCESS_SHARE, View.NONE,
            "it waits for every transaction that uses the table; until they are over nothing behind it runs"));
      case AlterTable alter -> alter.actions().stream().flatMap(action -> waits(alter, action));
      default -> Stream.empty();
    };
  }

  private static Stream<Wait> waits(AlterTable alter, TableAction action) {
    String table = Spelling.name(alter.table());
    return switch (action) {
      case DetachPartition detach when Suspicion.isConcurrent(detach.options()) ->
        Stream.of(new Wait("DETACH PARTITION CONCURRENTLY", List.of(alter.table()), LockMode.ACCESS_SHARE, View.NONE,
            "it waits for every transaction that uses " + table + "; until they are over nothing behind it runs"));
      case ValidateConstraint validate -> Stream.of(new Wait("VALIDATE CONSTRAINT", List.of(alter.table()),
          LockMode.SHARE_UPDATE_EXCLUSIVE, View.NONE, "it waits for whoever holds a lock that forbids changes of the"
              + " schema of " + table + ", as VACUUM and the building of an index do"));
      default -> Stream.empty();
    };
  }

  private static List<QualifiedName> named(@Nullable QualifiedName name) {
    return name == null ? List.of() : List.of(name);
  }

  private static Finding found(Subject subject, Wait wait, List<OpenTransaction> others) {
    List<String> names = others.stream().map(WaitRules::named).toList();
    return Finding.of(subject, Certainty.DERIVED,
        wait.command() + " would have to wait for "
            + String.join("; ", Wordings.shortened(names, SHOWN)),
        wait.why())
        .remedy("deploy when they are over (\"whimbrel doctor\" names them), or end them: " + ending(others));
  }

  private static String named(OpenTransaction transaction) {
    String since = ", open for " + Wordings.age(transaction.age());
    return switch (transaction.owner()) {
      case Owner.Session session -> "session " + session.pid() + " of " + session.user()
          + (session.application().isEmpty() ? "" : " (" + session.application() + ")")
          + (session.state().isEmpty() ? "" : ", " + session.state()) + since;
      case Owner.Prepared prepared -> "the prepared transaction " + Literal.of(prepared.name()) + " of "
          + prepared.user() + since;
    };
  }

  private static String ending(List<OpenTransaction> others) {
    List<String> commands = new ArrayList<>(others.stream().map(one -> switch (one.owner()) {
      case Owner.Session session -> "SELECT pg_terminate_backend(" + session.pid() + ")";
      case Owner.Prepared prepared -> "ROLLBACK PREPARED " + Literal.of(prepared.name());
    }).toList());
    return Wordings.shortened(commands, SHOWN).stream().collect(Collectors.joining("; "));
  }
}
