package dev.whimbrel.doctor;

import dev.whimbrel.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code ALTER ROLE … SET} and {@code ALTER DATABASE … SET} have decided for sessions. Only the settings below are read. */
final class Defaults implements Check {
  private static final String TIME_ZONE = "timezone";

  private static final String QUESTION = """
      SELECT r.rolname, s.setdatabase <> 0, pg_catalog.lower(pg_catalog.split_part(e.entry, '=', 1)),
        pg_catalog.substr(e.entry, pg_catalog.strpos(e.entry, '=') + 1),
        COALESCE(r.rolname = CURRENT_USER, true)
      FROM pg_catalog.pg_db_role_setting s
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS e (entry)
      WHERE (s.setdatabase = 0 OR s.setdatabase
            = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
        AND pg_catalog.lower(pg_catalog.split_part(e.entry, '=', 1)) IN ('statement_timeout', 'lock_timeout', 'transaction_timeout',
          'default_transaction_read_only', 'row_security', 'session_replication_role', 'timezone')
      ORDER BY 3, 1, 2""";

  @Override
  public String subject() {
    return "settings of roles and of the database";
  }

  @Override
  public String question(Patient patient) {
    return QUESTION;
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    List<Finding> findings = new ArrayList<>();
    rows.stream().filter(row -> row.is(4)).map(row -> finding(row, patient)).flatMap(Optional::stream)
        .forEach(findings::add);
    timeZones(rows, patient).ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> finding(Row row, Patient patient) {
    String value = row.text(3);
    boolean off = List.of("off", "false", "no", "0").contains(value);
    return switch (row.text(2)) {
      case "statement_timeout", "lock_timeout", "transaction_timeout" -> value.matches("0\\w*")
          ? Optional.empty()
          : Optional.of(of("default-timeout", row, patient, Severity.ADVICE,
              "runs of Whimbrel set their own; what is run by hand with psql may be cut off in the middle"));
      case "default_transaction_read_only" -> off
          ? Optional.empty()
          : Optional.of(of("default-read-only", row, patient, Severity.ERROR, "no migration can be run like that"));
      case "row_security" -> off
          ? Optional.of(of("default-row-security", row, patient, Severity.ADVICE,
              "a query that a policy would filter fails instead; a migration of data may do so, too"))
          : Optional.empty();
      case "session_replication_role" -> "origin".equals(value)
          ? Optional.empty()
          : Optional.of(of("default-replication-role", row, patient, Severity.ERROR,
              "triggers do not fire and foreign keys are not checked, in migrations neither"));
      default -> Optional.empty();
    };
  }

  private static Finding of(String id, Row row, Patient patient, Severity severity, String why) {
    return Finding.of(id, row.text(2), severity,
        row.text(2) + " is " + row.text(3) + " by default for " + where(row, patient), why)
        .withRemedy("take it away with: " + Sql.psql(alter(row, patient) + " RESET " + row.text(2)));
  }

  private static String where(Row row, Patient patient) {
    String database = "the database " + database(patient);
    return row.find(0)
        .map(role -> "the role " + new Identifier(role) + (row.is(1) ? " in " + database : ""))
        .orElse(row.is(1) ? database : "every role");
  }

  private static String alter(Row row, Patient patient) {
    return row.find(0)
        .map(role -> "ALTER ROLE " + new Identifier(role) + (row.is(1) ? " IN DATABASE " + database(patient) : ""))
        .orElse(row.is(1) ? "ALTER DATABASE " + database(patient) : "ALTER ROLE ALL");
  }

  private static Identifier database(Patient patient) {
    return new Identifier(patient.database().identity().database());
  }

  private static Optional<Finding> timeZones(List<Row> rows, Patient patient) {
    List<Row> zones = rows.stream().filter(row -> TIME_ZONE.equals(row.text(2))).toList();
    boolean sameForAll = zones.stream().allMatch(row -> row.find(0).isEmpty())
        && zones.stream().map(row -> row.text(3)).distinct().count() < 2;
    if (sameForAll) {
      return Optional.empty();
    }
    return Optional.of(Finding.of("differing-time-zones", "", Severity.ADVICE,
        "the time zone depends on who connects: " + zones.stream()
            .map(row -> row.text(3) + " for " + where(row, patient)).collect(Collectors.joining(", ")),
        "a migration that turns a timestamp into a timestamptz, or now() into a date, comes to something else for another role")
        .withRemedy("let such a migration begin with: SET LOCAL timezone = 'UTC'"));
  }
}
