package dev.whimbrel.schema.rollback;

import dev.whimbrel.schema.rollback.Rows.Field;
import dev.whimbrel.schema.rollback.Rows.Held;
import dev.whimbrel.schema.rollback.Rows.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows that were there before a migration are there again after its way back, in the tables and columns that the migration
 * leaves in place. What it drops is gone, whoever brings it back.
 */
final class RowComparison {
  private final Rows applied;
  private final Rows after;
  private final Clock clock;
  private final List<String> byUp = new ArrayList<>();
  private final List<String> byDown = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();

  private RowComparison(Rows applied, Rows after, Clock clock) {
    this.applied = applied;
    this.after = after;
    this.clock = clock;
  }

  /**
   * What is not as it was, in sentences.
   *
   * @param byUp as the migration left it
   * @param byDown as the way back left it
   * @param unseen what could not be compared
   */
  record Finding(List<String> byUp, List<String> byDown, List<String> unseen) {
    Finding {
      byUp = List.copyOf(byUp);
      byDown = List.copyOf(byDown);
      unseen = List.copyOf(unseen);
    }
  }

  /**
   * The time in which all of it happened, as the session writes it: what a trigger stamps with it is no difference.
   *
   * @param from the first moment
   * @param to a moment after the last
   */
  record Clock(String from, String to) {
    boolean shows(@Nullable String value) {
      return value != null && value.length() >= from.length() && Character.isDigit(value.charAt(0))
          && value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
    }
  }

  static Finding of(Rows before, Rows applied, Rows after, Clock clock) {
    RowComparison comparison = new RowComparison(applied, after, clock);
    before.tables().forEach(comparison::compare);
    return new Finding(comparison.byUp, comparison.byDown, comparison.unseen);
  }

  private void compare(String oid, Held was) {
    Held between = applied.tables().get(oid);
    Optional<Held> is = after.named(was.schema(), was.name());
    if (between == null || is.isEmpty()) {
      return;
    }
    List<Field> surviving = was.fields().stream()
        .filter(field -> between.fields().stream().anyMatch(other -> other.number().equals(field.number())))
        .filter(field -> index(is.get(), field.name()) >= 0)
        .toList();
    if (surviving.isEmpty()) {
      return;
    }
    List<Field> key = was.fields().stream().filter(field -> field.role() == Role.KEY).toList();
    boolean keyed = surviving.containsAll(key);
    if (was.extent() == Rows.Extent.BEGINNING && (key.isEmpty() || !keyed)) {
      unseen.add("rows of table " + was.label() + " were not compared: it has more than " + Rows.MOST
          + ", and no key by which to take some");
      return;
    }
    List<List<@Nullable String>> old = project(was, surviving.stream().map(field -> index(was, field.name())).toList());
    List<List<@Nullable String>> now = project(is.get(),
        surviving.stream().map(field -> index(is.get(), field.name())).toList());
    List<List<@Nullable String>> middle = project(between,
        surviving.stream().map(field -> number(between, field.number())).toList());
    List<Field> fields = keyed ? surviving : surviving.stream().map(Field::withoutRole).toList();
    List<String> sentences = sentences(was.label(), fields, old, now);
    boolean up = sentences(was.label(), fields, middle, now).isEmpty();
    (up ? byUp : byDown).addAll(sentences);
  }

  private static int index(Held held, String name) {
    for (int i = 0; i < held.fields().size(); i++) {
      if (held.fields().get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int number(Held held, String number) {
    for (int i = 0; i < held.fields().size(); i++) {
      if (held.fields().get(i).number().equals(number)) {
        return i;
      }
    }
    throw new IllegalStateException(number);
  }

  private static List<List<@Nullable String>> project(Held held, List<Integer> columns) {
    List<List<@Nullable String>> projected = new ArrayList<>();
    for (List<@Nullable String> row : held.rows()) {
      List<@Nullable String> part = new ArrayList<>();
      columns.forEach(column -> part.add(row.get(column)));
      projected.add(Collections.unmodifiableList(part));
    }
    return projected;
  }

  private List<String> sentences(String table, List<Field> fields, List<List<@Nullable String>> old,
      List<List<@Nullable String>> now) {
    return fields.stream().anyMatch(field -> field.role() == Role.KEY)
        ? byKey(table, fields, old, now)
        : asWhole(table, old, now);
  }

  private List<String> byKey(String table, List<Field> fields, List<List<@Nullable String>> old,
      List<List<@Nullable String>> now) {
    Map<List<@Nullable String>, List<@Nullable String>> were = keyed(fields, old);
    Map<List<@Nullable String>, List<@Nullable String>> are = keyed(fields, now);
    List<String> sentences = new ArrayList<>();
    long gone = were.keySet().stream().filter(key -> !are.containsKey(key)).count();
    long more = are.keySet().stream().filter(key -> !were.containsKey(key)).count();
    say(sentences, gone, "of " + were.size() + " rows of table " + table, "gone");
    say(sentences, more, (more == 1 ? "row" : "rows") + " of table " + table, "there that were not there before");
    for (int i = 0; i < fields.size(); i++) {
      int column = i;
      long other = were.entrySet().stream()
          .filter(row -> are.containsKey(row.getKey()))
          .filter(row -> !alike(row.getValue().get(column),
              Objects.requireNonNull(are.get(row.getKey())).get(column)))
          .count();
      if (other > 0) {
        sentences.add("column " + table + "." + fields.get(i).name() + ": " + other + " of " + were.size()
            + (were.size() == 1 ? " row has" : " rows have") + " another value");
      }
    }
    return sentences;
  }

  private static void say(List<String> sentences, long count, String what, String how) {
    if (count > 0) {
      sentences.add(count + " " + what + (count == 1 ? " is " : " are ")
          + (count == 1 ? how.replace(" were ", " was ") : how));
    }
  }

  private boolean alike(@Nullable String old, @Nullable String now) {
    return Objects.equals(old, now) || clock.shows(now);
  }

  private static Map<List<@Nullable String>, List<@Nullable String>> keyed(List<Field> fields,
      List<List<@Nullable String>> rows) {
    Map<List<@Nullable String>, List<@Nullable String>> keyed = new LinkedHashMap<>();
    for (List<@Nullable String> row : rows) {
      List<@Nullable String> key = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).role() == Role.KEY) {
          key.add(row.get(i));
        }
      }
      keyed.put(key, row);
    }
    return keyed;
  }

  private List<String> asWhole(String table, List<List<@Nullable String>> old,
      List<List<@Nullable String>> now) {
    List<List<@Nullable String>> gone = new ArrayList<>(old);
    List<List<@Nullable String>> more = new ArrayList<>();
    for (List<@Nullable String> row : now) {
      Optional<List<@Nullable String>> same = gone.stream().filter(other -> alike(other, row)).findFirst();
      same.ifPresentOrElse(gone::remove, () -> more.add(row));
    }
    List<String> sentences = new ArrayList<>();
    say(sentences, gone.size(), "of " + old.size() + " rows of table " + table, "gone, or another");
    if (more.size() > gone.size()) {
      say(sentences, more.size() - (long) gone.size(), (more.size() - gone.size() == 1 ? "row" : "rows") + " of table "
          + table, "there that were not there before");
    }
    return sentences;
  }

  private boolean alike(List<@Nullable String> old, List<@Nullable String> now) {
    for (int i = 0; i < old.size(); i++) {
      if (!alike(old.get(i), now.get(i))) {
        return false;
      }
    }
    return true;
  }
}
