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

/** From the command lines of the engine with statuses and batches to Whimbrel's. */
final class BatchesLines {
  private static final Known FLAGS = new Known("batches", Set.of("config", "migrations", "version", "name"),
      Set.of("help", "h"), Map.of(), Reach.ANYWHERE);

  private BatchesLines() {}

  /** What stands on the command line. */
  static Result<GoFlags> flags(List<String> args) {
    return GoFlags.read(args, FLAGS);
  }

  /**
   * What it comes to.
   *
   * @param url the database that the engine's own configuration names, if it names one
   */
  static Result<Wanted> of(GoFlags flags, Optional<String> url) {
    Optional<String> command = flags.word(0);
    if (flags.has("help") || flags.has("h")) {
      return Result.ok(new Wanted("help", Line.of("about")));
    }
    if (command.isEmpty()) {
      return Result
          .rejected(Problem.of(ProblemCode.USAGE, "the engine needs a command").remedy("see them with: -help"));
    }
    Set<String> taken = switch (command.get()) {
      case "up", "down" -> Set.of("config", "migrations", "version");
      case "create" -> Set.of("config", "migrations", "name");
      case "status", "version", "reset", "refresh" -> Set.of("config", "migrations");
      default -> FLAGS.valued();
    };
    return flags.only(command.get(), taken, 1).then(all -> taken(all, command.get(), url));
  }

  private static Result<Wanted> taken(GoFlags flags, String command, Optional<String> url) {
    Optional<String> version = flags.value("version").filter(text -> !text.isEmpty());
    Optional<Line> line = switch (command) {
      case "up" -> Optional.of(placed(Line.of("up").with(Options.TO, version), flags, url));
      case "down" -> Optional.of(placed(Line.of("down").with(Options.DOWN_TO, version), flags, url));
      case "status", "version" -> Optional.of(placed(Line.of("status"), flags, url));
      case "reset", "refresh" -> Optional.of(placed(Line.of(command).with(Options.YES), flags, url));
      case "create" -> Optional.of(inDirectory(Line.of("new", flags.value("name").orElse("")), flags));
      default -> Optional.empty();
    };
    if (line.isEmpty()) {
      return Result.rejected(
          Problem.of(ProblemCode.UNSUPPORTED, "the engine has no command \"" + command + "\"")
              .remedy("it has up, down, status, create, reset, refresh and version; see: whimbrel as --help"));
    }
    return command.equals("create") && flags.value("name").orElse("").isBlank()
        ? Result.rejected(Problem.of(ProblemCode.USAGE, "\"create\" needs a name")
            .remedy("as in: create -name=\"add user indexes\""))
        : Result.ok(new Wanted(command, line.get()));
  }

  private static Line placed(Line line, GoFlags flags, Optional<String> url) {
    return inDirectory(line, flags).with(Options.URL, url)
        .with(Options.ADOPT, Tool.BATCHES.label())
        .with(Options.NO_PROOF);
  }

  private static Line inDirectory(Line line, GoFlags flags) {
    return line.with(Options.DIR, flags.value("migrations")).with(Options.FORMAT, Format.SQL_MIGRATE.label());
  }
}
