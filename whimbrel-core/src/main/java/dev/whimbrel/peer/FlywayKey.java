package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import java.util.Optional;

/** What ties a row of Flyway's table to a migration. */
sealed interface FlywayKey {
  /** A script that is applied once. */
  record Step(FlywayVersion version) implements FlywayKey {}

  /** A script that an empty database begins with, instead of all versions up to its own. */
  record Sum(FlywayVersion version) implements FlywayKey {}

  /** A repeatable script, by its description. */
  record Repeated(String description) implements FlywayKey {}

  static FlywayKey of(Migration migration) {
    return switch (migration.id()) {
      case MigrationId.Repeatable repeatable -> new Repeated(FlywayText.description(migration));
      case MigrationId.Versioned versioned -> migration.role() == Migration.Role.CHECKPOINT
          ? new Sum(FlywayVersion.of(versioned.version().text()))
          : new Step(FlywayVersion.of(versioned.version().text()));
    };
  }

  /** Of a migration whose file is gone, by its key in the journal. */
  static FlywayKey of(String key) {
    if (MigrationId.isRepeatable(key)) {
      String name = key.substring(MigrationId.REPEATABLE.length());
      return new Repeated(FlywayText.shortened(name.replace('_', ' ')));
    }
    return key.startsWith("B")
        ? new Sum(FlywayVersion.of(key.substring(1)))
        : new Step(FlywayVersion.of(key));
  }

  /** The version of a step. */
  default Optional<FlywayVersion> step() {
    return this instanceof Step step ? Optional.of(step.version()) : Optional.empty();
  }
}
