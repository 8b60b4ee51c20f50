package dev.whimbrel.schema.rewrite;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What takes the place of one statement, put in order, and what is said of it. Mutable; of one statement. */
final class Safely {
  /** What is done when: nothing that takes long comes behind a strong lock of the same stage. */
  enum Stage {
    /** What is soon over: columns, defaults, constraints that are not valid yet. */
    FIRST,
    /** Rows are given what they lack. */
    BACKFILL,
    /** What only holds of rows behind that, not valid yet. */
    SECOND,
    /** Indexes. */
    BUILD,
    /** Constraints become valid. */
    VALIDATE,
    /** What is soon over now that all is known. */
    LAST,
    /** What there is no better form of. */
    STUCK
  }

  private final Map<Stage, List<Piece>> pieces = new EnumMap<>(Stage.class);
  private final List<String> remarks = new ArrayList<>();
  private boolean isSafe;

  /** What makes it safe, or goes with that. */
  void add(Stage stage, Piece piece) {
    isSafe = true;
    keep(stage, piece);
  }

  /** What is as it was. */
  void keep(Stage stage, Piece piece) {
    pieces.computeIfAbsent(stage, any -> new ArrayList<>()).add(piece);
  }

  void remark(String sentence) {
    remarks.add(sentence);
  }

  List<String> remarks() {
    return remarks;
  }

  /** In order; empty if the statement is to stay as it is. */
  List<Piece> pieces() {
    return isSafe ? pieces.values().stream().flatMap(List::stream).toList() : List.of();
  }
}
