package dev.whimbrel.peer;

import dev.whimbrel.history.Author;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.history.NewEntry.Origin;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.peer.Claim.Progress;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the journal has to be told so that it says what another tool's table says. Pure. */
final class Reconciliation {
  private final Tool tool;
  private final Claims claims;
  private final Sources sources;
  private final History history;
  private final List<Problem> problems = new ArrayList<>();

  private Reconciliation(Tool tool, Claims claims, Sources sources, History history) {
    this.tool = tool;
    this.claims = claims;
    this.sources = sources;
    this.history = history;
  }

  /** The rows to write, first what was reverted, or all that has to be settled before. */
  static Result<List<NewEntry>> of(Tool tool, Claims claims, Sources sources, History history) {
    return new Reconciliation(tool, claims, sources, history).entries();
  }

  private Result<List<NewEntry>> entries() {
    if (!claims.problems().isEmpty()) {
      return Result.rejected(claims.problems());
    }
    List<NewEntry> entries = new ArrayList<>(withdrawn());
    Map<Long, Long> batches = batches();
    for (Claim claim : claims.claims()) {
      Standing standing = history.standing(claim.migration().id());
      Event event = event(claim, standing);
      if (event == null) {
        continue;
      }
      if (claim.problem() != null) {
        problems.add(claim.problem());
      }
      entries.add(entry(claim, standing, event, Objects.requireNonNull(batches.get(claim.turn()))));
    }
    return problems.isEmpty() ? Result.ok(entries) : Result.rejected(problems);
  }

  /** The last that was applied goes first. */
  private List<NewEntry> withdrawn() {
    Map<String, Claim> claimed = claims.byKey();
    return sources.set().migrations().reversed().stream()
        .filter(migration -> migration.id() instanceof MigrationId.Versioned)
        .filter(migration -> !claimed.containsKey(migration.id().key()))
        .filter(migration -> history.standing(migration.id()).isApplied())
        .map(this::withdrawn)
        .toList();
  }

  private NewEntry withdrawn(Migration migration) {
    return row(migration, history.standing(migration.id()), Event.WITHDRAWN, migration.checksum(), 0,
        history.nextBatch(),
        new Began.Ago(Duration.ZERO), null, new Origin(author(""), null));
  }

  /** Null if the journal says the same already. */
  private static @Nullable Event event(Claim claim, Standing standing) {
    return switch (claim.status()) {
      case APPLIED -> standing.isApplied() && !isRunAgain(claim, standing) ? null : Event.ADOPTED;
      case BASELINED -> standing.isApplied() ? null : Event.BASELINED;
      case PARTIAL -> isKnown(claim, standing) ? null : attempt(claim);
      case REVERTED -> standing.isReverted() && standing.partial().isEmpty() ? null : Event.WITHDRAWN;
    };
  }

  /** The tool may have got further with what the journal says it left half way. */
  private static boolean isKnown(Claim claim, Standing standing) {
    JournalEntry attempt = standing.openAttempt();
    Progress progress = claim.progress();
    return attempt != null && (progress == null || progress.done() <= attempt.statementsDone());
  }

  /** One that ended without a word may have done more than it noted. */
  private static Event attempt(Claim claim) {
    return claim.progress() != null && claim.progress().error().isEmpty() ? Event.ADVANCED : Event.FAILED;
  }

  private static @Nullable String error(Claim claim) {
    return claim.progress() == null || claim.progress().error().isEmpty() ? null : claim.progress().error();
  }

  /** A repeatable migration is applied again whenever it changed; a comment or a blank more is no change. */
  static boolean isRunAgain(Claim claim, Standing standing) {
    Checksum claimed = claim.checksum();
    Checksum recorded = Objects.requireNonNull(standing.lastTurn()).checksum();
    return claim.migration().id() instanceof MigrationId.Repeatable && claimed != null
        && (recorded == null || !claimed.tokens().equals(recorded.tokens()));
  }

  private NewEntry entry(Claim claim, Standing standing, Event event, long batch) {
    Began began = claim.when() == null
        ? new Began.Ago(Duration.ZERO)
        : new Began.Known(claim.when().start(), claim.when().end());
    int total = claim.migration().up().statements().size();
    int done = claim.progress() != null ? claim.progress().done() : claim.isApplied() ? total : 0;
    return row(claim.migration(), standing, event, claim.checksum(), done, batch, began,
        error(claim), new Origin(author(claim.by()), claim.row()));
  }

  private NewEntry row(Migration migration, Standing standing, Event event, @Nullable Checksum checksum, int done,
      long batch, Began began, @Nullable String error, Origin origin) {
    boolean reverts = event.meaning() == Event.Meaning.IS_NOT_APPLIED;
    return new NewEntry(migration.id().key(), standing.generation() + 1, event,
        reverts ? Direction.DOWN : Direction.UP, batch, migration.file(), migration.description(), checksum, done,
        migration.up().statements().size(), began, error, origin);
  }

  /** The tool's runs keep their order and, where no run of the journal has it, their number. */
  private Map<Long, Long> batches() {
    TreeSet<Long> turns = new TreeSet<>();
    claims.claims().stream().filter(claim -> event(claim, history.standing(claim.migration().id())) != null)
        .forEach(claim -> turns.add(claim.turn()));
    Map<Long, Long> batches = new HashMap<>();
    long next = history.nextBatch();
    for (long turn : turns) {
      long batch = Math.max(next, turn);
      batches.put(turn, batch);
      next = batch + 1;
    }
    return batches;
  }

  private Author author(String who) {
    return new Author(who, "", tool.label());
  }
}
