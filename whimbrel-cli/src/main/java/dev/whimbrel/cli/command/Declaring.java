package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.Event.Meaning;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import java.util.List;
import java.util.function.BiFunction;

/** The commands that write the journal and run nothing. */
public final class Declaring {
  /** Where it is asked whether it is meant. */
  enum Asking {
    HERE, BEFORE
  }

  /** More versions than that are shown by the first, the last and their number. */
  private static final int MOST_NAMED = 6;

  private Declaring() {}

  public static Outcome baseline(Invocation invocation) {
    String version = invocation.arguments().get(0);
    return declare(invocation, (set, history) -> Declaration.baseline(set, history, version));
  }

  public static Outcome resolve(Invocation invocation) {
    String version = invocation.arguments().get(0);
    Resolution as = switch (invocation.value(Options.AS).orElse("")) {
      case "applied" -> Resolution.APPLIED;
      case "reverted" -> Resolution.REVERTED;
      default -> throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "\"resolve\" needs to be told what was done by hand")
              .remedy("whimbrel resolve " + version + " --as applied, or --as reverted"),
          null);
    };
    return declare(invocation, (set, history) -> Declaration.resolve(set, history, version, as));
  }

  public static Outcome force(Invocation invocation) {
    String version = invocation.arguments().get(0);
    return declare(invocation, (set, history) -> Declaration.force(set, history, version));
  }

  /** The same at a desk, where it may have been asked already. */
  static Outcome force(Desk desk, Directory directory, String version, Asking asking) {
    return declare(desk, directory, (set, history) -> Declaration.force(set, history, version), asking);
  }

  private static Outcome declare(Invocation invocation,
      BiFunction<MigrationSet, History, Result<List<NewEntry>>> declaration) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.WRITE, desk -> declare(desk,
        directory.with(settings, desk.database().dialect().lexicon()), declaration, Asking.HERE));
  }

  private static Outcome declare(Desk desk, Directory directory,
      BiFunction<MigrationSet, History, Result<List<NewEntry>>> declaration, Asking asking) {
    MigrationSet set = directory.set();
    List<NewEntry> preview = declaration.apply(set, desk.history(directory)).orThrow();
    if (preview.isEmpty()) {
      return Outcome.of("Nothing to record: the journal says so already.\n", json(preview));
    }
    List<String> asked = PlanDigest.parts(preview);
    if (asking == Asking.HERE) {
      desk.confirm("This records in " + desk.place() + ", and runs nothing: " + sentence(preview) + ". Go on?", asked);
    }
    List<NewEntry> written = desk.locked(directory, (journal, history) -> {
      List<NewEntry> now = declaration.apply(set, history).orThrow();
      desk.refuseOther(asked, PlanDigest.parts(now));
      return write(journal, now);
    });
    desk.invocation().screen().witness().declared(written);
    return Outcome.of("Recorded: " + sentence(written) + ".\n", json(written));
  }

  private static List<NewEntry> write(Journal journal, List<NewEntry> entries) {
    journal.create();
    journal.append(entries);
    return entries;
  }

  private static String sentence(List<NewEntry> entries) {
    String applied = keys(entries, Meaning.IS_APPLIED);
    String reverted = keys(entries, Meaning.IS_NOT_APPLIED);
    String first = applied.isEmpty() ? "" : applied + " as applied";
    String second = reverted.isEmpty() ? "" : reverted + " as not applied";
    return first + (first.isEmpty() || second.isEmpty() ? "" : ", ") + second;
  }

  private static String keys(List<NewEntry> entries, Meaning meaning) {
    List<String> keys = entries.stream().filter(entry -> entry.event().meaning() == meaning)
        .map(entry -> JournalEntry.spelling(entry.key(), entry.file()))
        .toList();
    if (keys.size() <= MOST_NAMED) {
      return String.join(", ", keys);
    }
    return keys.get(0) + ", " + keys.get(1) + ", …, " + keys.get(keys.size() - 1) + " (" + keys.size() + " versions)";
  }

  private static Json.Obj json(List<NewEntry> entries) {
    return Json.object().with("recorded", Json.array(entries.stream()
        .map(entry -> Json.object().with("version", JournalEntry.spelling(entry.key(), entry.file())).with("event",
            entry.event().word()))
        .toList()));
  }
}
