package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand.Setting.Reach;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rewrite.Part.Line;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts pieces into parts, so that no strong lock is held over what takes long. Mutable; of one migration. */
final class Parts {
  /** Where a part may end. */
  enum Bounds {
    /** Where transactions of the migration end. */
    WRITTEN,
    /** Also where a lock would be held too long. */
    SAFE
  }

  private final Bounds bounds;
  private final List<Part> done = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<Pace> paces = new ArrayList<>();
  private final List<String> ofSession = new ArrayList<>();
  private final List<String> ofTransaction = new ArrayList<>();
  private List<String> sessionBefore = List.of();
  private List<String> transactionBefore = List.of();
  private boolean isSetting = true;
  private int transaction;

  Parts(Bounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Behind what is there.
   *
   * @param number of the transaction of the migration that it belongs to
   */
  void add(Line line, Pace pace, int number) {
    next(number);
    if (pace == Pace.ALONE) {
      close();
      done.add(new Part(Bound.ALONE, ofSession, List.of(), List.of(line), ofSession));
      return;
    }
    if (bounds == Bounds.SAFE && !fits(pace)) {
      close();
    }
    put(line);
    paces.add(pace);
    isSetting = false;
  }

  /**
   * One that holds for all that comes.
   *
   * @param bare the same without comments
   */
  void set(Line line, String bare, Reach reach, int number) {
    next(number);
    put(line);
    (reach == Reach.TRANSACTION ? ofTransaction : ofSession).add(bare);
  }

  private void put(Line line) {
    if (lines.isEmpty()) {
      sessionBefore = List.copyOf(ofSession);
      transactionBefore = List.copyOf(ofTransaction);
    }
    lines.add(line);
  }

  private void next(int number) {
    if (number != transaction) {
      close();
      ofTransaction.clear();
      transaction = number;
    }
  }

  private boolean fits(Pace pace) {
    @Nullable
    Pace last = paces.isEmpty() ? null : paces.getLast();
    if (last == null) {
      return true;
    }
    boolean isShut = paces.contains(Pace.STRONG);
    return switch (last) {
      case SINGLE, STUCK -> false;
      case VALIDATE -> pace == Pace.VALIDATE || pace == Pace.LIGHT;
      case LIGHT, STRONG, LONG, ALONE -> switch (pace) {
        case LIGHT -> true;
        // who waits for a row of it holds a lock that this one would wait for
        case STRONG -> !paces.contains(Pace.VALIDATE) && !paces.contains(Pace.LONG);
        case LONG -> !isShut;
        case VALIDATE, SINGLE, STUCK -> false;
        case ALONE -> false;
      };
    };
  }

  /** What only sets something is said again where it is needed. */
  private void close() {
    if (!lines.isEmpty() && !isSetting) {
      done.add(new Part(Bound.TRANSACTION, sessionBefore, transactionBefore, lines, ofSession));
    }
    lines.clear();
    paces.clear();
    isSetting = true;
  }

  List<Part> all() {
    close();
    return List.copyOf(done);
  }
}
