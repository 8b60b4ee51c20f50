package dev.whimbrel.plan;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody declares to be so; nothing runs, and the journal keeps that it was declared. */
public final class Declaration {
  /** What {@link #resolve} can say of a migration. */
  public enum Resolution {
    APPLIED, REVERTED
  }

  /** How {@link #force} names the state before the first migration; golang-migrate writes {@code -1}. */
  public static final String NONE = "none";

  private final MigrationSet set;
  private final History history;

  private Declaration(MigrationSet set, History history) {
    this.set = set;
    this.history = history;
  }

  /** The database already is at a version: everything up to it that is not applied is baselined. */
  public static Result<List<NewEntry>> baseline(MigrationSet set, History history, String version) {
    return new Declaration(set, history).upTo(version, Event.BASELINED);
  }

  /** One migration was finished or undone by hand. An applied one can be resolved again: its checksum is then the file's. */
  public static Result<List<NewEntry>> resolve(MigrationSet set, History history, String version, Resolution as) {
    Declaration declaration = new Declaration(set, history);
    Event event = as == Resolution.APPLIED ? Event.RESOLVED_APPLIED : Event.RESOLVED_REVERTED;
    Optional<Migration> found = set.find(version);
    if (found.isPresent()) {
      return Result.ok(List.of(declaration.entry(found.get(), event)));
    }
    Standing standing = declaration.standing(version);
    boolean unknown = standing.lastTurn() == null && standing.openAttempt() == null;
    if (unknown || as == Resolution.APPLIED) {
      return Result.rejected(NoSuchVersion.problem(set, version));
    }
    return Result.ok(List.of(declaration.entry(standing, event)));
  }

  /** Exactly the versions up to one are applied, or none ({@code none} or {@code -1}). */
  public static Result<List<NewEntry>> force(MigrationSet set, History history, String version) {
    Declaration declaration = new Declaration(set, history);
    if (version.equals(NONE) || version.equals("-1")) {
      return Result.ok(declaration.revertedAfter(-1));
    }
    return declaration.upTo(version, Event.FORCED_APPLIED).then(applied -> {
      List<NewEntry> entries = new ArrayList<>(applied);
      entries.addAll(declaration.revertedAfter(declaration.index(version)));
      return Result.ok(entries);
    });
  }

  /** Of a version that the directory does not have, in either spelling. */
  private Standing standing(String version) {
    return history.standings().stream()
        .filter(standing -> standing.lastTurn() != null && standing.lastTurn().version().equals(version))
        .findFirst()
        .orElse(history.standing(version));
  }

  private Result<List<NewEntry>> upTo(String version, Event event) {
    int last = index(version);
    if (last < 0) {
      return Result.rejected(NoSuchVersion.problem(set, version));
    }
    return Result.ok(set.migrations().subList(0, last + 1).stream()
        .filter(migration -> migration.id() instanceof MigrationId.Versioned)
        .filter(migration -> migration.role() == Migration.Role.STEP || migration.equals(set.migrations().get(last)))
        .filter(migration -> !settled(history.standing(migration.id())))
        .map(migration -> entry(migration, event))
        .toList());
  }

  private static boolean settled(Standing standing) {
    return standing.isApplied() && standing.openAttempt() == null;
  }

  private int index(String version) {
    return set.find(version).map(set.migrations()::indexOf).orElse(-1);
  }

  /** Everything applied that comes after a place in the directory, or is not in it. */
  private List<NewEntry> revertedAfter(int last) {
    List<NewEntry> entries = new ArrayList<>();
    for (Standing standing : history.standings()) {
      boolean stays = set.migrations().subList(0, last + 1).stream().anyMatch(m -> m.id().key().equals(standing.key()));
      boolean concerned = standing.isApplied() || standing.openAttempt() != null;
      if (!stays && concerned && !MigrationId.isRepeatable(standing.key()) && !isUnknownCode(standing)) {
        entries.add(entry(standing, Event.FORCED_REVERTED));
      }
    }
    return entries;
  }

  /** What an application's code did is not undone by saying so of files: the application would run it once more. */
  private boolean isUnknownCode(Standing standing) {
    boolean known = set.migrations().stream().anyMatch(migration -> migration.id().key().equals(standing.key()));
    return !known && standing.lastTurn() != null && standing.lastTurn().isOfCode();
  }

  private NewEntry entry(Migration migration, Event event) {
    int total = migration.up().statements().size();
    Standing standing = history.standing(migration.id());
    return row(standing, event, migration.file(), migration.description(), migration.checksum(), total);
  }

  private NewEntry entry(Standing standing, Event event) {
    return standing.lastTurn() == null
        ? row(standing, event, "", "", null, 0)
        : row(standing, event, standing.lastTurn().file(), standing.lastTurn().description(),
            standing.lastTurn().checksum(),
            standing.lastTurn().statementsTotal());
  }

  private NewEntry row(Standing standing, Event event, String file, String description, @Nullable Checksum checksum,
      int total) {
    boolean applied = event.meaning() == Event.Meaning.IS_APPLIED;
    return new NewEntry(standing.key(), standing.generation() + 1, event, applied ? Direction.UP : Direction.DOWN,
        history.nextBatch(), file, description, checksum, applied ? total : 0, total,
        new NewEntry.Began.Ago(Duration.ZERO), null);
  }
}
