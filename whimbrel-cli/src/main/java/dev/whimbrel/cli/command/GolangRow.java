package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Declaring.Asking;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.GolangPosition;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.report.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What golang-migrate's own commands read from its one row, and write into it. */
public final class GolangRow {
  private GolangRow() {}

  /** Shows the witness the row; without that table, where everything stands. */
  public static Outcome version(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Outcome looked = Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Optional<PeerTable> table = table(desk);
      table.ifPresent(there -> invocation.screen().witness().position(GolangPosition.read(desk.database(), there)));
      return Outcome.of("", Json.object().with("table", table.map(PeerTable::toString).orElse("")));
    });
    return table(looked).isEmpty() ? Reading.version(invocation) : looked;
  }

  private static String table(Outcome looked) {
    return looked.json().members().stream().map(Json.Member::value).map(Json.Text.class::cast).map(Json.Text::value)
        .findFirst().orElse("");
  }

  /** As {@code force}, also where a row that golang-migrate left dirty would keep anybody from going on. */
  public static Outcome force(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    String version = invocation.arguments().getFirst();
    Declaration.force(directory.set(), History.empty(), version).orThrow();
    return Desk.with(invocation, settings, Desk.Access.WRITE, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      Optional<PeerTable> dirty = table(desk).filter(table -> isDirty(desk, table));
      dirty.ifPresent(table -> clean(desk, read, table, version));
      return Declaring.force(desk, read, version, dirty.isPresent() ? Asking.BEFORE : Asking.HERE);
    });
  }

  /** The one question is for the row and for what the journal says afterwards; the row alone is written here. */
  private static void clean(Desk desk, Directory directory, PeerTable table, String version) {
    List<NewEntry> entries = Declaration.force(directory.set(), desk.history(), version).orThrow();
    List<String> parts = new ArrayList<>(List.of("force", version, table.toString()));
    parts.addAll(PlanDigest.parts(entries));
    desk.confirm("This sets " + table + " in " + desk.place() + " to " + version
        + ", and the journal with it, and runs nothing. Go on?", parts);
    desk.lockedBeside(table, () -> {
      GolangPosition.force(desk.database(), table, new BigInteger(version));
      return table;
    });
  }

  private static boolean isDirty(Desk desk, PeerTable table) {
    return GolangPosition.read(desk.database(), table)
        .filter(row -> row.mark() == GolangPosition.Mark.DIRTY).isPresent();
  }

  private static Optional<PeerTable> table(Desk desk) {
    Optional<String> name = desk.invocation().value(Options.TABLE);
    List<PeerTable> tables = Adoption.tables(desk.database()).stream()
        .filter(table -> table.tool() == Tool.GOLANG_MIGRATE)
        .filter(table -> name.isEmpty() || name.get().equals(table.toString())
            || name.get().equals(table.name().name()))
        .toList();
    return tables.size() == 1 ? Optional.of(tables.getFirst()) : Optional.empty();
  }
}
