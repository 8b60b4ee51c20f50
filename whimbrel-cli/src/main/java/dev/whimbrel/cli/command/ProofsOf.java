package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.rollback.ProofFile;
import dev.whimbrel.schema.rollback.ProofFile.Standing;
import dev.whimbrel.schema.rollback.Trials;
import java.nio.file.Path;
import java.util.List;

/** The proofs of the directory that the settings name. */
final class ProofsOf {
  private ProofsOf() {}

  /** Where they are kept. */
  static Path file(Settings settings) {
    return settings.text(Options.PROOFS).map(settings.project()::resolve)
        .orElseGet(() -> ProofFile.beside(settings.directory()));
  }

  static ProofFile read(Settings settings) {
    return ProofFile.read(file(settings)).orThrow();
  }

  /** For whoever has more to tell: a file that cannot be read takes nothing away but itself. */
  static ProofFile readOrWarned(Settings settings, Screen screen) {
    return switch (ProofFile.read(file(settings))) {
      case Result.Ok<ProofFile> ok -> ok.value();
      case Result.Rejected<ProofFile> rejected -> {
        rejected.problems().forEach(screen::warning);
        yield new ProofFile(List.of());
      }
    };
  }

  /** Refuses to apply, where proofs are demanded, what has none and could have one. */
  static Plan demanded(Settings settings, Plan plan) {
    if (!settings.isOn(Options.REQUIRE_PROOF)) {
      return plan;
    }
    ProofFile proofs = read(settings);
    List<Problem> problems = plan.steps().stream().filter(Step.Apply.class::isInstance).map(Step::migration)
        .filter(migration -> Trials.isFor(migration) && !proofs.of(migration).isProof())
        .map(migration -> problem(migration, proofs.of(migration))).toList();
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
    return plan;
  }

  private static Problem problem(Migration migration, Standing standing) {
    return Problem.of(ProblemCode.NO_PROOF, "is pending, and its way back " + switch (standing) {
      case REFUTED -> "does not restore what was before";
      case OF_OTHER_CONTENT -> "was proven when the file was another";
      case NONE, PROVEN, SCHEMA_ONLY -> "is not proven";
    }).inFile(migration.file()).state("nothing was changed").remedy(standing == Standing.REFUTED
        ? "see in what, with: whimbrel prove " + migration.id() + ", mend its down part and prove it again"
        : "prove it, and commit the file of proofs: whimbrel prove " + migration.id());
  }
}
