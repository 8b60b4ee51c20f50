package dev.whimbrel.doctor;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.history.Journal;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Identifier;
import java.time.InstantSource;
import java.util.Objects;

/**
 * What is looked at.
 *
 * @param database an open session; it may be one on a standby
 * @param journal of the service that is meant
 * @param schema where that journal lies
 * @param naming whether somebody said which service is meant
 * @param directory the migrations, or what is wrong with their directory
 * @param limits from when on something counts as long
 * @param clock ours, to be held against the server's
 */
public record Patient(Database database, Journal journal, Identifier schema, Naming naming,
    Result<Sources> directory, Limits limits, InstantSource clock) {
  /** Whether the service was named. */
  public enum Naming {
    NAMED, UNNAMED
  }

  public Patient {
    Objects.requireNonNull(database);
    Objects.requireNonNull(journal);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(naming);
    Objects.requireNonNull(directory);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(clock);
  }

  int major() {
    return switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
  }

  String role() {
    return new Identifier(database.identity().user()).quoted();
  }
}
