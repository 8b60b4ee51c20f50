package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and fills the files of the next migration as the directory's others are. */
final class NextMigration {
  private static final int LONGEST_NAME = 150;
  private static final String TO_DO = "-- The statements that make the change.\n";
  private static final String TO_UNDO = "-- The statements that take the change back.\n";

  private final Format format;
  private final FileSet existing;
  private final String name;
  private final SortedMap<String, String> files = new TreeMap<>();

  private NextMigration(Format format, FileSet existing, String name) {
    this.format = format;
    this.existing = existing;
    this.name = name;
  }

  static SortedMap<String, String> files(Format format, FileSet existing, String words, Numbering numbering,
      Instant now,
      Mistakes mistakes) {
    String name = snakeCase(words);
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      mistakes.add(Problem.of(ProblemCode.USAGE, name.isEmpty()
          ? "the name of a migration needs a letter or a digit"
          : "the name of the migration is longer than " + LONGEST_NAME + " characters")
          .remedy("say in a few words what it does: whimbrel new \"create users\""));
      return new TreeMap<>();
    }
    NextMigration next = new NextMigration(format, existing, name);
    Optional<String> version = NextVersion.after(format, next.versions(), numbering, now, mistakes);
    version.ifPresent(next::write);
    next.refuseBefore(mistakes);
    return next.files;
  }

  /** A file that others come behind would run on a database that has them, and on a new one before them. */
  private void refuseBefore(Mistakes mistakes) {
    List<String> order = order(AtlasListing.with(existing, files));
    if (files.size() == 1 && !order.isEmpty() && !order.getLast().equals(files.firstKey())) {
      mistakes.add(Problem.of(ProblemCode.USAGE, "\"" + files.firstKey() + "\" would run before \"" + order.getLast()
          + "\": " + format.label() + " goes by the names of files").state("nothing was written")
          .remedy("make the next file by hand, under a name that comes behind \"" + order.getLast()
              + "\"; what it has to do shows: whimbrel diff directory FILE"));
    }
  }

  /** The files as they run, where names decide and not numbers alone. */
  private List<String> order(FileSet all) {
    Mistakes ignored = new Mistakes();
    return switch (format) {
      case SQL_MIGRATE -> AnnotatedName.sqlMigrate(all, ignored).stream().map(AnnotatedName::file).toList();
      case DBMATE -> AnnotatedName.dbmate(all, ignored).stream().map(AnnotatedName::file).toList();
      case ATLAS -> AtlasListing.of(format, all);
      case LIQUIBASE -> LiquibaseDirectory.sql(all);
      case GOLANG_MIGRATE, GOOSE, FLYWAY -> List.of();
    };
  }

  /** Letters and digits in lower case with single underscores for all else, so that no name leads out of the directory. */
  static String snakeCase(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_").replaceAll("^_+|_+$", "");
  }

  /** The versions there, as written and in no order. */
  private List<String> versions() {
    List<String> versions = new ArrayList<>();
    Mistakes ignored = new Mistakes();
    switch (format) {
      case GOLANG_MIGRATE -> existing.sql().forEach(file -> PairName.of(file).ifPresent(n -> versions.add(n.digits())));
      case SQL_MIGRATE -> AnnotatedName.sqlMigrate(existing, ignored).forEach(n -> versions.add(n.version().text()));
      case GOOSE -> AnnotatedName.goose(existing, ignored).forEach(n -> versions.add(n.version().text()));
      case DBMATE -> AnnotatedName.dbmate(existing, ignored).forEach(n -> versions.add(n.version().text()));
      case ATLAS -> existing.sql().forEach(file -> versions.add(file.replaceFirst("(?s)(?:_.*)?\\.sql$", "")));
      case FLYWAY -> flyway().forEach(n -> versions.add(n.version()));
      case LIQUIBASE -> LiquibaseDirectory.sql(existing)
          .forEach(file -> versions.add(file.replaceFirst("(?s).*/", "").replaceFirst("(?s)\\D.*", "")));
    }
    return versions;
  }

  private List<FlywayName> flyway() {
    return existing.files().keySet().stream().map(FlywayName::of).flatMap(Optional::stream)
        .filter(n -> n.kind() != FlywayName.Kind.REPEATABLE)
        .sorted(Comparator.comparing(FlywayName::version, FlywayName::compareVersions)).toList();
  }

  private void write(String version) {
    switch (format) {
      case GOLANG_MIGRATE -> pair(version);
      case SQL_MIGRATE -> files.put(version + joint() + name + ".sql",
          "-- +migrate Up\n" + TO_DO + "\n\n-- +migrate Down\n" + TO_UNDO + "\n");
      case GOOSE -> files.put(version + "_" + name + ".sql",
          "-- +goose Up\n" + TO_DO + "\n\n-- +goose Down\n" + TO_UNDO + "\n");
      case DBMATE -> files.put(version + "_" + name + ".sql",
          "-- migrate:up\n" + TO_DO + "\n\n-- migrate:down\n" + TO_UNDO + "\n");
      case ATLAS -> files.put(version + "_" + name + ".sql", TO_DO + "\n");
      case FLYWAY -> versioned(version);
      case LIQUIBASE -> changeset(version);
    }
  }

  private void pair(String version) {
    String joint = existing.sql().stream().map(PairName::of).flatMap(Optional::stream).reduce((a, b) -> b)
        .map(last -> String.valueOf(last.joint())).orElse(".");
    files.put(version + "_" + name + joint + "up.sql", TO_DO + "\n");
    files.put(version + "_" + name + joint + "down.sql", TO_UNDO + "\n");
  }

  /** sql-migrate itself writes a hyphen, most people an underscore: as the last file does. */
  private String joint() {
    return existing.sql().stream().filter(file -> file.matches("\\d+[_-].*")).reduce((a, b) -> b)
        .map(file -> file.replaceFirst("(?s)^\\d+([_-]).*", "$1")).orElse("_");
  }

  /** A file beside the last one, with a changeset by the same author. */
  private void changeset(String version) {
    List<String> before = LiquibaseDirectory.sql(existing);
    String last = before.isEmpty() ? "" : before.getLast();
    files.put(last.substring(0, last.lastIndexOf('/') + 1) + version + "_" + name + ".sql",
        "--liquibase formatted sql\n\n--changeset " + author(before) + ":" + version + "\n--comment: "
            + name.replace('_', ' ') + "\n" + TO_DO + "\n\n--rollback " + TO_UNDO);
  }

  private String author(List<String> before) {
    Mistakes ignored = new Mistakes();
    List<String> authors = before.stream().map(file -> ignored.keep(Source.of(file, existing.bytes(file))))
        .filter(Objects::nonNull)
        .flatMap(source -> LiquibaseFile.read(Lines.of(source), ignored).changesets().stream())
        .map(changeset -> changeset.author().indexOf(' ') < 0 ? changeset.author() : "\"" + changeset.author() + "\"")
        .toList();
    return authors.isEmpty() ? "whimbrel" : authors.getLast();
  }

  private void versioned(String version) {
    List<FlywayName> before = flyway();
    String path = before.isEmpty() ? "" : before.getLast().path();
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    files.put(directory + "V" + version + "__" + name + ".sql", TO_DO + "\n");
    if (before.stream().anyMatch(n -> n.kind() == FlywayName.Kind.UNDO)) {
      files.put(directory + "U" + version + "__" + name + ".sql", TO_UNDO + "\n");
    }
  }
}
