package dev.whimbrel.schema.forecast;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How fast a server works. Values.
 *
 * @param origin where they are from
 * @param uncertainty by which the true time may differ from the likely one, in both directions; above 1
 * @param fixed what any statement takes, in seconds
 * @param rewrite a table is written anew, without its indexes
 * @param computed a value for a new column is worked out for each row, beyond that
 * @param scan every row of it is looked at
 * @param check an expression is worked out for every row of it
 * @param numbers a btree index over numbers or anything else of a fixed length is built; rows are sorted
 * @param texts one over texts is built
 * @param foreignKey the rows of two tables are compared, of which the one that is pointed at is small
 * @param reach what each row that points takes beyond that, for each time that the other table is twice as large as {@link #NEAR}
 * @param update rows are written, with one index on them
 */
public record Rates(Origin origin, double uncertainty, double fixed, Work rewrite, Work computed, Work scan,
    Work check, Work numbers, Work texts, Work foreignKey, Work reach, Work update) {
  /** As many rows as can be pointed at before it takes longer to find one of them: a processor has them at hand. */
  static final int NEAR = 10_000;

  private static final String HEAD = """
      # Made by Whimbrel: how fast a server works. Nanoseconds for each byte and each row of a table.
      # In indexes, each row counts once for each doubling of their number; in the reach of foreign keys, for each of
      # those that are pointed at, beyond 10000.
      """;
  private static final String ORIGIN = "origin";
  private static final String UNCERTAINTY = "uncertainty";
  private static final String FIXED = "fixed-seconds";
  private static final List<String> NUMBERS = names();

  public Rates {
    Objects.requireNonNull(origin);
    if (!(uncertainty > 1) || !Double.isFinite(uncertainty) || !(fixed >= 0) || !Double.isFinite(fixed)) {
      throw new IllegalArgumentException("no rates: " + uncertainty + ", " + fixed);
    }
  }

  /** Where rates are from. */
  public enum Origin {
    /** Of a server like many: nobody measured. */
    ASSUMED,
    /** Of the server in question, or one that is to be like it. */
    MEASURED
  }

  /** The kinds of work, as they stand in the file. */
  private enum Kind {
    REWRITE, COMPUTED_COLUMN, SCAN, CHECK, INDEX_OF_NUMBERS, INDEX_OF_TEXTS, FOREIGN_KEY, FOREIGN_KEY_REACH, UPDATE;

    Work of(Rates rates) {
      return switch (this) {
        case REWRITE -> rates.rewrite();
        case COMPUTED_COLUMN -> rates.computed();
        case SCAN -> rates.scan();
        case CHECK -> rates.check();
        case INDEX_OF_NUMBERS -> rates.numbers();
        case INDEX_OF_TEXTS -> rates.texts();
        case FOREIGN_KEY -> rates.foreignKey();
        case FOREIGN_KEY_REACH -> rates.reach();
        case UPDATE -> rates.update();
      };
    }

    String perByte() {
      return word() + ".byte";
    }

    String perRow() {
      return word() + ".row";
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Where nobody measured. Servers with their data in memory are up to six times as fast, such with a slow or busy disk
   * as much slower.
   */
  public static Rates assumed() {
    return new Rates(Origin.ASSUMED, 6, 0.01, new Work(6, 600), new Work(0, 1200), new Work(1.5, 60),
        new Work(1.5, 100), new Work(1, 35), new Work(2, 90), new Work(1.5, 250), new Work(0, 80), new Work(10, 5000));
  }

  /** For how long the rows of two tables are compared, in seconds. */
  double lookUp(double bytes, double rows, double targets) {
    return foreignKey.linear(bytes, rows + targets) + reach.linear(0, rows * beyond(targets));
  }

  /** How often so many rows are twice as many as are near. */
  static double beyond(double targets) {
    return Math.max(0, Math.log(Math.max(1, targets) / NEAR) / Math.log(2));
  }

  /** The text of a file. */
  public String text() {
    StringBuilder text = new StringBuilder(HEAD);
    line(text, ORIGIN, origin.name().toLowerCase(Locale.ROOT));
    line(text, UNCERTAINTY, number(uncertainty));
    line(text, FIXED, number(fixed));
    for (Kind kind : Kind.values()) {
      Work work = kind.of(this);
      line(text, kind.perByte(), number(work.perByte()));
      line(text, kind.perRow(), number(work.perRow()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(" = ").append(value).append('\n');
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.6g", number);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(UNCERTAINTY, FIXED));
    for (Kind kind : Kind.values()) {
      Collections.addAll(names, kind.perByte(), kind.perRow());
    }
    return List.copyOf(names);
  }

  /**
   * Reads such a text.
   *
   * @param file its name, for what is wrong with it
   */
  public static Result<Rates> parse(String file, String text) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    Origin origin = Origin.MEASURED;
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s*=\\s*", 2);
      OptionalDouble number = number(parts);
      if (parts[0].equals(ORIGIN) && parts.length > 1 && origin(parts[1]).isPresent()) {
        origin = origin(parts[1]).get();
      } else if (NUMBERS.contains(parts[0]) && number.isPresent()) {
        numbers.put(parts[0], number.getAsDouble());
      } else {
        return wrong(new Position(file, i + 1, 1), "is no rate of a server");
      }
    }
    List<String> missing = NUMBERS.stream().filter(name -> !numbers.containsKey(name)).toList();
    return missing.isEmpty()
        ? Result.ok(of(origin, numbers))
        : wrong(new Position(file, Math.max(1, lines.size()), 1), "lacks " + String.join(", ", missing));
  }

  private static Result<Rates> wrong(Position at, String what) {
    return Result.rejected(Problem.of(ProblemCode.BAD_FILE, what).at(at).remedy("measure the server again"));
  }

  private static Optional<Origin> origin(String word) {
    return Stream.of(Origin.values()).filter(origin -> origin.name().equalsIgnoreCase(word)).findFirst();
  }

  private static OptionalDouble number(String[] parts) {
    try {
      double number = parts.length < 2 ? -1 : Double.parseDouble(parts[1]);
      boolean makesSense = number >= 0 && Double.isFinite(number) && (!parts[0].equals(UNCERTAINTY) || number > 1);
      return makesSense ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static Rates of(Origin origin, Map<String, Double> numbers) {
    return new Rates(origin, numbers.getOrDefault(UNCERTAINTY, 2.0), numbers.getOrDefault(FIXED, 0.0),
        work(numbers, Kind.REWRITE), work(numbers, Kind.COMPUTED_COLUMN), work(numbers, Kind.SCAN),
        work(numbers, Kind.CHECK), work(numbers, Kind.INDEX_OF_NUMBERS), work(numbers, Kind.INDEX_OF_TEXTS),
        work(numbers, Kind.FOREIGN_KEY), work(numbers, Kind.FOREIGN_KEY_REACH), work(numbers, Kind.UPDATE));
  }

  private static Work work(Map<String, Double> numbers, Kind kind) {
    return new Work(numbers.getOrDefault(kind.perByte(), 0.0), numbers.getOrDefault(kind.perRow(), 0.0));
  }
}
