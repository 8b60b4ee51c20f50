package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.OpenTransaction.Owner;
import dev.whimbrel.schema.forecast.OpenTransaction.View;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of {@code transactions.sql}: one for each lock that a transaction holds, or one if it holds none. */
final class OpenTransactions {
  private static final int NAME = 7;

  private OpenTransactions() {}

  static List<OpenTransaction> of(List<List<@Nullable String>> rows) {
    Map<Owner, OpenTransaction> open = new LinkedHashMap<>();
    for (List<@Nullable String> row : rows) {
      open.merge(owner(row), transaction(row), OpenTransactions::both);
    }
    return List.copyOf(open.values());
  }

  private static OpenTransaction transaction(List<@Nullable String> row) {
    View view = text(row, 6).equals("true") ? View.SNAPSHOT : View.NONE;
    return new OpenTransaction(owner(row), Duration.ofMillis(Long.parseLong(text(row, 5))), view, locks(row));
  }

  private static Owner owner(List<@Nullable String> row) {
    int pid = Integer.parseInt(text(row, 0));
    return pid == 0
        ? new Owner.Prepared(text(row, 1), text(row, 2))
        : new Owner.Session(pid, text(row, 2), text(row, 3), text(row, 4));
  }

  private static Map<Relation, LockMode> locks(List<@Nullable String> row) {
    return row.get(NAME) == null
        ? Map.of()
        : Map.of(new Relation(text(row, NAME), text(row, NAME + 1)), LockMode.of(text(row, NAME + 2)));
  }

  private static OpenTransaction both(OpenTransaction one, OpenTransaction other) {
    Map<Relation, LockMode> locks = new HashMap<>(one.locks());
    other.locks().forEach((relation, mode) -> locks.merge(relation, mode,
        (first, second) -> first.compareTo(second) > 0 ? first : second));
    return new OpenTransaction(one.owner(), one.age(), one.view(), locks);
  }

  private static String text(List<@Nullable String> row, int index) {
    return Objects.requireNonNullElse(row.get(index), "");
  }
}
