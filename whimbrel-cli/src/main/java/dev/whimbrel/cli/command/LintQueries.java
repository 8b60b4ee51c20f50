package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.schema.forecast.Queries;
import dev.whimbrel.schema.forecast.StatisticsReader;
import dev.whimbrel.schema.queries.Query;
import dev.whimbrel.schema.queries.QueryFile;
import dev.whimbrel.sql.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The queries that are tried against the new schema: of a file, or what the server has counted. */
final class LintQueries {
  /** The extension that counts them, and what is typed to have them. */
  private static final String COUNTED = "pg_stat_statements";

  private LintQueries() {}

  /** Where no database is asked. */
  static List<Query> of(Settings settings, Optional<String> from) {
    if (from.isEmpty()) {
      return List.of();
    }
    if (from.get().equals(COUNTED)) {
      throw Linting.wrong("--queries pg_stat_statements means those of a database, and none is looked at",
          "name one with --url, or name a file of queries");
    }
    return file(settings, from.get());
  }

  static List<Query> of(Settings settings, Optional<String> from, Database database) {
    if (from.isEmpty() || !from.get().equals(COUNTED)) {
      return of(settings, from);
    }
    Queries counted = StatisticsReader.queries(database);
    if (counted.known() == Queries.Known.NOT_RECORDED) {
      throw Linting.wrong("the database has no pg_stat_statements that this role may read",
          "name a file of queries with --queries FILE");
    }
    return counted.queries().stream().filter(query -> QueryFile.isQuery(query.text()))
        .map(query -> new Query(query.text(), COUNTED + " (" + RunText.count(query.calls(), "call") + ")")).toList();
  }

  private static List<Query> file(Settings settings, String name) {
    Path file = settings.project().resolve(name);
    try {
      return Source.of(name, Files.readAllBytes(file)).then(QueryFile::read).orThrow();
    } catch (IOException e) {
      throw Linting.wrong("the file of queries \"" + name + "\" cannot be read", "name one that is there");
    }
  }
}
