package dev.whimbrel.schema.rehearse;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.rehearse.Observation.Scan;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.schema.sample.SampleRows;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations on a shadow database, statement by statement, and looks at what the server does. For one thread, and once.
 *
 * <p>What is there when it begins is what others know: only that counts as locked, rewritten, read or built.
 */
public final class Rehearsal {
  /** Such a statement wants to commit by itself. */
  private static final String INVALID_TRANSACTION_TERMINATION = "2D000";
  private static final Pattern OF_TRANSACTION = Pattern.compile("(?i)SET\\s+(?:LOCAL\\s+)?TRANSACTION\\b");

  private static final Scope LOOKED_AT = Scope.everything().withoutSchema(Whimbrel.JOURNAL_SCHEMA.name());

  private final Database database;
  private final Supplier<Database> sessions;
  private final Options options;
  private final List<Rehearsed> done = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int transaction;
  private final Set<ObjectId> sampled = new HashSet<>();
  private boolean isFilled;
  private @Nullable Database second;

  private Rehearsal(Database database, Supplier<Database> sessions, Options options) {
    this.database = database;
    this.sessions = sessions;
    this.options = options;
  }

  /**
   * How it is done.
   *
   * @param known since when somebody else may know of a relation
   * @param filling whether tables without rows get some before each migration
   * @param progress is told of each migration before it runs
   * @param witness looks at more
   */
  public record Options(Known known, Filling filling, Consumer<Migration> progress, Witness witness) {
    /** Every migration is deployed by itself, over rows. */
    public static Options standard() {
      return new Options(Known.BEFORE_EACH, Filling.ROWS, migration -> {}, new Witness() {
      });
    }

    public Options withKnown(Known other) {
      return new Options(other, filling, progress, witness);
    }

    public Options withFilling(Filling other) {
      return new Options(known, other, progress, witness);
    }

    public Options withProgress(Consumer<Migration> other) {
      return new Options(known, filling, other, witness);
    }

    public Options withWitness(Witness other) {
      return new Options(known, filling, progress, other);
    }
  }

  /** Looks at more than the rehearsal does itself, in the session in which it runs, and changes nothing there. */
  public interface Witness {
    /** Before the first statement; once more if all is done again. */
    default void begin(Database database) {}

    /** After each statement, within its transaction. */
    default void after(Rehearsed rehearsed, Database database) {}
  }

  /** Since when others know of a relation, and wait for it. */
  public enum Known {
    /** All of them are deployed together: what the first one makes, nobody uses yet. */
    BEFORE_ALL,
    /** Each is deployed by itself. */
    BEFORE_EACH
  }

  /** What is in tables. */
  public enum Filling {
    /** A few rows that satisfy the constraints. */
    ROWS,
    /** What migrations put there. */
    NONE
  }

  /**
   * What was seen.
   *
   * @param statements in the order in which they ran; the last one failed, or all ran
   * @param notes what was not looked at, a sentence each without a full stop
   */
  public record Report(List<Rehearsed> statements, List<String> notes) {
    public Report {
      statements = List.copyOf(statements);
      notes = List.copyOf(notes);
    }

    /** Whether the server refused the last statement. */
    public boolean isFailed() {
      return !statements.isEmpty() && statements.getLast().outcome() instanceof Outcome.Failed;
    }
  }

  /**
   * Runs migrations. Where one fails over rows that were made for it, all is done again without them: no target has those rows.
   *
   * @param shadows makes a database that is like the target before them; it is closed here
   */
  public static Result<Report> of(Supplier<Result<ShadowDatabase>> shadows, List<Migration> migrations,
      Options options) {
    return on(shadows, migrations, options).then(report -> {
      if (!report.isFailed() || options.filling() == Filling.NONE) {
        return Result.ok(report);
      }
      return on(shadows, migrations, options.withFilling(Filling.NONE)).then(again -> Result.ok(again.isFailed()
          && again.statements().size() <= report.statements().size()
              ? report
              : new Report(again.statements(), Stream.concat(again.notes().stream(), Stream.of(overRows(report)))
                  .toList())));
    });
  }

