package dev.whimbrel.plan;

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
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the journal has to be told when a directory has gone over to another format, in which the same migrations are known by other
 * spellings of their versions. Pure: two spellings of one number are one migration if the statements are the same.
 */
public final class Rekeying {
  private static final Pattern NUMBER = Pattern.compile("B?\\d+(?:\\.\\d+)*");

  private static final Pattern CHANGESET = Pattern.compile(".*::(\\d+(?:\\.\\d+)*)::[^:]*");

  private final MigrationSet set;
  private final History history;
  private final Set<String> keys = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  private Rekeying(MigrationSet set, History history) {
    this.set = set;
    this.history = history;
    set.migrations().forEach(migration -> keys.add(migration.id().key()));
  }

  /**
   * A migration that the journal knows by another key than the directory, or that was applied after one.
   *
   * @param old where it stands under that key
   * @param now as the directory has it
   */
  public record Move(Standing old, Migration now) {
    /** The version as the journal has it. */
    public String from() {
      return applied().version();
    }

    /** Whether the key is another; what was applied after such a one is told again to keep the order. */
    public boolean isRenamed() {
      return !old.key().equals(now.id().key());
    }

    private JournalEntry applied() {
      JournalEntry applied = old.applied();
      if (applied == null) {
        throw new IllegalStateException("not applied: " + old.key());
      }
      return applied;
    }

    /** What is recorded of the statements, whatever stands in the file now: an edit stays one. */
    private @Nullable Checksum checksum() {
      JournalEntry last = old.lastTurn();
      return last == null ? null : last.checksum();
    }
  }

  /** What is to be told, in the order in which it was applied, or everything that has no place in the directory. */
  public static Result<List<Move>> of(MigrationSet set, History history) {
    return new Rekeying(set, history).moves();
  }

  private Result<List<Move>> moves() {
    history.mirrored()
        .ifPresent(table -> problems.add(Problem
            .of(ProblemCode.JOURNAL,
                "the table " + table.written() + " of " + table.tool()
                    + " is kept up here, and it knows migrations by the old files")
            .state("nothing was changed")
            .remedy("end that first with: whimbrel adopt --detach")));
    List<Move> moves = new ArrayList<>();
    for (JournalEntry applied : retold()) {
      move(history.standing(applied.key()), applied, moves);
    }
    if (!moves.isEmpty()) {
      history.standings().stream().filter(standing -> standing.partial().isPresent()).forEach(this::refusePartial);
    }
    boolean nothing = moves.isEmpty() && history.applied().stream().noneMatch(this::isElsewhere);
    return problems.isEmpty() || nothing ? Result.ok(moves) : Result.rejected(problems);
  }

  /** What is applied, from the run of the first one on that has another key: what was applied last has to stay the last. */
  private List<JournalEntry> retold() {
    List<JournalEntry> versioned = history.applied().stream()
        .filter(applied -> !MigrationId.isRepeatable(applied.key())).toList();
    Optional<JournalEntry> first = versioned.stream().filter(this::isElsewhere).findFirst();
    return first.isEmpty()
        ? List.of()
        : versioned.stream().dropWhile(applied -> applied.batch() != first.get().batch()).toList();
  }

  private boolean isElsewhere(JournalEntry applied) {
    return !keys.contains(applied.key()) && !MigrationId.isRepeatable(applied.key());
  }

  private void refusePartial(Standing standing) {
    problems.add(Problem.of(ProblemCode.PARTLY_APPLIED, "part of " + standing.key()
        + " is in the database, and what is missing of it is known by the old file alone")
        .state("nothing was changed")
        .remedy("finish it in the old directory, with: whimbrel up"));
  }

  private void move(Standing standing, JournalEntry applied, List<Move> moves) {
    List<Migration> same = counterparts(applied.key());
    if (same.size() != 1 || isTaken(applied, same.getFirst())) {
      problems.add(Problem
          .of(ProblemCode.MISSING, "version " + applied.version() + " is applied, and the directory has "
              + (same.isEmpty() ? "no migration of that number" : "more than one of that number"))
          .state("nothing was changed")
          .remedy("name the directory that \"whimbrel convert\" wrote with --dir"));
      return;
    }
    Move move = new Move(standing, same.getFirst());
    Checksum recorded = move.checksum();
    if (move.isRenamed() && recorded != null && !recorded.tokens().equals(move.now().checksum().tokens())) {
      problems.add(Problem.of(ProblemCode.EDITED, "\"" + move.now().file() + "\" holds other statements than version "
          + applied.version() + ", which is applied")
          .inFile(move.now().file())
          .state("nothing was changed")
          .remedy("if the old file was edited on purpose, accept it in the old directory first: whimbrel resolve "
              + applied.version() + " --as applied"));
      return;
    }
    moves.add(move);
  }

  private List<Migration> counterparts(String key) {
    return set.migrations().stream()
        .filter(migration -> migration.id() instanceof MigrationId.Versioned)
        .filter(migration -> keys.contains(key)
            ? migration.id().key().equals(key)
            : number(migration.id().key()).equals(number(key)))
        .toList();
  }

  private boolean isTaken(JournalEntry applied, Migration migration) {
    return !migration.id().key().equals(applied.key()) && history.standing(migration.id()).isApplied();
  }

  /** What is left of a key, or of a changeset's id, without zeros in front of its numbers, zeros at its end, and the letter of baseline scripts. */
  private static String number(String written) {
    Matcher changeset = CHANGESET.matcher(written);
    String key = changeset.matches() ? changeset.group(1) : written;
    if (!NUMBER.matcher(key).matches()) {
      return key;
    }
    String digits = key.startsWith("B") ? key.substring(1) : key;
    return digits.replaceAll("(?<![0-9])0+(?=[0-9])", "").replaceFirst("(?:\\.0)+$", "");
  }

  /**
   * The rows that say so: every old key is withdrawn, the last one first, and taken over under the new one, in its old order.
   *
   * @param author who says so
   */
  public static List<NewEntry> entries(List<Move> moves, History history, Author author) {
    List<NewEntry> entries = new ArrayList<>();
    for (Move move : moves.reversed()) {
      JournalEntry was = move.applied();
      entries.add(new NewEntry(was.key(), move.old().generation() + 1, Event.WITHDRAWN, Direction.DOWN,
          history.nextBatch(), was.file(), was.description(), move.checksum(), 0, was.statementsTotal(),
          new Began.Ago(Duration.ZERO), null,
          new Origin(author,
              "{\"now\":" + json(move.now().id().key()) + ",\"file\":" + json(move.now().file()) + "}")));
    }
    TreeSet<Long> batches = new TreeSet<>();
    moves.forEach(move -> batches.add(move.applied().batch()));
    for (Move move : moves) {
      JournalEntry was = move.applied();
      int total = move.now().up().statements().size();
      entries.add(new NewEntry(move.now().id().key(),
          history.standing(move.now().id()).generation() + (move.isRenamed() ? 1 : 2), Event.ADOPTED,
          Direction.UP, history.nextBatch() + 1 + batches.headSet(was.batch()).size(), move.now().file(),
          move.now().description(), move.checksum(), total, total, new Began.Known(was.startedAt(), was.finishedAt()),
          null, new Origin(author, "{\"was\":" + json(was.key()) + ",\"file\":" + json(was.file()) + ",\"event\":"
              + json(was.event().word()) + "}")));
    }
    return entries;
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> {
      if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", c));
      } else {
        out.append((char) c);
      }
    });
    return out.append('"').toString();
  }
}
