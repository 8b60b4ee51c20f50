package dev.whimbrel.peer;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.Mirror;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Migration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a tool's table up beside the journal. Knows what is applied at each moment of a run, since what some tools write depends on
 * it. Not safe for use by several threads.
 */
final class Mirroring implements Mirror {
  private final PeerTable table;
  private final Bookkeeping bookkeeping;
  private final Sources sources;
  private final Set<String> applied = new HashSet<>();
  private final Map<String, Half> halves = new LinkedHashMap<>();

  Mirroring(PeerTable table, Bookkeeping bookkeeping, Sources sources, History history) {
    this.table = table;
    this.bookkeeping = bookkeeping;
    this.sources = sources;
    history.applied().stream().map(JournalEntry::key).forEach(applied::add);
    Half.in(history).forEach(half -> halves.put(half.key(), half));
  }

  @Override
  public List<String> beside(NewEntry entry) {
    take(entry);
    List<Migration> now = sources.set().migrations().stream()
        .filter(migration -> applied.contains(migration.id().key()))
        .toList();
    Change change = new Change(entry, sources.byKey(entry.key()), now, sources, applied, List.copyOf(halves.values()));
    List<String> commands = new ArrayList<>(bookkeeping.following(table, change));
    if (isDemanded(entry.event())) {
      bookkeeping.holding(table, change)
          .ifPresent(condition -> commands.add(Demand.that(condition, entry.key(), table)));
    }
    return commands;
  }

  @Override
  public Runnable mark() {
    Set<String> appliedNow = Set.copyOf(applied);
    Map<String, Half> halvesNow = new LinkedHashMap<>(halves);
    return () -> {
      applied.clear();
      applied.addAll(appliedNow);
      halves.clear();
      halves.putAll(halvesNow);
    };
  }

  /** How far an attempt got is to be in the journal, whatever becomes of the other tool's row. */
  private static boolean isDemanded(Event event) {
    return event != Event.ADVANCED && event != Event.FAILED;
  }

  /** What was concluded in a transaction that failed after all is taken back by the row of its failure. */
  private void take(NewEntry entry) {
    halves.remove(entry.key());
    Half.after(entry).ifPresent(half -> halves.put(half.key(), half));
    boolean isApplied = switch (entry.event().meaning()) {
      case IS_APPLIED -> true;
      case IS_NOT_APPLIED -> false;
      case ATTEMPT -> entry.direction() == Direction.DOWN;
    };
    if (isApplied) {
      applied.add(entry.key());
    } else {
      applied.remove(entry.key());
    }
  }
}
