package dev.whimbrel.history;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.LockKey;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.history.JournalLayout.Presence;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.PsqlCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The append-only table of everything that was done, in a schema of its own. Reading never creates it; {@link #create} does.
 *
 * <p>All SQL here names its schema, and every function and operator by {@code pg_catalog}: what stands in a hostile search_path is
 * never called.
 */
public final class Journal {
  /** Where in the answer to {@link #question} what stands. */
  private static final int COLUMNS_ANSWER = 2;
  private static final int LAYOUT_ANSWER = 3;
  private static final int ROWS_ANSWER = 4;
  private static final int MIRROR_ANSWER = 5;

  /** How long a migration took, by the times of its row. */
  private static final String TOOK = "finished_at OPERATOR(pg_catalog.-) started_at AS took";
  private static final String MICROS = "(EXTRACT(epoch FROM pg_catalog.max(took)) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8";

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String NOT_ALLOWED = "42501";

  private final Database database;
  private final Identifier schema;
  private final String service;
  private final Author author;
  private final String run;
  private final Mirror mirror;

  /** What the last look at the journal found of its tables; null if it did not tell. */
  private final AtomicReference<@Nullable Presence> seen;

  private Journal(Database database, Identifier schema, String service, Author author, String run, Mirror mirror,
      AtomicReference<@Nullable Presence> seen) {
    this.database = database;
    this.schema = schema;
    this.service = service;
    this.author = author;
    this.run = run;
    this.mirror = mirror;
    this.seen = seen;
  }

  /**
   * The journal of one service; several can share a database, each with versions of its own.
   *
   * @param schema where the journal lies
   * @param service an empty text for a database that has only one
   */
  public static Journal of(Database database, Identifier schema, String service, Author author) {
    return new Journal(database, schema, service, author, UUID.randomUUID().toString(), Mirror.NONE,
        new AtomicReference<>());
  }

  /** This journal, of which every row is written together with what a mirror asks for. */
  public Journal with(Mirror beside) {
    return new Journal(database, schema, service, author, run, beside, seen);
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
    Looked first = look();
    // each command of the question sees what was committed before it, so another run that makes the journal, or brings it to the
    // present layout, between two of them makes its columns look wrong; they do not a moment later
    return first.difference().isEmpty() ? history(first) : history(look());
  }

  /** @param layout that was asked for at last */
  private record Looked(Answer answer, int layout, Optional<Problem> difference) {}

  private Looked look() {
    Answer answer = database.send(question(JournalLayout.CURRENT));
    seen.set(presence(answer));
    OptionalInt earlier = earlierLayout(answer);
    if (answer.failure() == null || earlier.isEmpty()) {
      return looked(answer, JournalLayout.CURRENT);
    }
    return looked(database.send(question(earlier.getAsInt())), earlier.getAsInt());
  }

  private Looked looked(Answer answer, int layout) {
    return new Looked(answer, layout, answer.failure() == null
        ? Columns.difference(schema, columns(answer, "journal"), layout)
        : Optional.empty());
  }

  private History history(Looked looked) {
    Answer answer = looked.answer();
    ServerFailure failure = answer.failure();
    if (failure != null) {
      return afterFailure(answer, failure);
    }
    checkLayout(answer.rows(LAYOUT_ANSWER));
    looked.difference().ifPresent(Journal::refuse);
    List<JournalEntry> entries = answer.rows(ROWS_ANSWER).stream().map(row -> new Row(schema, row).entry()).toList();
    return History.of(entries, looked.layout() < JournalLayout.CURRENT ? null : mirrored(answer.rows(MIRROR_ANSWER)));
  }

  private static void refuse(Problem problem) {
    throw new WhimbrelException(problem, null);
  }

  /** What there is, where the answer tells it for certain; else it is asked for when it matters. */
  private static @Nullable Presence presence(Answer answer) {
    if (answer.completed().size() <= COLUMNS_ANSWER) {
      return null;
    }
    if (answer.failure() == null) {
      boolean namesAreLines = columns(answer, "mirror").stream()
          .anyMatch(row -> "left_out".equals(row.get(0)) && "text".equals(row.get(1)));
      return namesAreLines ? null : Presence.COMPLETE;
    }
    boolean nothing = Stream.of("journal", "layout", "mirror").allMatch(table -> columns(answer, table).isEmpty());
    return !nothing ? null : answer.rows(COLUMNS_ANSWER).isEmpty() ? Presence.NOTHING : Presence.SCHEMA_ONLY;
  }

  private static @Nullable MirroredTable mirrored(List<List<@Nullable String>> rows) {
    if (rows.isEmpty()) {
      return null;
    }
    List<@Nullable String> row = rows.getFirst();
    return new MirroredTable(text(row, 0), text(row, 1), text(row, 2),
        rows.stream().flatMap(each -> Stream.ofNullable(each.get(3))).toList());
  }

  /**
   * What the tables are like comes first: it can always be told, and explains why what follows fails. One message without BEGIN is one
   * transaction as well, and one that fails needs no further message to leave it.
   */
  private String question(int layout) {
    String mirrorToo = mirrorQuestion();
    return """
        SET TRANSACTION READ ONLY;
        SET LOCAL row_security = off;
        SELECT a.attname, t.typname, c.relrowsecurity, c.relname
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid
          AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY['journal', 'layout', 'mirror']::pg_catalog.name[])
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
          AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
        LEFT JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
        WHERE n.nspname OPERATOR(pg_catalog.=) %4$s;
        SELECT version FROM %1$s.layout;
        SELECT %3$s
        FROM %1$s.journal WHERE service OPERATOR(pg_catalog.=) %2$s ORDER BY id;
        %5$s""".formatted(schema.quoted(), Literal.of(service), Columns.selected(layout),
        Literal.of(schema.name()), layout < JournalLayout.CURRENT ? "" : mirrorToo);
  }

  /** A row for each name that is left out, or one. The names are an array; they were lines of a text in the first journals with mirrors. */
  private String mirrorQuestion() {
    return """
        SELECT m.tool, m.table_schema, m.table_name, l.name FROM %s.mirror m LEFT JOIN LATERAL
          pg_catalog.jsonb_array_elements_text(
            CASE WHEN pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(m.left_out)) OPERATOR(pg_catalog.=) 'array'
              THEN pg_catalog.to_jsonb(m.left_out)
              ELSE pg_catalog.to_jsonb(pg_catalog.string_to_array(m.left_out::pg_catalog.text, E'\\n')) END)
            WITH ORDINALITY l(name, place) ON true
        WHERE m.service OPERATOR(pg_catalog.=) %s ORDER BY l.place;
        """.formatted(schema.quoted(), Literal.of(service));
  }

  private static OptionalInt earlierLayout(Answer answer) {
    if (answer.completed().size() <= LAYOUT_ANSWER) {
      return OptionalInt.empty();
    }
    String found = layout(answer.rows(LAYOUT_ANSWER));
    return IntStream.range(JournalLayout.FIRST, JournalLayout.CURRENT)
        .filter(earlier -> found.equals(String.valueOf(earlier)))
        .findFirst();
  }

  /** Of one of our tables: names, types, whether rows of the table may be hidden; empty if it is not there. */
  private static List<List<@Nullable String>> columns(Answer answer, String table) {
    return answer.completed().size() > COLUMNS_ANSWER
        ? answer.rows(COLUMNS_ANSWER).stream().filter(row -> table.equals(row.get(3))).toList()
        : List.of();
  }

  private static String layout(List<List<@Nullable String>> rows) {
    return rows.isEmpty() ? "none" : Objects.requireNonNullElse(rows.get(0).get(0), "none");
  }

  /**
   * What is found of a history that reads empty.
   *
   * @param sign why it is no beginning, if there is a sign of that
   * @param rows the answer to what was asked in the same message
   */
  public record Emptiness(Optional<Problem> sign, List<List<@Nullable String>> rows) {}

  /**
   * The same as {@link #signOfLoss} with another query in the same message.
   *
   * @param beside a query that does not fail
   */
  public Emptiness emptiness(MigrationSet set, String beside) {
    return new LostHistory(database, schema, set).sign(beside);
  }

  /**
   * Why a history that reads empty is no beginning, if there is a sign of that. Asks the server once.
   *
   * @param set what is about to be applied
   */
  public Optional<Problem> signOfLoss(MigrationSet set) {
    return emptiness(set, "SELECT 1").sign();
  }

  /** Whose entries are here, in order; empty where no journal is, or was when it was last read. */
  public List<String> services() {
    if (seen.get() == Presence.NOTHING || seen.get() == Presence.SCHEMA_ONLY) {
      return List.of();
    }
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
    boolean layoutIsThere = answer.completed().size() > LAYOUT_ANSWER;
    boolean journalIsThere = !columns(answer, "journal").isEmpty();
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
      Columns.difference(schema, columns(answer, "journal"), earlierLayout(answer).orElse(JournalLayout.CURRENT))
          .ifPresent(Journal::refuse);
    }
    throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " cannot be read as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy(NOT_ALLOWED.equals(failure.sqlState())
            ? "grant the role usage of the schema and select on its tables, and insert if it is to apply migrations; "
                + "or run as the role that owns them"
            : "mend what the server says, or restore the journal from a backup"),
        null);
  }

  private Problem layoutGone() {
    return Problem.of(ProblemCode.JOURNAL,
        "the journal in schema " + schema + " is damaged: its table \"journal\" is there, its table \"layout\" is not")
        .state("nothing was changed")
        .remedy("restore the schema from a backup; if layout alone was lost: CREATE TABLE " + schema
            + ".layout AS SELECT " + JournalLayout.CURRENT + " AS version");
  }

  private static boolean isHidden(Answer answer) {
    return columns(answer, "journal").stream().anyMatch(row -> "t".equals(row.get(2)));
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
    boolean known = IntStream.rangeClosed(JournalLayout.FIRST, JournalLayout.CURRENT)
        .anyMatch(layout -> found.equals(String.valueOf(layout)));
    if (!known) {
      throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
          "the journal in schema " + schema + " has layout " + found + ", and this Whimbrel knows layouts up to "
              + JournalLayout.CURRENT)
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
    new JournalLayout(database, schema).create(seen.getAndSet(null)); // good for what follows the look, and no longer
  }

  /** The SQL that writes rows; may stand in the text of a migration, in its transaction. */
  private String insert(List<NewEntry> entries) {
    return """
        INSERT INTO %s.journal (service, version, generation, event, direction, batch, file, description, raw_checksum,
          token_checksum, statements_done, statements_total, started_at, os_user, host, tool, error, run, origin, finished_at)
        VALUES %s""".formatted(schema.quoted(), entries.stream().map(this::values).collect(Collectors.joining(", ")));
  }

  private String values(NewEntry entry) {
    Checksum checksum = entry.checksum();
    Author who = entry.origin() == null ? author : entry.origin().author();
    return "(" + String.join(", ", Literal.of(service), Literal.of(entry.key()), String.valueOf(entry.generation()),
        Literal.of(entry.event().word()), Literal.of(entry.direction().word()), String.valueOf(entry.batch()),
        Literal.of(entry.file()), Literal.of(entry.description()),
        Literal.of(checksum == null ? null : checksum.raw()), Literal.of(checksum == null ? null : checksum.tokens()),
        String.valueOf(entry.statementsDone()), String.valueOf(entry.statementsTotal()), began(entry.began()),
        Literal.of(who.user()), Literal.of(who.host()), Literal.of(who.tool()), Literal.of(entry.error()),
        Literal.of(run), Literal.of(entry.origin() == null ? null : entry.origin().row()), ended(entry.began())) + ")";
  }

  /**
   * The commands that write a row, and what goes with it; they may stand in the text of a migration, in its transaction. They fail if
   * the row is not there afterwards, as where a trigger or a rule swallows it: a migration must not commit without its row.
   */
  public List<String> writing(NewEntry entry) {
    return writing(List.of(entry));
  }

  /** The same of several rows that are written at once, in order. */
  public List<String> writing(List<NewEntry> entries) {
    List<String> commands = new ArrayList<>();
    commands.add(demand(entries));
    entries.forEach(entry -> commands.addAll(mirror.beside(entry)));
    return commands;
  }

  /**
   * Remembers which rows were asked for so far.
   *
   * @return forgets those that are asked for after this, since they were not written
   */
  public Runnable mark() {
    return mirror.mark();
  }

  /** How a migration begins that is sent in one message with others, before any of them has run: the first one with the message. */
  public NewEntry.Began first() {
    return new NewEntry.Began.Following("pg_catalog.now()");
  }

  /** The same behind another one, of which the row that concludes it is found by the index over the turns. */
  public NewEntry.Began behind(String key, int generation) {
    return new NewEntry.Began.Following("""
        COALESCE((SELECT j.finished_at FROM %s.journal j
          WHERE j.service OPERATOR(pg_catalog.=) %s AND j.version OPERATOR(pg_catalog.=) %s
            AND j.generation OPERATOR(pg_catalog.=) %d
            AND j.event OPERATOR(pg_catalog.<>) ALL (ARRAY['started', 'advanced', 'failed'])), pg_catalog.now())"""
        .formatted(schema.quoted(), Literal.of(service), Literal.of(key), generation));
  }

  private String demand(List<NewEntry> entries) {
    boolean timed = entries.getFirst().began() instanceof NewEntry.Began.Following;
    return """
        WITH written AS (%s RETURNING %s)
        SELECT CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) %d THEN %s ELSE
          ('a trigger or a rule swallows the rows of the journal; written: '
            OPERATOR(pg_catalog.||) pg_catalog.count(*)::pg_catalog.text)::pg_catalog.int4 END
        FROM written""".formatted(insert(entries), timed ? TOOK : "1", entries.size(), timed ? MICROS : "1");
  }

  private String began(NewEntry.Began began) {
    return switch (began) {
      case NewEntry.Began.WithTransaction t -> "pg_catalog.now()";
      case NewEntry.Began.Following following -> following.end();
      case NewEntry.Began.Ago ago ->
        "pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => "
            + ago.duration().toMillis() / 1000.0 + ")";
      case NewEntry.Began.Known known -> timestamp(known.start());
    };
  }

  private static String ended(NewEntry.Began began) {
    return began instanceof NewEntry.Began.Known known ? timestamp(known.end()) : "pg_catalog.clock_timestamp()";
  }

  private static String timestamp(Instant time) {
    return Literal.of(time.toString()) + "::pg_catalog.timestamptz";
  }

  /**
   * Writes rows that no migration goes with, all or none.
   *
   * @throws WhimbrelException if the server refuses
   */
  public void append(List<NewEntry> entries) {
    append(entries, List.of());
  }

  /**
   * Writes rows and, with them, that from now on the table of another tool is kept up. What its mirror would add is not written: the
   * table holds it.
   *
   * @throws WhimbrelException if the server refuses
   */
  public void adopt(List<NewEntry> entries, MirroredTable table) {
    with(Mirror.NONE).append(entries, List.of(detaching(), """
        INSERT INTO %s.mirror (service, tool, table_schema, table_name, left_out) VALUES (%s, %s, %s, %s, %s)"""
        .formatted(schema.quoted(), Literal.of(service), Literal.of(table.tool()), Literal.of(table.schema()),
            Literal.of(table.name()),
            "ARRAY[" + table.leftOut().stream().map(Literal::of).collect(Collectors.joining(", "))
                + "]::pg_catalog.text[]")));
  }

  /**
   * From now on no table of another tool is kept up.
   *
   * @throws WhimbrelException if the server refuses
   */
  public void detach() {
    append(List.of(), List.of(detaching()));
  }

  private String detaching() {
    return "DELETE FROM " + schema.quoted() + ".mirror WHERE service OPERATOR(pg_catalog.=) " + Literal.of(service);
  }

  private void append(List<NewEntry> entries, List<String> more) {
    StringBuilder text = new StringBuilder("BEGIN;\n");
    entries.forEach(entry -> writing(entry).forEach(command -> text.append(command).append(";\n")));
    more.forEach(command -> text.append(command).append(";\n"));
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
        Problem.of(ProblemCode.JOURNAL, "the journal in schema " + schema
            + (mirror == Mirror.NONE ? "" : ", or the table of another tool that is kept up beside it,")
            + " cannot be written")
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
