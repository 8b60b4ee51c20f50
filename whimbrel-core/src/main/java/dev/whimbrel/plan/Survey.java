package dev.whimbrel.plan;

import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Directory and history side by side: one line for each migration that either of them knows.
 *
 * @param lines in the order of the directory, then what only the history knows
 */
public record Survey(List<Line> lines) {
  /**
   * One migration.
   *
   * @param migration as the directory has it, or null if the file is gone
   * @param standing as the history has it
   * @param state what follows from the two
   */
  public record Line(@Nullable Migration migration, Standing standing, State state) {
    public String version() {
      JournalEntry turn = standing.lastTurn();
      return migration != null ? migration.id().toString() : turn == null ? standing.key() : turn.version();
    }

    /** Whether {@code up} would run it, if nothing stood in the way. */
    public boolean isToApply() {
      return switch (state) {
        case PENDING, ROLLED_BACK, OUT_OF_ORDER -> true;
        case FAILED -> !standing.isApplied();
        case EDITED -> migration != null && migration.id() instanceof MigrationId.Repeatable;
        case APPLIED, MISSING, BY_CODE -> false;
      };
    }
  }

  public Survey {
    lines = List.copyOf(lines);
  }

  public static Survey of(MigrationSet set, History history) {
    List<Migration> relevant = relevant(set, history);
    int lastApplied = lastApplied(relevant, history);
    List<Line> lines = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < relevant.size(); i++) {
      Migration migration = relevant.get(i);
      Standing standing = history.standing(migration.id());
      lines.add(new Line(migration, standing, state(migration, standing, i < lastApplied)));
    }
    set.migrations().forEach(migration -> known.add(migration.id().key()));
    history.standings().stream()
        .filter(standing -> !known.contains(standing.key()))
        .filter(standing -> standing.isApplied() || standing.partial().isPresent())
        .filter(standing -> !MigrationId.isRepeatable(standing.key()))
        .forEach(standing -> lines.add(new Line(null, standing, isByCode(standing) ? State.BY_CODE : State.MISSING)));
    return new Survey(lines);
  }

  /** Code is one transaction, so what is there of it is all of it. */
  private static boolean isByCode(Standing standing) {
    return standing.lastTurn() != null && standing.lastTurn().isOfCode();
  }

  /**
   * Without what a checkpoint makes superfluous: a database in which nothing has begun starts at the last one, any other passes over
   * those that have not begun in it, and nothing before one that has is pending.
   */
  private static List<Migration> relevant(MigrationSet set, History history) {
    List<Migration> all = set.migrations();
    boolean fresh = history.standings().stream().noneMatch(Survey::hasBegun);
    int start = 0;
    for (int i = 0; i < all.size(); i++) {
      boolean counts = fresh || hasBegun(history.standing(all.get(i).id()));
      if (all.get(i).role() == Role.CHECKPOINT && counts) {
        start = i;
      }
    }
    List<Migration> relevant = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Migration migration = all.get(i);
      boolean begun = hasBegun(history.standing(migration.id()));
      boolean passedOver = migration.role() == Role.CHECKPOINT && i != start;
      if (begun || (i >= start && !passedOver && (migration.role() != Role.CHECKPOINT || fresh))) {
        relevant.add(migration);
      }
    }
    return relevant;
  }

  /** Whether something of it is in the database. */
  private static boolean hasBegun(Standing standing) {
    return standing.isApplied() || standing.partial().isPresent();
  }

  private static int lastApplied(List<Migration> migrations, History history) {
    for (int i = migrations.size() - 1; i >= 0; i--) {
      Migration migration = migrations.get(i);
      if (migration.id() instanceof MigrationId.Versioned && history.standing(migration.id()).isApplied()) {
        return i;
      }
    }
    return -1;
  }

  private static State state(Migration migration, Standing standing, boolean beforeLastApplied) {
    boolean rolledBackWhole = standing.isApplied() && standing.partial().isEmpty();
    boolean early = beforeLastApplied && !standing.isApplied() && migration.id() instanceof MigrationId.Versioned;
    if (early && standing.partial().isEmpty()) {
      return State.OUT_OF_ORDER;
    }
    if (standing.openAttempt() != null && !rolledBackWhole) { // a way back that failed as a whole changed nothing
      return State.FAILED;
    }
    if (standing.isApplied()) {
      return isEdited(migration, standing) ? State.EDITED : State.APPLIED;
    }
    return standing.isReverted() ? State.ROLLED_BACK : State.PENDING;
  }

  private static boolean isEdited(Migration migration, Standing standing) {
    JournalEntry turn = standing.lastTurn();
    @Nullable
    Checksum recorded = turn == null ? null : turn.checksum();
    if (turn == null || recorded == null || isSameFile(migration, turn, recorded)) {
      return false;
    }
    return !recorded.tokens().equals(migration.checksum().tokens());
  }

  /**
   * Whether nothing in the file was touched, so that its tokens need not be digested. Read as another format the same bytes may be
   * other statements: then there are more or fewer of them. The tokens of what is repeatable hold also the values that are put into it.
   */
  private static boolean isSameFile(Migration migration, JournalEntry turn, Checksum recorded) {
    return migration.id() instanceof MigrationId.Versioned
        && turn.statementsTotal() == migration.up().statements().size()
        && recorded.raw().equals(migration.checksum().raw());
  }

  /** The last applied versioned migration in the order of the directory, or what the history knows if the directory knows none. */
  public Optional<Line> current() {
    return lines.stream()
        .filter(line -> line.standing().isApplied())
        .filter(line -> line.migration() == null || line.migration().id() instanceof MigrationId.Versioned)
        .reduce((first, second) -> second.migration() == null && first.migration() != null ? first : second);
  }

  public List<Line> in(State state) {
    return lines.stream().filter(line -> line.state() == state).toList();
  }
}
