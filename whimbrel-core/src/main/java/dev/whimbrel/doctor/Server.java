package dev.whimbrel.doctor;

import dev.whimbrel.database.Database.Writability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server as a whole: whether it takes writes, its clock, and what can end in lost data. */
final class Server implements Check {
  private static final long HALF_WAY = 1_000_000_000L;
  private static final long NEAR_THE_END = 1_900_000_000L;

  private static final String QUESTION = """
      SELECT pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.current_setting('fsync'),
        pg_catalog.current_setting('session_replication_role'),
        pg_catalog.age(d.datfrozenxid), pg_catalog.mxid_age(d.datminmxid),
        pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
      FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()""";

  private final Instant asked;

  /**
   * A question that is about to be asked.
   *
   * @param asked when, by our clock
   */
  Server(Instant asked) {
    this.asked = asked;
  }

  @Override
  public String subject() {
    return "the server's state and clock";
  }

  @Override
  public String question(Patient patient) {
    return QUESTION;
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    Row row = rows.getFirst();
    List<Finding> findings = new ArrayList<>();
    writability(patient).ifPresent(findings::add);
    clock(row, patient).ifPresent(findings::add);
    settings(row, findings);
    wraparound(row, 4, "transaction ids").ifPresent(findings::add);
    wraparound(row, 5, "multixact ids").ifPresent(findings::add);
    return findings;
  }

  @Override
  public List<Diagnosis.Unseen> unseen(List<Row> rows, Patient patient) {
    return rows.getFirst().is(6)
        ? List.of()
        : List.of(new Diagnosis.Unseen("what the sessions of other roles do, and for how long",
            "the server hides it; GRANT pg_read_all_stats TO " + patient.role() + " shows it"));
  }

  private static Optional<Finding> writability(Patient patient) {
    return switch (patient.database().writability()) {
      case WRITABLE -> Optional.empty();
      case STANDBY -> Optional.of(Finding.of("standby", "", Severity.ERROR,
          "the server at " + patient.database().label() + " is a standby (in recovery) and takes no writes",
          "no migration can be run here")
          .withRemedy(
              "name the primary, or all hosts: postgres://host1,host2/database?target_session_attrs=read-write"));
      case READ_ONLY -> Optional.of(Finding.of("read-only", "", Severity.ERROR,
          "the database at " + patient.database().label() + " is read-only", "no migration can be run like that")
          .withRemedy("see: " + Sql.psql("SHOW default_transaction_read_only")
              + "\nit is set for the server, the database or the role"));
    };
  }

  private Optional<Finding> clock(Row row, Patient patient) {
    Instant server = Instant.parse(row.text(0));
    Instant now = patient.clock().instant();
    Duration off = server.isBefore(asked)
        ? Duration.between(server, asked)
        : server.isAfter(now) ? Duration.between(now, server) : Duration.ZERO;
    if (off.compareTo(patient.limits().clocks()) < 0) {
      return Optional.empty();
    }
    boolean far = off.compareTo(patient.limits().farClocks()) >= 0;
    return Optional.of(Finding.of("clock-skew", "", far ? Severity.WARNING : Severity.ADVICE,
        "the server's clock is " + Ages.of(off.toSeconds()) + (server.isBefore(asked) ? " behind" : " ahead of")
            + " the clock of this machine",
        "times in the journal are the server's, versions that \"whimbrel new\" makes of the time are this machine's: "
            + "those of two machines may come in the wrong order")
        .withRemedy("set both by NTP"));
  }

  private static void settings(Row row, List<Finding> findings) {
    if ("off".equals(row.text(1))) {
      findings.add(Finding.of("backslash-strings", "", Severity.WARNING,
          "standard_conforming_strings is off: a backslash in a string literal is an escape",
          "Whimbrel reads the files like that, too; the same files mean something else on another server")
          .withRemedy("write E'…' where a backslash is an escape, and switch it on"));
    }
    if ("off".equals(row.text(2))) {
      findings.add(Finding.of("fsync-off", "", Severity.ADVICE, "fsync is off",
          "when the machine crashes the data can be lost; that is right for a server of tests and for no other")
          .withRemedy("in postgresql.conf: fsync = on"));
    }
    if (!"origin".equals(row.text(3))) {
      findings.add(Finding.of("replication-role", "", Severity.ERROR, "session_replication_role is " + row.text(3),
          "triggers do not fire and foreign keys are not checked, in migrations neither")
          .withRemedy("see where it comes from with: "
              + Sql.psql("SELECT * FROM pg_settings WHERE name = 'session_replication_role'")));
    }
  }

  private static Optional<Finding> wraparound(Row row, int column, String what) {
    long age = row.number(column);
    if (age < HALF_WAY) {
      return Optional.empty();
    }
    return Optional.of(Finding.of("wraparound", what, age < NEAR_THE_END ? Severity.WARNING : Severity.ERROR,
        "the oldest " + what + " of this database are " + age / 1_000_000 + " million old",
        "at about 2100 million the server takes no writes any more; autovacuum does not keep up, or something holds it back")
        .withRemedy(
            "end old transactions, prepared ones and unused replication slots; then: " + Sql.psql("VACUUM (FREEZE)")));
  }

  static boolean isWritable(Patient patient) {
    return patient.database().writability() == Writability.WRITABLE;
  }
}
