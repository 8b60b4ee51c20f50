package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Sequence.Counting;
import dev.whimbrel.schema.model.Sequence.End;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sequences, also those of identity columns. */
final class SequenceText {
  /** Comes last: where the sequence stands is in no model, but what began outside of the new bounds is refused. */
  static final String RESTART = "RESTART";

  private static final int UNLOGGED_SINCE = 15;

  private final Setting setting;

  SequenceText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(Sequence sequence) {
    boolean unlogged = sequence.persistence() == Persistence.UNLOGGED && setting.major() >= UNLOGGED_SINCE;
    String create = "CREATE " + (unlogged ? "UNLOGGED " : "") + setting.target(sequence.id());
    List<String> clauses = clauses(sequence.counting(), "bigint");
    return List.of(clauses.isEmpty() ? create : create + "\n  " + String.join("\n  ", clauses));
  }

  Alteration alter(Sequence before, Sequence after) {
    List<String> statements = new ArrayList<>();
    List<String> changes = change(before.counting(), after.counting());
    if (!changes.isEmpty()) {
      statements.add("ALTER " + setting.target(after.id()) + " " + String.join(" ", changes));
    }
    if (before.persistence() != after.persistence() && setting.major() >= UNLOGGED_SINCE) {
      statements.add(persistence(after.id(), after.persistence()));
    }
    return new Alteration.InPlace(statements);
  }

  /** Who drops it, for which the column has to be there. */
  List<String> complete(@Nullable Sequence before, Sequence after) {
    ObjectId old = before == null ? null : before.owner();
    ObjectId owner = after.owner();
    if (owner == null) {
      return old == null ? List.of() : List.of("ALTER " + setting.target(after.id()) + " OWNED BY NONE");
    }
    return owner.equals(old)
        ? List.of()
        : List.of("ALTER " + setting.target(after.id()) + " OWNED BY " + setting.target(owner).name());
  }

  String persistence(ObjectId sequence, Persistence persistence) {
    return "ALTER " + setting.target(sequence) + " SET " + persistence;
  }

  /** What is not the default. */
  static List<String> clauses(Counting counting, String impliedType) {
    List<String> clauses = new ArrayList<>();
    if (!counting.type().equals(impliedType)) {
      clauses.add("AS " + counting.type());
    }
    clauses.addAll(difference(defaults(counting.type(), counting), counting));
    return clauses;
  }

  /** What leads from one to the other. */
  static List<String> change(Counting before, Counting after) {
    List<String> changes = new ArrayList<>();
    if (!before.type().equals(after.type())) {
      changes.add("AS " + after.type());
    }
    changes.addAll(difference(retyped(before, after.type()), after));
    if (!isWithin(after, before.start())) {
      changes.add(RESTART);
    }
    return changes;
  }

  private static boolean isWithin(Counting counting, long value) {
    return counting.minimum() <= value && value <= counting.maximum();
  }

  private static List<String> difference(Counting before, Counting after) {
    List<String> changes = new ArrayList<>();
    if (before.increment() != after.increment()) {
      changes.add("INCREMENT BY " + after.increment());
    }
    if (before.minimum() != after.minimum()) {
      changes.add("MINVALUE " + after.minimum());
    }
    if (before.maximum() != after.maximum()) {
      changes.add("MAXVALUE " + after.maximum());
    }
    if (before.start() != after.start()) {
      changes.add("START WITH " + after.start());
    }
    if (before.cache() != after.cache()) {
      changes.add("CACHE " + after.cache());
    }
    if (before.end() != after.end()) {
      changes.add(after.end() == End.CYCLE ? "CYCLE" : "NO CYCLE");
    }
    return changes;
  }

  /** What it would be like with only this increment, and with this minimum and maximum for its start. */
  private static Counting defaults(String type, Counting counting) {
    boolean up = counting.increment() > 0;
    long minimum = up ? 1 : smallest(type);
    long maximum = up ? largest(type) : -1;
    return new Counting(type, up ? counting.minimum() : counting.maximum(), 1, minimum, maximum, 1, End.ERROR);
  }

  /** A new type moves the limits that were those of the old one. */
  static Counting retyped(Counting counting, String type) {
    long minimum = counting.minimum() == smallest(counting.type()) ? smallest(type) : counting.minimum();
    long maximum = counting.maximum() == largest(counting.type()) ? largest(type) : counting.maximum();
    return new Counting(type, counting.start(), counting.increment(), minimum, maximum, counting.cache(),
        counting.end());
  }

  private static long smallest(String type) {
    return switch (type) {
      case "smallint" -> Short.MIN_VALUE;
      case "integer" -> Integer.MIN_VALUE;
      default -> Long.MIN_VALUE;
    };
  }

  static long largest(String type) {
    return switch (type) {
      case "smallint" -> Short.MAX_VALUE;
      case "integer" -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }
}
