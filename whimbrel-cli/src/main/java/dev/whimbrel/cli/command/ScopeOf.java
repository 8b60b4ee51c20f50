package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.schema.inspect.Scope;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What of a database counts: what the options say, without what migration tools keep for themselves. */
final class ScopeOf {
  /** Not one in a name in double quotes. */
  private static final String BETWEEN = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

  private ScopeOf() {}

  /**
   * All but the journal.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if a pattern is wrong
   */
  static Scope settings(Invocation invocation, Settings settings) {
    return Scope.of(patterns(invocation, Options.INCLUDE), patterns(invocation, Options.EXCLUDE)).orThrow()
        .withoutSchema(Desk.schema(settings).name());
  }

  /** The same without the tables in which other tools keep their history in these databases, which is told. */
  static Scope settings(Invocation invocation, Settings settings, Collection<Database> databases) {
    Scope scope = settings(invocation, settings);
    for (Database database : databases) {
      for (PeerTable table : Adoption.tables(database)) {
        invocation.screen().step("left out: " + table + ", in which " + table.tool().label() + " keeps its history");
        for (String name : table.names()) {
          scope = withoutHistory(scope, table.schema().name(), name);
        }
      }
    }
    return scope;
  }

  /** Without such a table, and without the schema that was made for it alone, which is called like it. */
  static Scope withoutHistory(Scope scope, String schema, String table) {
    return schema.equals(table) ? scope.withoutSchema(schema) : scope.withoutTable(schema, table);
  }

  private static List<String> patterns(Invocation invocation, Option option) {
    return invocation.value(option).stream().flatMap(text -> Arrays.stream(text.split(BETWEEN))).map(String::strip)
        .filter(pattern -> !pattern.isEmpty()).toList();
  }
}