  private static String overRows(Report report) {
    Rehearsed last = report.statements().getLast();
    String reason = last.outcome() instanceof Outcome.Failed failed ? failed.error().message() : "";
    return last.statement().at() + " fails over rows that were made for the rehearsal (" + reason
        + "), so it was done without rows";
  }

  private static Result<Report> on(Supplier<Result<ShadowDatabase>> shadows, List<Migration> migrations,
      Options options) {
    return shadows.get().then(shadow -> {
      try (shadow; Database database = shadow.open()) {
        return Result.ok(run(database, shadow::open, migrations, options));
      }
    });
  }

  /**
   * Runs migrations in a database that is changed by it.
   *
   * @param sessions opens another session of the same database
   */
  public static Report run(Database database, Supplier<Database> sessions, List<Migration> migrations,
      Options options) {
    Rehearsal rehearsal = new Rehearsal(database, sessions, options);
    try {
      rehearsal.all(migrations);
    } finally {
      if (rehearsal.second != null) {
        rehearsal.second.close();
      }
    }
    return new Report(rehearsal.done, rehearsal.notes);
  }

  private void all(List<Migration> migrations) {
    options.witness().begin(database);
    @Nullable
    Catalog known = null;
    for (Migration migration : migrations) {
      options.progress().accept(migration);
      if (migration.up().isCode()) {
        notes.add(migration.file() + " is code of an application, and was not rehearsed");
        continue;
      }
      fill();
      if (known == null || options.known() == Known.BEFORE_EACH) {
        known = CatalogReader.of(database);
      }
      if (!isRun(migration, known)) {
        return;
      }
      tidy();
    }
  }

  /** Only a new table may need rows again. */
  private void fill() {
    if (options.filling() == Filling.NONE || isFilled) {
      return;
    }
    SampleRows.into(database, Inspector.inspect(database, LOOKED_AT), sampled).stream()
        .filter(note -> !notes.contains(note)).forEach(notes::add);
    isFilled = true;
  }

  /** As the runner leaves a session behind each migration. */
  private void tidy() {
    List<String> commands = new ArrayList<>(database.state().settings());
    commands.addAll(database.state().residue());
    must(String.join(";\n", commands));
  }

  private boolean isRun(Migration migration, Catalog known) {
    for (Unit unit : Unit.of(migration.up())) {
      transaction++;
      boolean isDone = switch (unit.bound()) {
        case TRANSACTION -> isRunInTransaction(migration, unit, known);
        case ALONE -> isRunAlone(migration, unit.statements().getFirst(), known);
      };
      if (!isDone) {
        return false;
      }
    }
    return true;
  }

  private boolean isRunInTransaction(Migration migration, Unit unit, Catalog known) {
    Statement opening = migration.up().opening();
    must(opening == null ? "BEGIN" : opening.text());
    List<Statement> first = unit.statements().stream().takeWhile(Rehearsal::mustComeFirst).toList();
    for (int i = 0; i < first.size(); i++) {
      ServerFailure failure = send(first.get(i));
      if (failure != null) {
        must("ROLLBACK");
        Probe there = Probe.of(database);
        first.subList(0, i).forEach(one -> addSetting(migration, one, there, known));
        return ends(migration, first.get(i), Bound.TRANSACTION, there, known, failure);
      }
    }
    Probe before = Probe.of(database);
    for (Statement statement : first) {
      addSetting(migration, statement, before, known);
    }
    for (Statement statement : unit.statements().subList(first.size(), unit.statements().size())) {
      long begun = System.nanoTime();
      ServerFailure failure = send(statement);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (failure != null) {
        must("ROLLBACK");
        boolean refusesTransactions = failure.sqlState().equals(INVALID_TRANSACTION_TERMINATION);
        return (refusesTransactions && unit.statements().size() == 1)
            ? isRunAlone(migration, statement, known)
            : ends(migration, statement, Bound.TRANSACTION, before, known, failure);
      }
      Probe after = Probe.of(database);
      add(migration, statement, Bound.TRANSACTION, before, after.catalog(), known,
          new Outcome.Ran(after.since(before, known, took)));
      before = after;
    }
    return isCommitted();
  }

