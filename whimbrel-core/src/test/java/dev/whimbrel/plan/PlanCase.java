package dev.whimbrel.plan;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of {@code plan/cases.txt}, whose head explains the notation. */
record PlanCase(String title, List<String> input, List<String> expected) {
  private static final Path FILE = Path.of("src/test/resources/plan/cases.txt");
  private static final Pattern FILE_WORD = Pattern.compile("(R)?(\\w+?)(-)?(\\^)?(?::(\\d+))?");
  private static final Pattern EVENT_WORD = Pattern.compile("([+\\-bfaedpqsz])(\\w+)(?::(\\d+)/(\\d+))?([x?])?");

  static List<PlanCase> all() {
    List<PlanCase> cases = new ArrayList<>();
    for (String block : text().split("\n\n")) {
      List<String> lines = block.lines().toList();
      if (block.startsWith("= ")) {
        cases.add(new PlanCase(lines.getFirst().substring(2),
            lines.stream().skip(1).filter(line -> !line.startsWith("> ")).toList(),
            lines.stream().filter(line -> line.startsWith("> ")).map(line -> line.substring(2)).toList()));
      }
    }
    return cases;
  }

  /** Writes what is seen into the file. */
  static void acceptAll() {
    StringBuilder text = new StringBuilder(text().substring(0, text().indexOf("\n= ") + 1));
    for (PlanCase one : all()) {
      text.append("= ").append(one.title).append('\n');
      one.input.forEach(line -> text.append(line).append('\n'));
      one.actual().forEach(line -> text.append("> ").append(line).append('\n'));
      text.append('\n');
    }
    try {
      Files.writeString(FILE, text.toString().stripTrailing() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return title;
  }

  List<String> actual() {
    MigrationSet set = new MigrationSet(words("dir").stream().map(PlanCase::migration).toList());
    Model model = new Model();
    words("past").forEach(word -> event(word, set, model));
    return input.stream().filter(line -> !line.startsWith("dir") && !line.startsWith("past"))
        .flatMap(line -> ask(line, set, model).stream()).toList();
  }

  private List<String> words(String key) {
    return input.stream().filter(line -> line.startsWith(key + " "))
        .flatMap(line -> Arrays.stream(line.substring(key.length() + 1).split(" "))).toList();
  }

  private static Migration migration(String word) {
    Matcher parts = FILE_WORD.matcher(word);
    if (!parts.matches()) {
      throw new IllegalArgumentException(word);
    }
    String name = parts.group(2);
    int statements = parts.group(5) == null ? 1 : Integer.parseInt(parts.group(5));
    if (parts.group(1) != null) {
      return Model.repeatable(name);
    }
    if (parts.group(4) != null) {
      return Model.checkpoint(name, statements);
    }
    return Model.step(name, statements,
        parts.group(3) == null ? Model.down(name, statements) : new Reversal.None());
  }

  private static void event(String word, MigrationSet set, Model model) {
    if (word.equals("|")) {
      model.nextBatch();
      return;
    }
    Matcher parts = EVENT_WORD.matcher(word);
    if (!parts.matches()) {
      throw new IllegalArgumentException(word);
    }
    String name = parts.group(2);
    Migration known = set.migrations().stream().filter(m -> m.id().key().equals(key(name))).findFirst()
        .orElseGet(() -> Model.step(name, 1, new Reversal.None()));
    Checksum changed = new Checksum("other", "0123456789abcdef");
    switch (parts.group(1)) {
      case "+" -> model.turn(key(name), Event.APPLIED, known.checksum());
      case "e" -> model.turn(key(name), Event.APPLIED, changed);
      case "-" -> model.turn(key(name), Event.REVERTED, known.checksum());
      case "b" -> model.turn(key(name), Event.BASELINED, known.checksum());
      case "a" -> model.turn(key(name), Event.RESOLVED_APPLIED, null);
      case "f" -> model.attempt(Event.FAILED, key(name), Direction.UP, known.checksum(), 0, 1);
      case "d" -> model.attempt(Event.FAILED, key(name), Direction.DOWN, known.checksum(), 0, 1);
      case "s" -> model.attempt(Event.STARTED, key(name), Direction.UP, Model.prefix(known.up(), 0), 0, 1);
      case "z" -> model.attempt(Event.STARTED, key(name), Direction.DOWN, Model.prefix(Model.downOf(known), 0), 0, 1);
      default -> partial(parts, known, model);
    }
  }

  private static void partial(Matcher parts, Migration known, Model model) {
    int done = Integer.parseInt(parts.group(3));
    boolean up = parts.group(1).equals("p");
    boolean changed = "x".equals(parts.group(5));
    Event event = "?".equals(parts.group(5)) ? Event.ADVANCED : Event.FAILED;
    Checksum prefix = changed
        ? new Checksum("other", "0123456789abcdef")
        : Model.prefix(up ? known.up() : Model.downOf(known), done);
    model.attempt(event, known.id().key(), up ? Direction.UP : Direction.DOWN, prefix, done,
        Integer.parseInt(parts.group(4)));
  }

  private static String key(String name) {
    return Character.isDigit(name.charAt(0)) ? name : "R__" + name;
  }

  private static List<String> ask(String line, MigrationSet set, Model model) {
    String[] words = line.split(" ");
    String rest = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "status" -> Survey.of(set, model.history()).lines().stream()
          .map(one -> one.version() + " " + one.state().label()).toList();
      case "current" -> List.of(Survey.of(set, model.history()).current().map(Survey.Line::version).orElse("none"));
      case "baseline" -> entries(Declaration.baseline(set, model.history(), rest));
      case "force" -> entries(Declaration.force(set, model.history(), rest));
      case "resolve" -> entries(Declaration.resolve(set, model.history(), rest,
          Resolution.valueOf(words[2].toUpperCase(Locale.ROOT))));
      default -> steps(Planner.plan(set, model.history(), goal(words[0], rest), policy(line)));
    };
  }

  private static Policy policy(String line) {
    return line.endsWith("--out-of-order")
        ? Policy.strict().withOutOfOrder(Policy.OutOfOrder.APPLY)
        : Policy.strict();
  }

  private static Goal goal(String word, String rest) {
    return switch (word) {
      case "up" -> new Goal.Latest();
      case "next" -> new Goal.Next(Integer.parseInt(rest));
      case "up-to" -> new Goal.UpTo(rest);
      case "undo" -> new Goal.Undo(Integer.parseInt(rest));
      case "undo-batch" -> new Goal.UndoBatch();
      case "back-to" -> new Goal.BackTo(rest);
      case "goto" -> new Goal.GoTo(rest);
      case "redo" -> new Goal.Redo();
      case "reset" -> new Goal.Reset();
      case "refresh" -> new Goal.Refresh();
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static List<String> steps(Result<Plan> result) {
    return switch (result) {
      case Result.Ok<Plan> ok -> ok.value().isEmpty()
          ? List.of("nothing to do")
          : ok.value().steps().stream().map(step -> step(step) + " batch " + ok.value().batch()).toList();
      case Result.Rejected<Plan> rejected -> problems(rejected.problems());
    };
  }

  private static String step(Step step) {
    return step.direction().word() + " " + step.migration().id() + " turn " + step.generation()
        + (step.from() == 0 ? "" : " after statement " + step.from())
        + (step.attempt() == Attempt.UNKNOWN ? ", which may have taken effect" : "");
  }

  private static List<String> entries(Result<List<NewEntry>> result) {
    return switch (result) {
      case Result.Ok<List<NewEntry>> ok -> ok.value().isEmpty()
          ? List.of("nothing to record")
          : ok.value().stream().map(e -> e.key() + " " + e.event().word() + " turn " + e.generation() + " batch "
              + e.batch()).toList();
      case Result.Rejected<List<NewEntry>> rejected -> problems(rejected.problems());
    };
  }

  private static List<String> problems(List<Problem> problems) {
    return problems.stream()
        .flatMap(p -> List.of(p.code() + (p.at() == null ? "" : " " + p.at()) + " " + p.message(),
            "  remedy: " + p.remedy()).stream())
        .toList();
  }
}
