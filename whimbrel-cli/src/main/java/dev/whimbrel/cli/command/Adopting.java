package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.peer.HandBack;
import dev.whimbrel.peer.HandBack.Handed;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.peer.Wanted;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The commands that take a database over from another tool, and give it back. */
public final class Adopting {
  private static final String WHATEVER_IS_THERE = "auto";

  private Adopting() {}

  public static Outcome adopt(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    if (invocation.has(Options.DETACH)) {
      return Desk.with(invocation, settings, Desk.Access.WRITE, Adopting::detach);
    }
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.WRITE,
        desk -> adopt(desk, directory.with(settings, desk.database().dialect().lexicon())));
  }

  private static Outcome adopt(Desk desk, Directory directory) {
    PeerTable table = chosen(desk, Adoption.tables(desk.database()));
    Adoption preview = adoption(desk, directory, table, desk.history());
    if (preview.entries().isEmpty() && desk.history().mirrored().equals(Optional.of(preview.mirrored()))) {
      return Outcome.of("Nothing to record: the journal says what " + named(table) + " says.\n", json(preview));
    }
    preview.notes().forEach(desk.invocation().screen()::warning);
    desk.invocation().screen().progress(shown(desk, directory, preview));
    Optional<Outcome> refuted = refuted(desk, directory, preview);
    if (refuted.isPresent()) {
      return refuted.get();
    }
    if (desk.invocation().has(Options.DRY_RUN)) {
      return Outcome.of("Dry run: nothing was recorded.\n", json(preview));
    }
    desk.confirm("This records it in " + desk.place() + ", and runs nothing. Go on?", preview.parts());
    Adoption done = desk.lockedBeside(table, () -> {
      Adoption now = adoption(desk, directory, table, desk.history());
      refuseStale(preview, now);
      now.record(desk.journal());
      return now;
    });
    return Outcome.of("Recorded: " + RunText.count(done.entries().size(), "migration") + " of "
        + table.tool().label() + ". What Whimbrel does from now on is written to " + table
        + " too; end that with: whimbrel adopt --detach\n", json(done));
  }

  /** What was shown and proved is what is recorded, or nothing is. */
  private static void refuseStale(Adoption shown, Adoption now) {
    if (!shown.parts().equals(now.parts())) {
      throw new WhimbrelException(Problem.of(ProblemCode.OUTDATED,
          "another run, or " + now.table().tool().label() + ", changed the history while it was looked at")
          .state("nothing was changed by this run")
          .remedy("run it again"), null);
    }
  }

  /** What to say if the database is not what the migrations make that are taken over. */
  private static Optional<Outcome> refuted(Desk desk, Directory directory, Adoption adoption) {
    if (desk.settings().isOn(Options.NO_PROOF)) {
      return Optional.empty();
    }
    desk.invocation().screen().progress("Replaying them on a shadow database …");
    History after = desk.history().with(adoption.entries());
    List<Migration> applied = directory.set().migrations().stream()
        .filter(migration -> after.standing(migration.id()).isApplied()).toList();
    Proof.Comparison comparison = Proof.of(desk, adoption.table(), applied).orThrow();
    if (comparison.differences().isEmpty()) {
      desk.invocation().screen().progress(switch (adoption.table().tool().realm()) {
        case WHOLE_DATABASE -> "Replayed: they make what the database holds.\n";
        case ONE_SERVICE -> "Replayed: the database holds all that they make.\n";
      });
      return Optional.empty();
    }
    return Optional.of(new Outcome(Proof.text(comparison),
        json(adoption).with("differences", Json.texts(comparison.differences())),
        List.of(Proof.problem(adoption.table(), comparison))));
  }

  /**
   * Does what the first command that writes is to do about another tool's history, and then work: both under that tool's locks. The
   * caller holds the migration lock.
   *
   * @param agreed as {@link Desk#locked(Directory, Consumer, java.util.function.BiFunction)} has it
   */
  static <T> T atFirst(Desk desk, Directory directory, Consumer<Supplier<Keeping>> agreed, Supplier<T> work) {
    Keeping keeping = FirstRun.keeping(desk, directory);
    warn(desk, keeping);
    return switch (keeping) {
      case Keeping.AsItIs as -> {
        agreed.accept(() -> as);
        yield work.get();
      }
      case Keeping.TakenOver(Adoption adoption) -> {
        prove(desk, directory, adoption);
        yield desk.lockedBeside(adoption.table(), () -> {
          agreed.accept(() -> FirstRun.keeping(desk, directory));
          record(desk, adoption);
          return work.get();
        });
      }
      case Keeping.Begun(PeerTable table, Handed handed) -> desk.lockedBeside(table, () -> {
        agreed.accept(() -> FirstRun.keeping(desk, directory));
        begin(desk, directory, table, handed);
        return work.get();
      });
    };
  }

  /**
   * Refuses what {@code adopt} and {@code hand-back} ask about, and the question of another command does not hold.
   *
   * @throws WhimbrelException where a digest or the environment guards what is done, if a table would be taken over or made
   */
  static void refuseUnasked(Desk desk) {
    Optional<Settings.Sourced> value = said(desk);
    if (value.isEmpty() || !desk.isGuarded()) {
      return;
    }
    History history = desk.history();
    if (value.get().value().equals(WHATEVER_IS_THERE)) {
      if (history.entries().isEmpty() && !Adoption.tables(desk.database()).isEmpty()) {
        throw unasked(value.get(), "this would take over the history of another tool without a question",
            "take it over first, which asks: whimbrel adopt");
      }
    } else if (history.mirrored().isEmpty()) {
      Tool tool = tool(value.get());
      throw history.entries().isEmpty() && !tablesOf(desk, tool).isEmpty()
          ? unasked(value.get(), "this would take over the history of " + tool.label() + " without a question",
              "take it over first, which asks: whimbrel adopt --from " + tool.label())
          : unasked(value.get(), "this would write the table of " + tool.label() + " without a question",
              "begin with it first, which asks: whimbrel hand-back --to " + tool.label());
    }
  }

  private static WhimbrelException unasked(Settings.Sourced wanted, String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.NOT_CONFIRMED, fact).at(wanted.at())
        .state("nothing was changed").remedy(remedy), null);
  }

  /** What was typed counts for every command, what a variable or the configuration says for {@code up} and its plan alone. */
  private static Optional<Settings.Sourced> said(Desk desk) {
    Invocation invocation = desk.invocation();
    boolean up = invocation.command().equals("up")
        || (invocation.command().equals("plan") && !invocation.has(Options.PLAN_DOWN));
    return up || invocation.has(Options.ADOPT) ? desk.settings().find(Options.ADOPT) : Optional.empty();
  }

  /** What the user wants of another tool's table. */
  static Wanted.Table wanted(Desk desk) {
    Optional<Settings.Sourced> said = said(desk);
    Wanted.Choice choice = tables -> chosen(desk, tables);
    if (said.isEmpty()) {
      return new Wanted.Table.Nothing();
    }
    if (said.get().value().equals(WHATEVER_IS_THERE)) {
      return new Wanted.Table.Any(choice, missing(desk));
    }
    Tool tool = tool(said.get());
    return new Wanted.Table.Of(tool, desk.invocation().value(Options.TABLE).orElse(tool.usualName()), choice,
        missing(desk));
  }

  private static Tool tool(Settings.Sourced wanted) {
    String name = wanted.value();
    return switch (Tool.byLabel(name)) {
      case Result.Ok<Tool> ok -> ok.value();
      case Result.Rejected<Tool> rejected -> throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "\"" + name + "\" of --adopt is unknown").at(wanted.at())
              .remedy(
                  "write: --adopt auto, or the name of a tool, as in: --adopt golang-migrate; to take over only what "
                      + "you have seen: whimbrel adopt"),
          null);
    };
  }

  /** From now on the tool's table says what the journal says. */
  private static void begin(Desk desk, Directory directory, PeerTable table, Handed foreseen) {
    try {
      Handed handed = HandBack.write(desk.database(), table, directory.sources(desk.journal().service()),
          desk.history(), foreseen).orThrow();
      new Adoption(table, List.of(), handed.leftOut()).record(desk.journal());
    } catch (WhimbrelException e) {
      if (desk.isGuarded() || foreseen.made() == Handed.Made.WAS_THERE || !desk.history().entries().isEmpty()) {
        throw e;
      }
      Keeping now = FirstRun.keeping(desk, directory);
      if (!(now instanceof Keeping.TakenOver(Adoption adoption))) {
        throw e;
      }
      warn(desk, now); // another service made it at the same moment
      prove(desk, directory, adoption);
      record(desk, adoption);
    }
  }

  private static List<PeerTable> tablesOf(Desk desk, Tool tool) {
    return Adoption.tables(desk.database()).stream().filter(table -> table.tool() == tool).toList();
  }

  /** What the journal will say when the tool's table is taken over, for those who only look before that. */
  static History asIfTakenOver(Desk desk, History history) {
    Optional<Settings.Sourced> value = said(desk).filter(said -> !said.value().equals(WHATEVER_IS_THERE));
    if (value.isEmpty() || !history.entries().isEmpty() || history.mirrored().isPresent()) {
      return history;
    }
    List<PeerTable> tables = tablesOf(desk, tool(value.get()));
    if (tables.isEmpty()) {
      return history;
    }
    PeerTable table = chosen(desk, tables);
    return History.of(List.of(),
        new MirroredTable(table.tool().label(), table.schema().name(), table.name().name(), List.of()));
  }

  /** What somebody should know before a table is taken over; once, however often it is foreseen. */
  static void warn(Desk desk, Keeping keeping) {
    if (keeping instanceof Keeping.TakenOver(Adoption adoption)) {
      adoption.notes().forEach(desk.invocation().screen()::warning);
    }
  }

  private static void record(Desk desk, Adoption adoption) {
    adoption.record(desk.journal());
    desk.invocation().screen().progress("took over " + taken(adoption));
  }

  /** What a dry run tells of taking over whatever is there: nothing where that is nothing, or where a tool was named. */
  static Optional<Adoption> told(Desk desk, Keeping keeping) {
    return wanted(desk) instanceof Wanted.Table.Any && keeping instanceof Keeping.TakenOver(Adoption adoption)
        ? Optional.of(adoption)
        : Optional.empty();
  }

  /** Shows and proves what a dry run tells of. */
  static void show(Desk desk, Directory directory, Adoption adoption) {
    desk.invocation().screen().progress(shown(desk, directory, adoption));
    prove(desk, directory, adoption);
    desk.invocation().screen().progress("would take over " + taken(adoption) + "; a dry run records nothing\n");
  }

  private static String taken(Adoption adoption) {
    return RunText.count(adoption.entries().size(), "migration") + " of " + adoption.table().tool().label() + " from "
        + adoption.table();
  }

  private static void prove(Desk desk, Directory directory, Adoption adoption) {
    refuted(desk, directory, adoption).ifPresent(outcome -> {
      desk.invocation().screen().progress(outcome.text());
      throw new WhimbrelException(outcome.problems());
    });
  }

  private static void refuseHidden(Desk desk, List<PeerTable> tables) {
    List<Problem> hidden = tables.isEmpty() ? Adoption.hidden(desk.database()) : List.of();
    if (!hidden.isEmpty()) {
      throw new WhimbrelException(hidden);
    }
  }

  private static Adoption adoption(Desk desk, Directory directory, PeerTable table, History history) {
    return Adoption.of(desk.database(), table, directory.sources(desk.journal().service()), history, missing(desk))
        .orThrow();
  }

  private static Adoption.Missing missing(Desk desk) {
    return desk.invocation().has(Options.SKIP_MISSING) ? Adoption.Missing.LEAVE_OUT : Adoption.Missing.REFUSE;
  }

  /** More than one is said, not guessed. */
  private static PeerTable chosen(Desk desk, List<PeerTable> tables) {
    refuseHidden(desk, tables);
    Optional<Tool> tool = desk.invocation().value(Options.FROM).map(name -> Tool.byLabel(name).orThrow());
    Optional<TableName> name = desk.invocation().value(Options.TABLE).map(text -> TableName.read(text).orThrow());
    List<PeerTable> fitting = tables.stream()
        .filter(table -> tool.isEmpty() || table.tool() == tool.get())
        .filter(table -> name.isEmpty() || table.isCalled(name.get()))
        .filter(table -> name.isPresent() || isWhereAtlasSays(desk, table))
        .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    String all = tables.stream().map(Adopting::named).collect(Collectors.joining(", "));
    throw new WhimbrelException(fitting.isEmpty()
        ? Problem.of(ProblemCode.USAGE, "no history of another tool is found in " + desk.place()
            + (tables.isEmpty() ? "" : " that fits; there is " + all))
            .remedy(tables.isEmpty()
                ? "to record that the database already is at a version: whimbrel baseline V"
                : "name one of them with --from TOOL or --table SCHEMA.NAME")
        : Problem.of(ProblemCode.USAGE, "the histories of more than one tool are found in " + desk.place() + ": " + all)
            .remedy(whichOne(desk, fitting)),
        null);
  }

  /** Only the command that takes over has an option to choose with. */
  private static String whichOne(Desk desk, List<PeerTable> tables) {
    PeerTable one = tables.getFirst();
    return desk.invocation().command().equals("adopt")
        ? "say which one with --table SCHEMA.NAME, as it is written here"
        : "take over the one that is meant, as with: whimbrel adopt --from " + one.tool().label() + " --table "
            + one.argument() + "; and run this again";
  }

  /** Atlas's project file says in which schema its table lies. */
  private static boolean isWhereAtlasSays(Desk desk, PeerTable table) {
    Optional<String> schema = desk.settings().revisionsSchema();
    return table.tool() != Tool.ATLAS || schema.isEmpty() || schema.get().equals(table.schema().name());
  }

  private static String named(PeerTable table) {
    return table.tool().label() + "'s table " + table;
  }

  private static String shown(Desk desk, Directory directory, Adoption adoption) {
    Table table = new Table(List.of("VERSION", "EVENT", "NAME", "BY"));
    adoption.entries().forEach(entry -> table.add(List.of(
        new Cell(JournalEntry.spelling(entry.key(), entry.file()), Style.STRONG),
        new Cell(entry.event().word(), Style.PLAIN),
        new Cell(entry.description(), Style.PLAIN),
        new Cell(Objects.requireNonNull(entry.origin()).author().user(), Style.PLAIN))));
    History after = desk.history().with(adoption.entries());
    long pending = directory.set().migrations().stream()
        .filter(migration -> !after.standing(migration.id()).isApplied()).count();
    String leftOut = adoption.leftOut().isEmpty()
        ? ""
        : "Left out, since they have no file: " + String.join(", ", adoption.leftOut()) + "\n";
    return named(adoption.table()) + " says of this directory:\n\n" + table.render(desk.invocation().screen()) + "\n"
        + leftOut + RunText.count(adoption.entries().size(), "migration") + " to take over, " + pending
        + " pending after that.\n";
  }

  static Json.Obj json(Adoption adoption) {
    return Json.object().with("tool", adoption.table().tool().label())
        .with("table", adoption.table().toString())
        .with("recorded", Json.array(adoption.entries().stream().map(Adopting::json).toList()))
        .with("left_out",
            Json.array(adoption.leftOut().stream().map(name -> Json.object().with("name", name)).toList()));
  }

  private static Json.Obj json(NewEntry entry) {
    return Json.object().with("version", JournalEntry.spelling(entry.key(), entry.file()))
        .with("event", entry.event().word());
  }

  private static Outcome detach(Desk desk) {
    Optional<MirroredTable> before = desk.history().mirrored();
    if (before.isEmpty()) {
      return Outcome.of("Nothing to end: no table of another tool is kept up in " + desk.place() + ".\n",
          Json.object().with("tool", ""));
    }
    desk.confirm("From now on " + before.get().tool() + " will not see what Whimbrel does in " + desk.place()
        + ". Go on?", List.of("detach", before.get().tool(), before.get().written()));
    desk.locked(() -> {
      desk.journal().detach();
      return before;
    });
    return Outcome.of("Ended: the table " + before.get().written() + " of "
        + before.get().tool() + " stays as it is.\n", Json.object().with("tool", before.get().tool()));
  }

  public static Outcome handBack(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.WRITE,
        desk -> handBack(desk, directory.with(settings, desk.database().dialect().lexicon())));
  }

  private static Outcome handBack(Desk desk, Directory directory) {
    PeerTable table = receiving(desk);
    desk.confirm("This makes " + named(table) + " in " + desk.place() + " say what the journal says. Go on?",
        parts(directory, table));
    Result<Handed> result = desk.locked(directory, (journal, history) -> {
      Result<Handed> written = desk.lockedBeside(table,
          () -> HandBack.write(desk.database(), table, directory.sources(journal.service()), history));
      if (written.problems().isEmpty()) {
        new Adoption(table, List.of(), written.orThrow().leftOut())
            .record(journal);
      }
      return written;
    });
    Handed handed = result.orThrow();
    return Outcome.of(handed(table, handed), Json.object().with("tool", table.tool().label())
        .with("table", table.toString()).with("added", versions(handed.added()))
        .with("removed", versions(handed.removed()))
        .with("corrected", versions(handed.corrected())));
  }

  /** The rows have the names and the checksums of the files. */
  private static List<String> parts(Directory directory, PeerTable table) {
    List<String> parts = new ArrayList<>(List.of("hand-back", named(table)));
    directory.set().migrations().forEach(migration -> {
      parts.add(migration.id().key());
      parts.add(migration.file());
      parts.add(migration.checksum().raw());
    });
    return parts;
  }

  private static Json versions(List<Migration> migrations) {
    return Json.array(migrations.stream().map(m -> Json.object().with("version", m.id().toString())).toList());
  }

  private static String handed(PeerTable table, Handed handed) {
    List<String> changes = new ArrayList<>();
    if (handed.made() == Handed.Made.NEW) {
      changes.add("made");
    }
    if (!handed.added().isEmpty()) {
      changes.add("added " + names(handed.added()));
    }
    if (!handed.removed().isEmpty()) {
      changes.add("removed " + names(handed.removed()));
    }
    if (!handed.corrected().isEmpty()) {
      changes.add("with the checksum of the file as it is now: " + names(handed.corrected()));
    }
    String change = changes.isEmpty() ? "says already" : "says now (" + String.join("; ", changes) + ")";
    return "What the journal says, " + named(table) + " " + change + "; it was read back and agrees.\n"
        + "Go on with " + table.tool().label() + ": " + table.goingOn() + ".\n"
        + "Whimbrel still keeps that table up, and learns what " + table.tool().label()
        + " does; end that with: whimbrel adopt --detach\n";
  }

  private static String names(List<Migration> migrations) {
    return migrations.stream().map(migration -> migration.id().toString()).collect(Collectors.joining(", "));
  }

  private static String usualName(Desk desk, Tool tool) {
    Optional<String> schema = tool == Tool.ATLAS ? desk.settings().revisionsSchema() : Optional.empty();
    return schema.map(name -> name + "." + tool.usualName()).orElse(tool.usualName());
  }

  private static PeerTable receiving(Desk desk) {
    Optional<MirroredTable> kept = desk.history().mirrored();
    Optional<String> to = desk.invocation().value(Options.TO_TOOL);
    if (to.isEmpty() && kept.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE,
          "\"hand-back\" needs to be told to which tool, since no table of another tool is kept up here")
          .remedy("name it, as in: whimbrel hand-back --to dbmate"), null);
    }
    Tool tool = Tool.byLabel(to.orElseGet(() -> kept.orElseThrow().tool())).orThrow();
    Optional<String> name = desk.invocation().value(Options.TABLE);
    boolean isKept = kept.isPresent() && kept.get().tool().equals(tool.label()) && name.isEmpty();
    return isKept
        ? PeerTable.of(kept.get())
        : PeerTable.named(desk.database(), tool, name.orElse(usualName(desk, tool)));
  }
}
