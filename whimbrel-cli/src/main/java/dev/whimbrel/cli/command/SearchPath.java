package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.stream.Stream;

/** Where names without a schema go, as far as the URL says so. */
final class SearchPath {
  private SearchPath() {}

  /** As it stands in the URL; empty if no database is named, or its URL does not say. */
  static String of(Settings settings) {
    try {
      return switch (DatabaseAddress.of(settings)) {
        case DatabaseAddress.Server server -> server.url().properties().getOrDefault("currentSchema", "");
        case DatabaseAddress.Embedded embedded -> "";
      };
    } catch (WhimbrelException e) {
      return ""; // whoever needs the database is told what is wrong with its name
    }
  }

  /** The schemas on it by their names. */
  static List<String> schemas(String path) {
    return Stream.of(path.split(",", -1)).map(String::strip)
        .map(name -> name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
            ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
            : name)
        .filter(name -> !name.isEmpty() && !name.equals("$user") && !name.equals("public")).toList();
  }
}
