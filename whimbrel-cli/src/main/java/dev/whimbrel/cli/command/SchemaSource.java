package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a schema is to be read: what somebody types. */
sealed interface SchemaSource {
  /** The word for the database that is configured. */
  String DATABASE = "database";
  /** The word for the directory that is configured. */
  String DIRECTORY = "directory";

  /** A database. */
  record OfDatabase(DatabaseAddress address, String label) implements SchemaSource {}

  /** What migrations make. */
  record OfDirectory(Directory directory, String label) implements SchemaSource {}

  /** What an SQL file makes. */
  record OfFile(Source file, String label) implements SchemaSource {}

  /** What it is called in sentences: {@code the file desired.sql}. */
  String label();

  /**
   * Understands a word, a URL or a path, and reads the files.
   *
   * @throws WhimbrelException if it is none of these, or the files cannot be read
   */
  static SchemaSource of(Invocation invocation, Settings settings, String text) {
    if (text.equals(DATABASE)) {
      return database(settings);
    }
    if (text.equals(DIRECTORY)) {
      return new OfDirectory(Directory.beforeConnecting(settings), "the directory " + settings.directoryLabel());
    }
    if ((text.contains("://") && !text.startsWith("file://")) || text.startsWith(DatabaseAddress.EMBEDDED)) {
      return named(invocation, text);
    }
    return path(settings, text.replaceFirst("^file://", ""));
  }

  /** What is wrong with it is said of the argument, as no option names it. */
  private static SchemaSource named(Invocation invocation, String url) {
    if (!url.startsWith(DatabaseAddress.EMBEDDED)) {
      DatabaseUrl.parse(url.strip()).orThrow();
    }
    return database(Settings.of(invocation.with(Options.URL, url)));
  }

  private static SchemaSource database(Settings settings) {
    DatabaseAddress address = DatabaseAddress.of(settings);
    return new OfDatabase(address, switch (address) {
      case DatabaseAddress.Server server -> "the database " + server.url().label();
      case DatabaseAddress.Embedded embedded -> "the embedded database";
    });
  }

  private static SchemaSource path(Settings settings, String text) {
    Path path = settings.project().resolve(text);
    if (Files.isDirectory(path)) {
      return new OfDirectory(Directory.at(settings, path), "the directory " + text);
    }
    if (!Files.exists(path)) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "there is no file and no directory \"" + text + "\"")
          .remedy("name a database by its URL, a directory of migrations, or an SQL file; \"" + DATABASE + "\" and \""
              + DIRECTORY + "\" are those that are configured"),
          null);
    }
    return new OfFile(file(path, text), "the file " + text);
  }

  /** An SQL file, as it is run. */
  static Source file(Path path, String text) {
    try {
      return Source.of(text, Files.readAllBytes(path)).orThrow();
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + text + "\" cannot be read: " + e.getMessage())
          .remedy("name a file of SQL"), e);
    }
  }
}
