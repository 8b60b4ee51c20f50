package dev.whimbrel.history;

import dev.whimbrel.migration.MigrationId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** What a database says of its migrations: the journal's entries and what follows from them. Immutable. */
public final class History {
  private final List<JournalEntry> entries;
  private final Map<String, Standing> standings = new LinkedHashMap<>();

  private History(List<JournalEntry> entries) {
    this.entries = List.copyOf(entries);
    for (JournalEntry entry : this.entries) {
      Standing before = standings.getOrDefault(entry.key(), Standing.never(entry.key()));
      standings.put(entry.key(), before.after(entry));
    }
  }

  /** A history of entries in the order of writing. */
  public static History of(List<JournalEntry> entries) {
    return new History(entries);
  }

  public static History empty() {
    return new History(List.of());
  }

  /** All entries, oldest first. */
  public List<JournalEntry> entries() {
    return entries;
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
