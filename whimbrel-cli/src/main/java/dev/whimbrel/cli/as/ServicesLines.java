package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.as.GoFlags.Known;
import dev.whimbrel.cli.as.GoFlags.Reach;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Format;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From the command lines of the engine that services share to Whimbrel's. */
final class ServicesLines {
  private static final Known FLAGS = new Known("services",
      Set.of("action", "service", "description", "migrations", "path", "dir"), Set.of("dry-run", "help", "h"), Map.of(),
      Reach.ANYWHERE);

  private ServicesLines() {}

  static Result<GoFlags> flags(List<String> args) {
    return GoFlags.read(args, FLAGS);
  }

  /**
   * What it comes to.
   *
   * @param service whose migrations these are
   * @param directory where they lie, if they do not lie where Whimbrel looks
   */
  static Result<Wanted> of(GoFlags flags, String service, Optional<String> directory) {
    String action = flags.value("action").orElse("");
    if (!flags.rest().isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "the engine takes no \"" + flags.rest().getFirst() + "\"")
          .remedy("write: -action=up|down|status|verify|generate"));
    }
    if (flags.has("help") || flags.has("h")) {
      return Result.ok(new Wanted("help", Line.of("about")));
    }
    if (action.isEmpty()) {
      return Result
          .rejected(Problem.of(ProblemCode.USAGE, "the engine needs an action").remedy("see them with: -help"));
    }
    String description = flags.value("description").orElse("");
    if (action.equals("generate") && description.isBlank()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "-action=generate needs a description")
          .remedy("as in: -action=generate -description=\"add user preferences\""));
    }
    if (flags.has("description") && !action.equals("generate")) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "-description belongs to -action=generate")
          .remedy("leave it out"));
    }
    Line plain = switch (action) {
      case "up", "down", "status", "verify" -> Line.of(action).with(Options.SERVICE, service)
          .with(Options.ADOPT, Tool.SERVICES.label()).with(Options.NO_PROOF);
      case "generate" -> Line.of("new", description).with(Options.NUMBERING, "3");
      default -> Line.of("");
    };
    if (plain.command().isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "the engine has no action \"" + action + "\"")
          .remedy("it has up, down, status, verify and generate"));
    }
    boolean isMove = action.equals("up") || action.equals("down");
    if (flags.has("dry-run") && !isMove) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "-dry-run belongs to -action=up and -action=down"));
    }
    Line line = plain.with(Options.DIR, directory).with(Options.FORMAT, Format.GOLANG_MIGRATE.label());
    return Result.ok(new Wanted(action, flags.has("dry-run") ? line.with(Options.DRY_RUN) : line));
  }
}
