package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.source.LiquibaseFile.Changeset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase itself keeps of a changeset.
 *
 * @param path the logical path of its file, as {@code filename} holds it
 * @param comments empty if there are none
 * @param contexts as written, or null
 * @param labels as written, or null
 * @param checksum of version 9
 * @param validChecksums other checksums that its author accepts
 */
public record LiquibaseChangeset(String author, String id, String path, String comments, @Nullable String contexts,
    @Nullable String labels, String checksum, List<String> validChecksums) {
  public LiquibaseChangeset {
    Objects.requireNonNull(author);
    Objects.requireNonNull(id);
    Objects.requireNonNull(path);
    Objects.requireNonNull(comments);
    Objects.requireNonNull(checksum);
    validChecksums = List.copyOf(validChecksums);
  }

  /** The changeset that a migration was read from; empty if it is of another format. */
  public static Optional<LiquibaseChangeset> of(Migration migration) {
    // the script's text has blanks in the place of directives; before that, values were put in place of properties
    Lines lines = Lines.of(migration.up().source().asWritten());
    LiquibaseFile file = LiquibaseFile.read(lines, new Mistakes());
    String label = label(migration.id());
    return file.changesets().stream()
        .filter(changeset -> label.endsWith(suffix(changeset)) && holds(changeset, lines, migration))
        .findFirst()
        .map(changeset -> of(file, changeset, label));
  }

  private static LiquibaseChangeset of(LiquibaseFile file, Changeset changeset, String label) {
    String path = label.substring(0, label.length() - suffix(changeset).length());
    return new LiquibaseChangeset(changeset.author(), changeset.id(),
        path.startsWith("./") ? path.substring(2) : path, changeset.comment(), changeset.attributes().context(),
        changeset.attributes().text("labels"), LiquibaseChecksum.of(LiquibaseText.body(file, changeset)),
        changeset.validChecksums());
  }

  private static String label(MigrationId id) {
    return switch (id) {
      case MigrationId.Versioned versioned -> versioned.version().text();
      case MigrationId.Repeatable repeatable -> repeatable.name();
    };
  }

  private static String suffix(Changeset changeset) {
    return "::" + changeset.id() + "::" + changeset.author();
  }

  /** Whether the migration's statements stand in a changeset: a file may hold two of one id under different logical paths. */
  private static boolean holds(Changeset changeset, Lines lines, Migration migration) {
    return migration.up().statements().stream().findFirst()
        .map(first -> changeset.span().holds(lines.line(first.start()))).orElse(true);
  }
}
