package dev.whimbrel.history;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.LockKey;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.PsqlCommand;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The append-only table of everything that was done, in a schema of its own. Reading never creates it; {@link #create} does.
 *
 * <p>All SQL here names its schema, and every function and operator by {@code pg_catalog}: what stands in a hostile search_path is
 * never called.
 */
public final class Journal {
  /** The layout that this version writes. It reads the first one as well; any other means another version of Whimbrel. */
  private static final int LAYOUT = 2;

  /** Had neither {@code run} nor {@code backend_pid}. */
  private static final int FIRST_LAYOUT = 1;

  private static final int ATTEMPTS = 5;

  /** Where in the answer to {@link #question} what stands. */
  private static final int COLUMNS_ANSWER = 2;
  private static final int LAYOUT_ANSWER = 3;
  private static final int ROWS_ANSWER = 4;

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String NOT_ALLOWED = "42501";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY = "25006";

  private final Database database;
  private final Identifier schema;
  private final String service;
  private final Author author;
  private final String run = UUID.randomUUID().toString();

  private Journal(Database database, Identifier schema, String service, Author author) {
    this.database = database;
    this.schema = schema;
    this.service = service;
    this.author = author;
  }

  /**
   * The journal of one service; several can share a database, each with versions of its own.
   *
   * @param schema where the journal lies
   * @param service an empty text for a database that has only one
   */
  public static Journal of(Database database, Identifier schema, String service, Author author) {
    return new Journal(database, schema, service, author);
  }

  public LockKey lockKey() {
    return new LockKey(schema.name() + "\0" + service);
  }

  public String service() {
    return service;
  }

  /** What all rows that are written through this journal have in common, and no others have. */
  public String run() {
    return run;
  }

  /**
   * The history; empty where no journal is.
   *
   * @throws WhimbrelException if the journal is there but cannot be read
   */
  public History read() {
    Answer answer = database.send(question(List.of()));
    ServerFailure failure = answer.failure();
    if (failure != null && isOfTheFirstLayout(answer)) {
      database.send("ROLLBACK");
      answer = database.send(question(Columns.newInTheSecondLayout()));
      failure = answer.failure();
    }
    if (failure != null) {
      return afterFailure(answer, failure);
    }
    checkLayout(answer.rows(LAYOUT_ANSWER));
    checkColumns(answer);
    return History.of(answer.rows(ROWS_ANSWER).stream().map(row -> new Row(schema, row).entry()).toList());
  }

  /** What the table is like comes first: it can always be told, and explains why what follows fails. */
  private String question(List<String> missing) {
    return """
        BEGIN READ ONLY;
        SET LOCAL row_security = off;
        SELECT a.attname, t.typname, c.relrowsecurity
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
        JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
        WHERE n.nspname OPERATOR(pg_catalog.=) %4$s AND c.relname OPERATOR(pg_catalog.=) 'journal'
          AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped;
        SELECT version FROM %1$s.layout;
        SELECT %3$s
        FROM %1$s.journal WHERE service OPERATOR(pg_catalog.=) %2$s ORDER BY id;
        COMMIT""".formatted(schema.quoted(), Literal.of(service), Columns.selected(missing), Literal.of(schema.name()));
  }

  private static boolean isOfTheFirstLayout(Answer answer) {
    return answer.completed().size() > LAYOUT_ANSWER
        && layout(answer.rows(LAYOUT_ANSWER)).equals(String.valueOf(FIRST_LAYOUT));
  }

  private void checkColumns(Answer answer) {
    List<String> missing = isOfTheFirstLayout(answer) ? Columns.newInTheSecondLayout() : List.of();
    Columns.difference(schema, answer.rows(COLUMNS_ANSWER), missing).ifPresent(problem -> {
      throw new WhimbrelException(problem, null);
    });
  }

  private static String layout(List<List<@Nullable String>> rows) {
    return rows.isEmpty() ? "none" : Objects.requireNonNullElse(rows.get(0).get(0), "none");
  }

  /**
   * Why a history that reads empty is no beginning, if there is a sign of that. Asks the server once.
   *
   * @param set what is about to be applied
   */
  public Optional<Problem> signOfLoss(MigrationSet set) {
    return new LostHistory(database, schema, set).sign();
  }

  /** Whose entries are here, in order; empty where no journal is. */
  public List<String> services() {
    Answer answer = database.send("SELECT DISTINCT service FROM " + schema.quoted() + ".journal ORDER BY service");
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return answer.rows(0).stream().map(row -> text(row, 0)).toList();
    }
    if (UNDEFINED_TABLE.equals(failure.sqlState())) {
      return List.of();
    }
    throw new WhimbrelException(
        Problem.of(failure.connection() == ServerFailure.Link.LOST ? ProblemCode.UNREACHABLE : ProblemCode.JOURNAL,
            "the services of the journal in schema " + schema + " cannot be read")
            .server(failure.error())
            .state("nothing was changed")
            .remedy("run it again"),
        null);
  }

  private History afterFailure(Answer answer, ServerFailure failure) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.UNREACHABLE, "the connection was lost while the journal was read")
              .server(failure.error())
              .remedy("run it again"),
          null);
    }
    database.send("ROLLBACK");
    boolean layoutIsThere = answer.completed().size() > LAYOUT_ANSWER;
    boolean journalIsThere = answer.completed().size() > COLUMNS_ANSWER && !answer.rows(COLUMNS_ANSWER).isEmpty();
    if (layoutIsThere) {
      checkLayout(answer.rows(LAYOUT_ANSWER)); // another layout may have other columns
    }
    if (UNDEFINED_TABLE.equals(failure.sqlState()) && !journalIsThere) {
      return History.empty();
    }
    if (UNDEFINED_TABLE.equals(failure.sqlState()) && !layoutIsThere) {
      throw new WhimbrelException(layoutGone(), null);
    }
    if (NOT_ALLOWED.equals(failure.sqlState()) && isHidden(answer)) {
      throw new WhimbrelException(hidden(failure), null);
    }
    if (layoutIsThere && !NOT_ALLOWED.equals(failure.sqlState())) {
      checkColumns(answer);
    }
    throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " cannot be read as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy(NOT_ALLOWED.equals(failure.sqlState())
            ? "grant the role usage of the schema and select and insert on its tables, or run as the role that owns them"
            : "mend what the server says, or restore the journal from a backup"),
        null);
  }

  private Problem layoutGone() {
    return Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " is damaged: its table \"journal\" is there, its table \"layout\" is not")
        .state("nothing was changed")
        .remedy("restore the schema from a backup; if layout alone was lost: CREATE TABLE " + schema
            + ".layout AS SELECT " + LAYOUT + " AS version");
  }

  private static boolean isHidden(Answer answer) {
    return answer.completed().size() > COLUMNS_ANSWER
        && answer.rows(COLUMNS_ANSWER).stream().anyMatch(row -> "t".equals(row.get(2)));
  }

  /** An empty answer would mean: nothing is applied. */
  private Problem hidden(ServerFailure failure) {
    return Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " has row-level security, so its rows may be hidden from "
            + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy("ALTER TABLE " + schema + ".journal NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY; or "
            + "ALTER ROLE " + new Identifier(database.identity().user()) + " BYPASSRLS");
  }

  private void checkLayout(List<List<@Nullable String>> rows) {
    String found = layout(rows);
    if (!found.equals(String.valueOf(LAYOUT)) && !found.equals(String.valueOf(FIRST_LAYOUT))) {
      throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
          "the journal in schema " + schema + " has layout " + found + ", and this Whimbrel knows layouts up to "
              + LAYOUT)
          .state("nothing was changed")
          .remedy("use the version of Whimbrel that wrote it, or a newer one"), null);
    }
  }

  /**
   * Makes the journal where it is not, and brings one of an older layout to the present one; several may try at once.
   *
   * @throws WhimbrelException if the role may not
   */
  public void create() {
    Presence presence = presence();
    for (int attempt = 1; presence != Presence.COMPLETE; attempt++) {
      if (presence == Presence.OLDER) {
        upgrade();
        return;
      }
      Answer answer = database.send("BEGIN;\n" + ddl(presence) + "COMMIT");
      ServerFailure failure = answer.failure();
      if (failure == null) {
        return;
      }
      if (failure.connection() == ServerFailure.Link.ALIVE) {
        database.send("ROLLBACK");
      }
      if (!lostTheRace(failure) || attempt == ATTEMPTS) {
        throw notMade(failure);
      }
      presence = presence();
    }
  }

  private enum Presence {
    NOTHING, SCHEMA_ONLY,
    /** The table of the layout is there, that of the rows is gone. */
    LAYOUT_ONLY,
    /** Of the first layout. */
    OLDER, COMPLETE
  }

  private Presence presence() {
    List<List<@Nullable String>> rows = database.query("""
        SELECT pg_catalog.count(*), pg_catalog.count(c.oid), pg_catalog.count(a.attname), pg_catalog.count(l.oid)
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) 'journal'
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attname OPERATOR(pg_catalog.=) 'run'
        LEFT JOIN pg_catalog.pg_class l ON l.relnamespace OPERATOR(pg_catalog.=) n.oid AND l.relname OPERATOR(pg_catalog.=) 'layout'
        WHERE n.nspname OPERATOR(pg_catalog.=) %s""".formatted(Literal.of(schema.name())));
    if ("0".equals(rows.get(0).get(0))) {
      return Presence.NOTHING;
    }
    if ("0".equals(rows.get(0).get(1))) {
      return "0".equals(rows.get(0).get(3)) ? Presence.SCHEMA_ONLY : Presence.LAYOUT_ONLY;
    }
    return "0".equals(rows.get(0).get(2)) ? Presence.OLDER : Presence.COMPLETE;
  }

  /**
   * The services that share the journal have locks of their own, so two may be at this at once: the second one waits for the first
   * one's lock on the table and then finds nothing to do. The default is set by itself, because as part of ADD COLUMN it would
   * fill the rows that are there.
   */
  private void upgrade() {
    Answer answer = database.send("""
        BEGIN;
        ALTER TABLE %1$s.journal ADD COLUMN IF NOT EXISTS run pg_catalog.text,
          ADD COLUMN IF NOT EXISTS backend_pid pg_catalog.int4;
        ALTER TABLE %1$s.journal ALTER COLUMN backend_pid SET DEFAULT pg_catalog.pg_backend_pid();
        UPDATE %1$s.layout SET version = %2$d WHERE version OPERATOR(pg_catalog.=) %3$d;
        COMMIT""".formatted(schema.quoted(), LAYOUT, FIRST_LAYOUT));
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return;
    }
    if (failure.connection() == ServerFailure.Link.ALIVE) {
      database.send("ROLLBACK");
    }
    throw notUpgraded(failure);
  }

  private WhimbrelException notUpgraded(ServerFailure failure) {
    if (READ_ONLY.equals(failure.sqlState())) {
      return readOnly(failure);
    }
    return new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " has layout " + FIRST_LAYOUT + " and cannot be brought to layout " + LAYOUT
            + " as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy(LOCK_NOT_AVAILABLE.equals(failure.sqlState())
            ? "another session uses the journal; run it again"
            : "run it once as the role that owns the journal"),
        null);
  }

  /** Another service's run made it at the same moment; IF NOT EXISTS would not keep the two apart. */
  private static boolean lostTheRace(ServerFailure failure) {
    return switch (failure.sqlState()) {
      case "23505", "42P06", "42P07", "42710" -> true;
      default -> false;
    };
  }

  private WhimbrelException notMade(ServerFailure failure) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      return new WhimbrelException(
          Problem.of(ProblemCode.UNREACHABLE, "the connection was lost while the journal was made")
              .server(failure.error())
              .state("no migration ran; the journal is there, empty, or not yet")
              .remedy("run it again"),
          null);
    }
    if (READ_ONLY.equals(failure.sqlState())) {
      return readOnly(failure);
    }
    return new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
        "the journal cannot be made in schema " + schema + " as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy(NOT_ALLOWED.equals(failure.sqlState())
            ? "GRANT CREATE ON DATABASE " + new Identifier(database.identity().database()) + " TO "
                + new Identifier(database.identity().user()) + "; or create the schema " + schema
                + " owned by that role"
            : "mend what the server says and run it again"),
        null);
  }

  private WhimbrelException readOnly(ServerFailure failure) {
    return new WhimbrelException(
        Problem.of(ProblemCode.READ_ONLY, "the database " + database.label() + " takes no writes")
            .server(failure.error()),
        null);
  }

  private String schemaDdl() {
    return """
        CREATE SCHEMA %1$s;
        COMMENT ON SCHEMA %1$s IS 'Whimbrel: what was migrated, when and by whom';
        """.formatted(schema.quoted());
  }

  private String ddl(Presence presence) {
    return switch (presence) {
      case NOTHING -> schemaDdl() + layoutDdl() + tableDdl();
      case SCHEMA_ONLY -> layoutDdl() + tableDdl();
      case LAYOUT_ONLY -> "UPDATE " + schema + ".layout SET version = " + LAYOUT + ";\n" + tableDdl();
      case OLDER, COMPLETE -> "";
    };
  }

  private String layoutDdl() {
    return """
        CREATE TABLE %1$s.layout (version pg_catalog.int4 NOT NULL);
        INSERT INTO %1$s.layout (version) VALUES (%2$d);
        """.formatted(schema.quoted(), LAYOUT);
  }

  private String tableDdl() {
    return """
        CREATE TABLE %1$s.journal (
          id pg_catalog.int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          service pg_catalog.text NOT NULL,
          version pg_catalog.text NOT NULL,
          generation pg_catalog.int4 NOT NULL,
          event pg_catalog.text NOT NULL,
          direction pg_catalog.text NOT NULL,
          batch pg_catalog.int8 NOT NULL,
          file pg_catalog.text NOT NULL,
          description pg_catalog.text NOT NULL,
          raw_checksum pg_catalog.text,
          token_checksum pg_catalog.text,
          statements_done pg_catalog.int4 NOT NULL,
          statements_total pg_catalog.int4 NOT NULL,
          started_at pg_catalog.timestamptz NOT NULL,
          finished_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
          role_name pg_catalog.text NOT NULL DEFAULT SESSION_USER,
          client pg_catalog.text NOT NULL DEFAULT
            CASE WHEN pg_catalog.inet_client_addr() IS NULL THEN 'local' ELSE pg_catalog.host(pg_catalog.inet_client_addr()) END,
          os_user pg_catalog.text NOT NULL,
          host pg_catalog.text NOT NULL,
          tool pg_catalog.text NOT NULL,
          error pg_catalog.text,
          run pg_catalog.text,
          backend_pid pg_catalog.int4 DEFAULT pg_catalog.pg_backend_pid());
        -- two runs that both slipped past the lock cannot both conclude the same turn of a migration
        CREATE UNIQUE INDEX journal_turn ON %1$s.journal (service, version, generation)
          WHERE event OPERATOR(pg_catalog.<>) ALL (ARRAY['started', 'advanced', 'failed']);
        COMMENT ON TABLE %1$s.journal IS 'append-only; the state of a migration is its last event';
        """.formatted(schema.quoted());
  }

  /** The SQL that writes a row; may stand in the text of a migration, in its transaction. */
  public String insert(NewEntry entry) {
    Checksum checksum = entry.checksum();
    return """
        INSERT INTO %s.journal (service, version, generation, event, direction, batch, file, description, raw_checksum,
          token_checksum, statements_done, statements_total, started_at, os_user, host, tool, error, run)
        VALUES (%s, %s, %d, %s, %s, %d, %s, %s, %s, %s, %d, %d, %s, %s, %s, %s, %s, %s)""".formatted(
        schema.quoted(), Literal.of(service), Literal.of(entry.key()), entry.generation(),
        Literal.of(entry.event().word()), Literal.of(entry.direction().word()), entry.batch(), Literal.of(entry.file()),
        Literal.of(entry.description()), Literal.of(checksum == null ? null : checksum.raw()),
        Literal.of(checksum == null ? null : checksum.tokens()), entry.statementsDone(), entry.statementsTotal(),
        began(entry.began()), Literal.of(author.user()), Literal.of(author.host()), Literal.of(author.tool()),
        Literal.of(entry.error()), Literal.of(run));
  }

  /**
   * The same as a command that fails if the row is not there afterwards, as where a trigger or a rule swallows it: a migration must
   * not commit without its row.
   */
  public String demand(NewEntry entry) {
    return """
        WITH written AS (%s RETURNING 1)
        SELECT CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) 1 THEN 1 ELSE
          ('a trigger or a rule swallows the rows of the journal; written: '
            OPERATOR(pg_catalog.||) pg_catalog.count(*)::pg_catalog.text)::pg_catalog.int4 END
        FROM written""".formatted(insert(entry));
  }

  private static String began(NewEntry.Began began) {
    return switch (began) {
      case NewEntry.Began.WithTransaction t -> "pg_catalog.now()";
      case NewEntry.Began.Ago ago ->
        "pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => "
            + ago.duration().toMillis() / 1000.0 + ")";
    };
  }

  /**
   * Writes rows that no migration goes with, all or none.
   *
   * @throws WhimbrelException if the server refuses
   */
  public void append(List<NewEntry> entries) {
    StringBuilder text = new StringBuilder("BEGIN;\n");
    entries.forEach(entry -> text.append(demand(entry)).append(";\n"));
    Answer answer = database.send(text.append("COMMIT").toString());
    ServerFailure failure = answer.failure();
    if (failure == null) {
      return;
    }
    if (failure.connection() == ServerFailure.Link.LOST) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.UNKNOWN_OUTCOME, "the connection was lost while the journal was written")
              .server(failure.error())
              .state("unknown: all of it is in the journal, or nothing")
              .remedy("look with: whimbrel history"),
          null);
    }
    database.send("ROLLBACK");
    throw new WhimbrelException(
        Problem.of(ProblemCode.JOURNAL, "the journal in schema " + schema + " cannot be written")
            .server(failure.error())
            .state("nothing was changed")
            .remedy("look at it with: " + PsqlCommand.of("\\d " + schema.name() + ".journal")
                + ", mend what the server says, and run it again"),
        null);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
