package dev.whimbrel.schema.drift;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.wording.Properties;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Which migration made an object what it is: found by looking at the schema after some of them, halving the distance each time, so that
 * of a thousand migrations ten have to be looked at. An object that was made, dropped and made again alike may be told of by any of these.
 */
public final class Causes {
  private final int count;
  private final IntFunction<DatabaseSchema> after;
  private final Map<Integer, DatabaseSchema> seen = new HashMap<>();

  private Causes(int count, IntFunction<DatabaseSchema> after) {
    this.count = count;
    this.after = after;
  }

  /**
   * Of a sequence of migrations.
   *
   * @param count how many there are
   * @param after the schema after the first n of them, 0 for the one before all; asked for once each
   */
  public static Causes of(int count, IntFunction<DatabaseSchema> after) {
    return new Causes(count, after);
  }

  /** The number, counted from 0, of the migration that left an object as it is after all of them; empty if none made it. */
  public OptionalInt of(ObjectId id) {
    if (!isFinal(count, id) || isFinal(0, id)) {
      return OptionalInt.empty();
    }
    int without = 0;
    int with = count;
    while (with - without > 1) {
      int middle = (with + without) / 2;
      if (isFinal(middle, id)) {
        with = middle;
      } else {
        without = middle;
      }
    }
    return OptionalInt.of(with - 1);
  }

  private boolean isFinal(int migrations, ObjectId id) {
    DatabaseSchema then = schema(migrations);
    DatabaseSchema last = schema(count);
    SchemaObject object = then.objects().get(id);
    SchemaObject made = last.objects().get(id);
    return object != null && made != null && Properties.of(object, made).isEmpty()
        && then.aspectsOf(id).equals(last.aspectsOf(id));
  }

  private DatabaseSchema schema(int migrations) {
    return seen.computeIfAbsent(migrations, after::apply);
  }
}
