package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.sql.TokenDigest;
import org.jspecify.annotations.Nullable;

/** Whether a migration that was written in another format says what it said. */
final class ReadBack {
  private ReadBack() {}

  /** What would not be the same, or an empty text. */
  static String between(Portable portable, Migration after, Format from, Format to) {
    Migration old = portable.migration();
    if (!ConvertedVersions.same(portable.version(), version(after, to))) {
      return "in its place would stand version " + version(after, to);
    }
    String name = from == Format.LIQUIBASE ? portable.name() : old.description();
    if (!spoken(name).equals(spoken(after.description()))) {
      return "its name would be \"" + after.description() + "\"";
    }
    if (old.role() != after.role()) {
      return "it would be another kind of migration";
    }
    String up = difference(portable.up().script(), after.up());
    return up.isEmpty() ? difference(portable.down(), after.down(), to) : up + " in its up part";
  }

  private static String version(Migration migration, Format format) {
    if (format == Format.LIQUIBASE) {
      return LiquibasePortables.id(migration);
    }
    return migration.id() instanceof MigrationId.Versioned versioned ? versioned.version().text() : "none";
  }

  private static String spoken(String description) {
    return description.replace('_', ' ');
  }

  private static String difference(Portable.@Nullable Part old, Reversal after, Format to) {
    if (old != null && after instanceof Reversal.By by) {
      String difference = difference(old.script(), by.script());
      return difference.isEmpty() ? "" : difference + " in its way back";
    }
    boolean none = old == null && (after instanceof Reversal.None || to == Format.DBMATE);
    return none ? "" : "its way back would be another";
  }

  /** A single statement is the same with and without a transaction. */
  static String difference(Script old, Script after) {
    if (!TokenDigest.of(old.statements()).equals(TokenDigest.of(after.statements()))) {
      return "other statements";
    }
    boolean alike = old.mode() == after.mode() || old.statements().size() < 2;
    return alike ? "" : "another transaction";
  }
}
