package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.rehearse.Observation.Scan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has done so far, asked in its own session: the difference of two is what the statement between them did.
 *
 * @param relations by their oids, in the order of their names
 * @param locks the strongest on each relation, by its oid
 */
record Probe(Map<String, Seen> relations, Map<String, LockMode> locks) {
  private static final String RELATIONS = resource("relations.sql");
  private static final String LOCKS = resource("locks.sql");
  private static final String NO_FILE = "0";
  private static final Set<String> TABLES = Set.of("r", "m", "p", "f");

  /**
   * A relation at one moment.
   *
   * @param kind as in {@code pg_class}
   * @param file its file, or 0 if it has none
   * @param scans how often it was read from its beginning
   * @param rows how many were read then
   * @param table of an index, the oid of its table, otherwise 0
   */
  record Seen(Relation relation, String kind, String file, long scans, long rows, String table) {}

  static Probe of(Database database) {
    Answer answer = database.send(RELATIONS + ";\n" + LOCKS);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new IllegalStateException(failure.error().message());
    }
    Map<String, Seen> relations = new LinkedHashMap<>();
    answer.rows(0).forEach(row -> relations.put(text(row, 0), new Seen(new Relation(text(row, 1), text(row, 2)),
        text(row, 3), text(row, 4), Long.parseLong(text(row, 5)), Long.parseLong(text(row, 6)), text(row, 7))));
    Map<String, LockMode> locks = new HashMap<>();
    answer.rows(1).forEach(row -> locks.merge(text(row, 0), LockMode.of(text(row, 1)), Probe::stronger));
    return new Probe(relations, locks);
  }

  private static LockMode stronger(LockMode one, LockMode other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * What was done since an earlier one.
   *
   * @param others what others than this transaction can see: the relations when it began
   */
  Observation since(Probe before, Probe others, Duration took) {
    return new Observation(locksSince(before, others), rewrittenSince(before), scannedSince(before),
        builtSince(before, others), took);
  }

  private List<Lock> locksSince(Probe before, Probe others) {
    return others.relations.entrySet().stream().flatMap(entry -> {
      LockMode now = locks.get(entry.getKey());
      LockMode then = before.locks.get(entry.getKey());
      return now == null || (then != null && then.compareTo(now) >= 0)
          ? Stream.empty()
          : Stream.of(new Lock(entry.getValue().relation(), now));
    }).toList();
  }

  private List<Relation> rewrittenSince(Probe before) {
    return before.relations.entrySet().stream().filter(entry -> {
      Seen now = relations.get(entry.getKey());
      return now != null && !now.file().equals(entry.getValue().file());
    }).map(entry -> entry.getValue().relation()).toList();
  }

  private List<Scan> scannedSince(Probe before) {
    return relations.entrySet().stream().filter(entry -> TABLES.contains(entry.getValue().kind())).flatMap(entry -> {
      Seen now = entry.getValue();
      Seen then = before.relations.get(entry.getKey());
      return then == null || now.scans() == then.scans()
          ? Stream.empty()
          : Stream.of(new Scan(now.relation(), now.rows() - then.rows()));
    }).toList();
  }

  /** An index may only get another number and keep its file: that is not building it. */
  private List<Relation> builtSince(Probe before, Probe others) {
    Set<String> files = before.relations.values().stream().map(Seen::file).filter(file -> !file.equals(NO_FILE))
        .collect(Collectors.toSet());
    return relations.entrySet().stream()
        .filter(entry -> !before.relations.containsKey(entry.getKey())
            && others.relations.containsKey(entry.getValue().table()) && !files.contains(entry.getValue().file()))
        .map(entry -> entry.getValue().relation()).toList();
  }

  private static String text(List<@Nullable String> row, int index) {
    return Objects.requireNonNull(row.get(index));
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Probe.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("(?s)^--.*?\n", "").strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