  /** What only says of which kind the transaction is does nothing that could be seen. */
  private void addSetting(Migration migration, Statement statement, Probe there, Catalog known) {
    add(migration, statement, Bound.TRANSACTION, there, there.catalog(), known,
        new Outcome.Ran(there.since(there, known, Duration.ZERO)));
  }

  /** Nothing comes behind it. */
  private boolean ends(Migration migration, Statement statement, Bound bound, Probe there, Catalog known,
      ServerFailure failure) {
    add(migration, statement, bound, there, there.catalog(), known, new Outcome.Failed(failure.error()));
    return false;
  }

  /** The server takes it only before any query, and a probe is one. */
  private static boolean mustComeFirst(Statement statement) {
    return OF_TRANSACTION.matcher(statement.text()).lookingAt();
  }

  /** A deferred constraint may speak only now: the last statement is blamed for it. */
  private boolean isCommitted() {
    ServerFailure failure = database.send("SET CONSTRAINTS ALL IMMEDIATE").failure();
    if (failure == null) {
      must("COMMIT");
      return true;
    }
    must("ROLLBACK");
    Rehearsed last = done.removeLast();
    done.add(new Rehearsed(last.migration(), last.statement(), last.transaction(), last.bound(), last.before(),
        last.after(), last.young(), last.timeouts(), new Outcome.Failed(failure.error())));
    return false;
  }

  private boolean isRunAlone(Migration migration, Statement statement, Catalog known) {
    Probe before = Probe.of(database);
    must(database.state().patience());
    long begun = System.nanoTime();
    Lookout.Sighting sighting = Lookout.watch(second(), database.pid(), before.catalog(), statement.text(),
        () -> send(statement));
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    must(database.state().impatience());
    ServerFailure failure = sighting.failure();
    if (failure != null) {
      return ends(migration, statement, Bound.ALONE, before, known, failure);
    }
    Probe now = Probe.of(database);
    Probe after = new Probe(now.catalog(), sighting.locks(), now.timeouts());
    add(migration, statement, Bound.ALONE, before, after.catalog(), known,
        new Outcome.Ran(withScans(after.since(before, known, took), after.catalog())));
    return true;
  }

  /** What commits by itself leaves no count behind: a table whose index was built was read. */
  private static Observation withScans(Observation seen, Catalog after) {
    Set<Observation.Relation> read = new HashSet<>();
    Stream.concat(seen.built().stream(), seen.rewritten().stream()).forEach(one -> after.find(one)
        .map(after::tableOf).filter(Catalog.Relation::isTable).ifPresent(table -> read.add(table.named())));
    List<Scan> scans = read.stream().map(one -> new Scan(one, 0)).toList();
    return new Observation(seen.locks(), seen.rewritten(), scans, seen.built(), seen.written(), seen.changes(),
        seen.took());
  }

  private @Nullable ServerFailure send(Statement statement) {
    Asked.goOn();
    if (statement.kind() != StatementKind.COPY_FROM_STDIN) {
      return database.send(statement.text()).failure();
    }
    return database.copyIn(statement.text(), new ByteArrayInputStream(statement.source().bytes(),
        statement.dataStart(), statement.dataEnd() - statement.dataStart()));
  }

  private void add(Migration migration, Statement statement, Bound bound, Probe before, Catalog after, Catalog known,
      Outcome outcome) {
    Set<String> young = new HashSet<>(after.relations().keySet());
    young.addAll(before.catalog().relations().keySet());
    young.removeAll(known.relations().keySet());
    isFilled &= tables(after).equals(tables(before.catalog()));
    Rehearsed rehearsed = new Rehearsed(migration, statement, transaction, bound, before.catalog(), after, young,
        before.timeouts(), outcome);
    done.add(rehearsed);
    if (outcome instanceof Outcome.Ran) {
      options.witness().after(rehearsed, database);
    }
  }

  private static Set<String> tables(Catalog catalog) {
    return catalog.relations().values().stream().filter(Catalog.Relation::isTable).map(Catalog.Relation::oid)
        .collect(Collectors.toSet());
  }

  private Database second() {
    Database there = second;
    if (there == null) {
      there = sessions.get();
      second = there;
    }
    return there;
  }

  private void must(String sql) {
    Asked.of(database, sql);
  }
}
