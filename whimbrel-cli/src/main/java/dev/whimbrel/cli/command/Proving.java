package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Migration.Role;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.rollback.Proof;
import dev.whimbrel.schema.rollback.ProofFile;
import dev.whimbrel.schema.rollback.ShadowGround;
import dev.whimbrel.schema.rollback.Trial;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import dev.whimbrel.schema.rollback.Trials;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.sql.Lexicon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command {@code prove}: every migration up, down and up again, where nobody is harmed. */
public final class Proving {
  private final Invocation invocation;
  private final Settings settings;
  private final MigrationSet set;

  private Proving(Invocation invocation, Settings settings, MigrationSet set) {
    this.invocation = invocation;
    this.settings = settings;
    this.set = set;
  }

  public static Outcome prove(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.of(settings, Lexicon.standard());
    return new Proving(invocation, settings, directory.set()).prove();
  }

  private Outcome prove() {
    Set<String> wanted = wanted();
    ProofFile before = ProofsOf.read(settings);
    Trials.Ways ways = settings.isOn(Options.NO_COMPUTED) ? Trials.Ways.WRITTEN_ONLY : Trials.Ways.COMPUTED_TOO;
    Likeness likeness = ShadowPlace.expected(settings);
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, likeness, null);
        ShadowGround ground = ShadowGround.of(shadows, set, likeness.schemas())) {
      List<Trial> trials = Trials.of(ground, set, wanted, ways,
          migration -> invocation.screen().step("proving " + migration.id())).orThrow();
      return outcome(trials, ground.label(), written(before, trials, ground.label()));
    }
  }

  private Set<String> wanted() {
    if (invocation.arguments().isEmpty()) {
      return set.migrations().stream().filter(Proving::isStep).map(migration -> migration.id().key())
          .collect(Collectors.toSet());
    }
    return invocation.arguments().stream().map(this::named).collect(Collectors.toSet());
  }

  private static boolean isStep(Migration migration) {
    return migration.id() instanceof MigrationId.Versioned && migration.role() == Role.STEP;
  }

  private String named(String version) {
    return set.find(version).map(migration -> migration.id().key())
        .orElseThrow(() -> new WhimbrelException(
            Problem.of(ProblemCode.NO_SUCH_VERSION, "the directory has no version \"" + version + "\"")
                .state("nothing was tried").remedy("see which there are with: whimbrel validate, or whimbrel status"),
            null));
  }

  private Path written(ProofFile before, List<Trial> trials, String label) {
    String server = label.replaceFirst(" \\(.*", "");
    List<Proof> found = trials.stream().filter(trial -> trial.verdict() != Verdict.UNTRIED)
        .map(trial -> Proof.of(trial, server, invocation.surroundings().clock().instant(), Whimbrel.version()))
        .toList();
    Path file = ProofsOf.file(settings);
    ProofFile after = before.with(set, found);
    return after.equals(before) ? file : after.write(file).orThrow();
  }

  private Outcome outcome(List<Trial> trials, String server, Path file) {
    List<Problem> problems = trials.stream().filter(trial -> trial.verdict() == Verdict.FAILS).map(this::problem)
        .toList();
    long proven = trials.stream().filter(trial -> trial.verdict().isProof()).count();
    String text = table(invocation.screen(), trials) + "\n" + details(trials) + "Proven on " + server + ": " + proven
        + " of " + RunText.count(trials.size(), "migration") + ". The proofs are in " + label(file) + ".\n";
    return new Outcome(text, Json.object().with("server", server).with("proofs", label(file))
        .with("proven", proven)
        .with("migrations", Json.array(trials.stream().map(Proving::json).toList())), problems);
  }

  private String label(Path file) {
    Path project = settings.project().toAbsolutePath().normalize();
    Path whole = file.toAbsolutePath().normalize();
    return (whole.startsWith(project) ? project.relativize(whole) : whole).toString();
  }

  private static String table(Screen screen, List<Trial> trials) {
    Table table = new Table(List.of("VERSION", "WAY BACK", "VERDICT", "NAME"));
    for (Trial trial : trials) {
      table.add(List.of(new Cell(trial.migration().id().toString(), Style.STRONG),
          new Cell(trial.down() == null ? "-" : trial.origin().word(), Style.PLAIN),
          new Cell(trial.verdict().word(), style(trial.verdict())),
          new Cell(trial.migration().description(), Style.PLAIN)));
    }
    return table.render(screen);
  }

  private static Style style(Verdict verdict) {
    return switch (verdict) {
      case RESTORES -> Style.GOOD;
      case SCHEMA_ONLY, UNTRIED -> Style.WARNING;
      case FAILS -> Style.BAD;
    };
  }

  private static String details(List<Trial> trials) {
    StringBuilder text = new StringBuilder();
    for (Trial trial : trials) {
      List<String> lines = new ArrayList<>();
      if (trial.verdict() == Verdict.UNTRIED) {
        lines.addAll(trial.differences());
      }
      trial.losses().forEach(loss -> lines.add("loses: " + loss.sentence()));
      trial.notes().forEach(note -> lines.add("note: " + note));
      if (!lines.isEmpty()) {
        text.append(trial.migration().id()).append(":\n");
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
      }
    }
    return text.isEmpty() ? "" : text + "\n";
  }

  private Problem problem(Trial trial) {
    String differences = trial.differences().stream().map(line -> "\n  " + line.replace("\n", "\n  "))
        .collect(Collectors.joining());
    return Problem.of(ProblemCode.NOT_RESTORED, "its " + trial.origin().word() + " way back does not restore what was "
        + "before (- was there, + was not, ~ is another):" + differences)
        .inFile(trial.migration().file())
        .remedy(switch (trial.origin()) {
          case WRITTEN -> "mend its down part and prove it again: whimbrel prove " + trial.migration().id();
          case COMPUTED -> "write a down part and prove it: whimbrel prove " + trial.migration().id();
        });
  }

  private static Json json(Trial trial) {
    return Json.object()
        .with("version", trial.migration().id().toString())
        .with("file", trial.migration().file())
        .with("way_back", trial.down() == null ? "none" : trial.origin().word())
        .with("verdict", Map.of(Verdict.RESTORES, "restores", Verdict.SCHEMA_ONLY, "schema-only", Verdict.FAILS,
            "fails", Verdict.UNTRIED, "untried").getOrDefault(trial.verdict(), ""))
        .with("differences", Json.texts(trial.differences()))
        .with("losses", Json.texts(trial.losses().stream().map(Trial.Loss::sentence).toList()))
        .with("notes", Json.texts(trial.notes()))
        .with("statements", Json.texts(Stream.ofNullable(trial.down())
            .flatMap(script -> script.statements().stream()).map(statement -> statement.shown()).toList()));
  }
}
