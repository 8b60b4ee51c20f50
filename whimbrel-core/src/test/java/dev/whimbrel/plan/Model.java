package dev.whimbrel.plan;

import dev.whimbrel.history.Author;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.TokenDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A journal in memory that does what the real one does, and migrations made of nothing. */
final class Model {
  private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");

  private final List<JournalEntry> entries = new ArrayList<>();
  private long batch = 1;

  History history() {
    return History.of(entries);
  }

  void nextBatch() {
    batch++;
  }

  /** Does what a run does. */
  void apply(Plan plan) {
    for (Step step : plan.steps()) {
      Event event = step.direction() == Direction.UP ? Event.APPLIED : Event.REVERTED;
      int total = step.script().statements().size();
      add(step.migration().id().key(), step.generation(), event, step.direction(), plan.batch(),
          step.migration().checksum(), total, total);
    }
  }

  void apply(List<NewEntry> declared) {
    for (NewEntry entry : declared) {
      add(entry.key(), entry.generation(), entry.event(), entry.direction(), entry.batch(), entry.checksum(),
          entry.statementsDone(), entry.statementsTotal());
    }
  }

  void turn(String key, Event event, @Nullable Checksum checksum) {
    boolean up = event.meaning() == Event.Meaning.IS_APPLIED;
    add(key, generation(key) + 1, event, up ? Direction.UP : Direction.DOWN, batch, checksum, up ? 1 : 0, 1);
  }

  void attempt(Event event, String key, Direction direction, @Nullable Checksum checksum, int done, int total) {
    add(key, generation(key) + 1, event, direction, batch, checksum, done, total);
  }

  private int generation(String key) {
    return history().standing(key).generation();
  }

  private void add(String key, int generation, Event event, Direction direction, long inBatch,
      @Nullable Checksum checksum, int done, int total) {
    boolean concludes = event.meaning() != Event.Meaning.ATTEMPT;
    if (concludes && entries.stream().anyMatch(e -> e.key().equals(key) && e.generation() == generation
        && e.event().meaning() != Event.Meaning.ATTEMPT)) {
      throw new AssertionError("turn " + generation + " of " + key + " is concluded twice");
    }
    entries.add(new JournalEntry(entries.size() + 1L, key, generation, event, direction, inBatch, key + ".sql", "",
        checksum, done, total, THEN, THEN, "r", "local", new Author("u", "h", "t"), null, null, null, null));
  }

  static Migration step(String version, int statements, Reversal down) {
    return migration(new MigrationId.Versioned(Version.numeric(version)), Migration.Role.STEP, version + ".sql",
        statements, down);
  }

  static Migration checkpoint(String version) {
    return checkpoint(version, 1);
  }

  static Migration checkpoint(String version, int statements) {
    return migration(new MigrationId.Versioned(Version.numeric(version)), Migration.Role.CHECKPOINT, version + ".sql",
        statements, new Reversal.None());
  }

  static Migration repeatable(String name) {
    return migration(new MigrationId.Repeatable(name), Migration.Role.STEP, "R__" + name + ".sql", 1,
        new Reversal.None());
  }

  /** A way back of some statements that run outside a transaction. */
  static Reversal.By down(String version, int statements) {
    return new Reversal.By(script(version + ".down.sql", statements));
  }

  private static Migration migration(MigrationId id, Migration.Role role, String file, int statements, Reversal down) {
    Script up = script(file, statements);
    return new Migration(id, "", role, up, down, checksum(up));
  }

  private static Script script(String file, int statements) {
    String text = IntStream.rangeClosed(1, statements).mapToObj(i -> "SELECT '" + file + "', " + i + ";\n")
        .collect(Collectors.joining());
    Source source = Source.ofText(file, text);
    return Script.of(source, SqlScanner.scan(source, Lexicon.standard()).orThrow(), TransactionRequest.NONE)
        .orThrow();
  }

  static Checksum checksum(Script script) {
    String tokens = TokenDigest.of(script.statements());
    return new Checksum("raw-" + tokens, tokens);
  }

  /** What the journal holds after some statements of a script that does not run in a transaction. */
  static Checksum prefix(Script script, int done) {
    return new Checksum("raw", PrefixDigest.of(script.statements().subList(0, done)));
  }

  static Script downOf(Migration migration) {
    return switch (migration.down()) {
      case Reversal.By by -> by.script();
      case Reversal.None none -> throw new IllegalArgumentException("no way back: " + Objects.toString(migration.id()));
    };
  }
}
