package dev.whimbrel.doctor;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The journal as an object of the database: whether it is there, may be used, and was emptied. */
final class JournalTable implements Check {
  private static final String REFUSES = "up refuses to run anything as long as this is so";

  private final Reading reading;
  private final @Nullable Problem loss;

  /** What the journal was found to hold, before this was asked. */
  enum Reading {
    /** It could not be read. */
    FAILED,
    /** No service has a row in it, or it is not there. */
    EMPTY,
    /** Some have. */
    FILLED
  }

  /**
   * The question about a journal.
   *
   * @param loss why {@code up} does not take the history for a new one, or null
   */
  JournalTable(Reading reading, @Nullable Problem loss) {
    this.reading = reading;
    this.loss = loss;
  }

  @Override
  public String subject() {
    return "the journal and its privileges";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT n.oid IS NOT NULL, j.oid IS NOT NULL,
          pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
          COALESCE(pg_catalog.has_schema_privilege(n.oid, 'CREATE'), false),
          COALESCE(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false),
          COALESCE(pg_catalog.has_table_privilege(j.oid, 'SELECT'), false),
          COALESCE(pg_catalog.has_table_privilege(j.oid, 'INSERT'), false),
          COALESCE(pg_catalog.has_table_privilege(l.oid, 'SELECT'), false),
          (SELECT q.last_value FROM pg_catalog.pg_sequences q
            WHERE q.schemaname = %1$s AND q.sequencename = 'journal_id_seq'),
          (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
            WHERE t.relkind IN ('r', 'p') AND t.relpersistence <> 't' AND tn.nspname <> %1$s
              AND tn.nspname !~ '^pg_' AND tn.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = t.oid AND e.deptype = 'e')),
          COALESCE(pg_catalog.has_table_privilege(m.oid, 'SELECT'), true)
        FROM (SELECT) AS once
          LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = %1$s
          LEFT JOIN pg_catalog.pg_class j ON j.relnamespace = n.oid AND j.relname = 'journal'
          LEFT JOIN pg_catalog.pg_class l ON l.relnamespace = n.oid AND l.relname = 'layout'
          LEFT JOIN pg_catalog.pg_class m ON m.relnamespace = n.oid AND m.relname = 'mirror'"""
        .formatted(Literal.of(patient.schema().name()));
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    Row row = rows.getFirst();
    if (!row.is(1)) {
      return absent(row, patient);
    }
    List<Finding> findings = new ArrayList<>();
    List<String> lacking = lacking(row, patient.schema());
    if (!lacking.isEmpty()) {
      findings.add(Finding.of("journal-privileges", patient.schema().name(), Severity.ERROR,
          "the role " + patient.role() + " lacks " + lacking.stream().map(JournalTable::inWords)
              .collect(Collectors.joining(", ")),
          "it can neither see what was done nor record what it does, so it can run nothing")
          .withRemedy("as the owner: " + Sql.psql(lacking.stream()
              .map(grant -> "GRANT " + grant + " TO " + patient.role()).collect(Collectors.joining("; ")))));
    }
    if (reading == Reading.EMPTY && row.number(8) > 0) {
      findings.add(Finding.of("journal-emptied", patient.schema().name(), Severity.ERROR,
          "the journal in schema " + patient.schema() + " is empty, and it was written to before",
          loss == null ? "as long as anything else is in the database, up refuses to run" : REFUSES)
          .withRemedy(loss == null
              ? "restore the rows from a backup; or say where the database stands with: whimbrel baseline VERSION"
              : loss.remedy()));
    } else {
      lost(patient).ifPresent(findings::add);
    }
    return findings;
  }

  private static List<String> lacking(Row row, Identifier schema) {
    return Stream.of(
        row.is(4) ? "" : "USAGE ON SCHEMA " + schema,
        row.is(5) ? "" : "SELECT ON " + schema + ".journal",
        row.is(6) ? "" : "INSERT ON " + schema + ".journal",
        row.is(7) ? "" : "SELECT ON " + schema + ".layout",
        row.is(10) ? "" : "SELECT ON " + schema + ".mirror").filter(grant -> !grant.isEmpty()).toList();
  }

  private static String inWords(String grant) {
    return grant.replace(" ON ", " on ").replace(" SCHEMA ", " schema ");
  }

  private Optional<Finding> lost(Patient patient) {
    return Optional.ofNullable(loss)
        .map(problem -> Finding.of("lost-history", patient.schema().name(), Severity.ERROR, problem.message(), REFUSES)
            .withRemedy(problem.remedy()));
  }

  private List<Finding> absent(Row row, Patient patient) {
    List<Finding> findings = new ArrayList<>();
    boolean may = row.is(0) ? row.is(3) : row.is(2);
    if (!may && Server.isWritable(patient)) {
      String grant = row.is(0)
          ? "GRANT CREATE, USAGE ON SCHEMA " + patient.schema()
          : "GRANT CREATE ON DATABASE " + new Identifier(patient.database().identity().database());
      findings.add(Finding.of("journal-not-makeable", patient.schema().name(), Severity.ERROR,
          "the role " + patient.role() + " may not make the journal in schema " + patient.schema(),
          "the first run makes it, and without it nothing is run")
          .withRemedy("as an administrator: " + Sql.psql(grant + " TO " + patient.role())));
    }
    if (loss != null) {
      lost(patient).ifPresent(findings::add);
    } else if (row.number(9) > 0) {
      findings.add(Finding.of("no-journal", patient.schema().name(), Severity.ADVICE,
          "the database has " + row.number(9) + (row.number(9) == 1 ? " table" : " tables") + " and no journal",
          "Whimbrel takes it for a new one: the next up would run every migration")
          .withRemedy("if migrations made them already, say up to which: whimbrel baseline VERSION"));
    }
    return findings;
  }
}
