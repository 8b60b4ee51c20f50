package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.schema.inspect.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What of a database counts: what the options say, without what migration tools keep for themselves. */
final class ScopeOf {
  private ScopeOf() {}

  /**
   * All but the journal.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if a pattern is wrong
   */
  static Scope settings(Invocation invocation, Settings settings) {
    return of(invocation, settings, List.of());
  }

  /** The same without the tables in which other tools keep their history in these databases, which is told. */
  static Scope settings(Invocation invocation, Settings settings, Collection<Database> databases) {
    List<String> exclude = new ArrayList<>();
    for (Database database : databases) {
      for (PeerTable table : Adoption.tables(database)) {
        invocation.screen().step("left out: " + table + ", in which " + table.tool().label() + " keeps its history");
        table.names().forEach(name -> exclude.add(table.schema().name() + "." + name));
      }
    }
    return of(invocation, settings, exclude);
  }

  private static Scope of(Invocation invocation, Settings settings, List<String> more) {
    List<String> exclude = new ArrayList<>(patterns(invocation, Options.EXCLUDE));
    exclude.addAll(more);
    exclude.add(Desk.schema(settings).name());
    exclude.add(Desk.schema(settings).name() + ".*");
    return Scope.of(patterns(invocation, Options.INCLUDE), exclude).orThrow();
  }

  private static List<String> patterns(Invocation invocation, Option option) {
    return invocation.value(option).stream().flatMap(text -> Arrays.stream(text.split(","))).map(String::strip)
        .filter(pattern -> !pattern.isEmpty()).toList();
  }
}
