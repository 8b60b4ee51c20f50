package dev.whimbrel.history;

import dev.whimbrel.migration.MigrationId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What a database says of its migrations: the journal's entries and what follows from them. Immutable. */
public final class History {
  private final List<JournalEntry> entries;
  private final Map<String, Standing> standings = new LinkedHashMap<>();

  private final @Nullable MirroredTable mirrored;

  private History(List<JournalEntry> entries, @Nullable MirroredTable mirrored) {
    this.entries = List.copyOf(entries);
    this.mirrored = mirrored;
    for (JournalEntry entry : this.entries) {
      Standing before = standings.getOrDefault(entry.key(), Standing.never(entry.key()));
      standings.put(entry.key(), before.after(entry));
    }
  }

  /** A history of entries in the order of writing. */
  public static History of(List<JournalEntry> entries) {
    return new History(entries, null);
  }

  /**
   * The same of a database in which the table of another tool is kept up.
   *
   * @param mirrored that table, or null if there is none
   */
  public static History of(List<JournalEntry> entries, @Nullable MirroredTable mirrored) {
    return new History(entries, mirrored);
  }

  public static History empty() {
    return new History(List.of(), null);
  }

  /** This history and rows that are not written yet. */
  public History with(List<NewEntry> rows) {
    List<JournalEntry> all = new ArrayList<>(entries);
    long last = entries.isEmpty() ? 0 : entries.getLast().id();
    for (NewEntry row : rows) {
      all.add(row.asWritten(++last));
    }
    return new History(all, mirrored);
  }

  /** All entries, oldest first. */
  public List<JournalEntry> entries() {
    return entries;
  }

  /** The table of another tool that is kept up beside the journal, if there is one. */
  public Optional<MirroredTable> mirrored() {
    return Optional.ofNullable(mirrored);
  }

  public Standing standing(MigrationId id) {
    return standing(id.key());
  }

  public Standing standing(String key) {
    return standings.getOrDefault(key, Standing.never(key));
  }

  public Collection<Standing> standings() {
    return java.util.Collections.unmodifiableCollection(standings.values());
  }

  /** What made everything applied that is, in the order in which it was. */
  public List<JournalEntry> applied() {
    return standings.values().stream()
        .flatMap(standing -> Stream.ofNullable(standing.applied()))
        .sorted(Comparator.comparingLong(JournalEntry::id))
        .toList();
  }

  /** The number of the next run. */
  public long nextBatch() {
    return entries.stream().mapToLong(JournalEntry::batch).max().orElse(0) + 1;
  }

  /** How many entries the history of a fingerprint had. */
  public static int entriesOf(String fingerprint) {
    return Integer.parseInt(fingerprint.substring(0, fingerprint.indexOf('-')));
  }

  /** Changes whenever an entry is added; a plan made for another fingerprint is stale. */
  public String fingerprint() {
    CRC32 crc = new CRC32();
    entries.forEach(e -> crc.update((e.id() + e.key() + e.event().word() + '\n').getBytes(StandardCharsets.UTF_8)));
    return entries.size() + "-" + Long.toHexString(crc.getValue());
  }
}
