package dev.whimbrel.history;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the journal: making them, and bringing older ones to the present layout. */
final class JournalLayout {
  /** What this version writes. It reads the earlier ones as well; any other means another version of Whimbrel. */
  static final int CURRENT = 3;

  /** Had neither {@code run} nor {@code backend_pid}. */
  static final int FIRST = 1;

  private static final int ATTEMPTS = 5;

  private static final String NOT_ALLOWED = "42501";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY = "25006";

  private final Database database;
  private final Identifier schema;

  JournalLayout(Database database, Identifier schema) {
    this.database = database;
    this.schema = schema;
  }

  /** The SQL of the table that tells of mirrors, which came with the third layout. */
  private String mirrorDdl() {
    return """
        CREATE TABLE IF NOT EXISTS %1$s.mirror (
          service pg_catalog.text PRIMARY KEY,
          tool pg_catalog.text NOT NULL,
          table_schema pg_catalog.text NOT NULL,
          table_name pg_catalog.text NOT NULL,
          left_out pg_catalog.text[] NOT NULL,
          since pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp());
        COMMENT ON TABLE %1$s.mirror IS 'the history tables of other tools that are kept up beside the journal';
        """.formatted(schema.quoted());
  }

  /**
   * See {@link Journal#create}.
   *
   * @param seen what there was a moment ago, or null if nobody looked; where others were faster, it is looked at again
   */
  void create(@Nullable Presence seen) {
    Presence presence = seen == null ? presence() : seen;
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

  enum Presence {
    NOTHING, SCHEMA_ONLY,
    /** The table of the layout is there, that of the rows is gone. */
    LAYOUT_ONLY,
    /** Of an earlier layout, or with names in the table of mirrors that a line break would divide. */
    OLDER, COMPLETE
  }

  private Presence presence() {
    List<List<@Nullable String>> rows = database.query("""
        SELECT pg_catalog.count(*), pg_catalog.count(c.oid), pg_catalog.count(a.attname), pg_catalog.count(l.oid),
          pg_catalog.count(o.attname)
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) 'journal'
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attname OPERATOR(pg_catalog.=) 'origin'
        LEFT JOIN pg_catalog.pg_class l ON l.relnamespace OPERATOR(pg_catalog.=) n.oid AND l.relname OPERATOR(pg_catalog.=) 'layout'
        LEFT JOIN pg_catalog.pg_class m ON m.relnamespace OPERATOR(pg_catalog.=) n.oid AND m.relname OPERATOR(pg_catalog.=) 'mirror'
        LEFT JOIN pg_catalog.pg_attribute o ON o.attrelid OPERATOR(pg_catalog.=) m.oid AND o.attname OPERATOR(pg_catalog.=) 'left_out'
          AND o.atttypid OPERATOR(pg_catalog.=) 'pg_catalog.text'::pg_catalog.regtype
        WHERE n.nspname OPERATOR(pg_catalog.=) %s""".formatted(Literal.of(schema.name())));
    if ("0".equals(rows.get(0).get(0))) {
      return Presence.NOTHING;
    }
    if ("0".equals(rows.get(0).get(1))) {
      return "0".equals(rows.get(0).get(3)) ? Presence.SCHEMA_ONLY : Presence.LAYOUT_ONLY;
    }
    boolean isOlder = "0".equals(rows.get(0).get(2)) || !"0".equals(rows.get(0).get(4));
    return isOlder ? Presence.OLDER : Presence.COMPLETE;
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
          ADD COLUMN IF NOT EXISTS backend_pid pg_catalog.int4,
          ADD COLUMN IF NOT EXISTS origin pg_catalog.text;
        ALTER TABLE %1$s.journal ALTER COLUMN backend_pid SET DEFAULT pg_catalog.pg_backend_pid();
        %3$s
        ALTER TABLE %1$s.mirror ALTER COLUMN left_out TYPE pg_catalog.text[] USING
          CASE WHEN pg_catalog.pg_typeof(left_out) OPERATOR(pg_catalog.=) 'pg_catalog.text[]'::pg_catalog.regtype
            THEN left_out::pg_catalog.text::pg_catalog.text[]
            ELSE pg_catalog.string_to_array(left_out::pg_catalog.text, E'\\n') END;
        UPDATE %1$s.layout SET version = %2$d WHERE version OPERATOR(pg_catalog.<) %2$d;
        COMMIT""".formatted(schema.quoted(), CURRENT, mirrorDdl()));
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
        "the journal in schema " + schema + " has an earlier layout and cannot be brought to layout "
            + CURRENT
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
      case NOTHING -> schemaDdl() + layoutDdl() + tableDdl() + mirrorDdl();
      case SCHEMA_ONLY -> layoutDdl() + tableDdl() + mirrorDdl();
      case LAYOUT_ONLY -> "UPDATE " + schema + ".layout SET version = " + CURRENT + ";\n" + tableDdl() + mirrorDdl();
      case OLDER, COMPLETE -> "";
    };
  }

  private String layoutDdl() {
    return """
        CREATE TABLE %1$s.layout (version pg_catalog.int4 NOT NULL);
        INSERT INTO %1$s.layout (version) VALUES (%2$d);
        """.formatted(schema.quoted(), CURRENT);
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
          backend_pid pg_catalog.int4 DEFAULT pg_catalog.pg_backend_pid(),
          origin pg_catalog.text);
        -- two runs that both slipped past the lock cannot both conclude the same turn of a migration
        CREATE UNIQUE INDEX journal_turn ON %1$s.journal (service, version, generation)
          WHERE event OPERATOR(pg_catalog.<>) ALL (ARRAY['started', 'advanced', 'failed']);
        COMMENT ON TABLE %1$s.journal IS 'append-only; the state of a migration is its last event';
        """.formatted(schema.quoted());
  }
}
