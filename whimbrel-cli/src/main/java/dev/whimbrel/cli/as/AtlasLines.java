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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From Atlas's command lines to Whimbrel's. */
final class AtlasLines {
  private static final Known FLAGS = new Known("atlas migrate",
      Set.of("dir", "url", "env", "config", "baseline", "exec-order", "tx-mode", "lock-timeout", "revisions-schema",
          "to-version", "format", "log", "dir-format", "dev-url", "lock-name", "amount"),
      Set.of("dry-run", "allow-dirty", "force", "skip-lock", "help"),
      Map.of("u", "url", "c", "config", "h", "help"), Reach.ANYWHERE);

  /** What Atlas has and this has not, with what there is instead. */
  private static final Map<String, String> INSTEAD = Map.ofEntries(
      Map.entry("migrate lint", "what migrations lock, break and lose says: whimbrel lint; what is new on a branch: "
          + "whimbrel lint --changed origin/main"),
      Map.entry("migrate diff", "write the change yourself, into a file made by: whimbrel new NAME"),
      Map.entry("migrate import", "to rewrite a directory in Atlas's format: whimbrel convert --to atlas"),
      Map.entry("migrate checkpoint", "existing checkpoints are understood by: whimbrel up"),
      Map.entry("migrate edit", "edit the file, and then: whimbrel hash"),
      Map.entry("migrate rm", "delete the file, and then: whimbrel hash"),
      Map.entry("migrate rebase", "rename the file, and then: whimbrel hash"),
      Map.entry("migrate ls", "to see every migration and where it stands: whimbrel status"),
      Map.entry("migrate show", "to see the statements of what is pending: whimbrel plan"),
      Map.entry("migrate test", "to try what is pending and roll it back: whimbrel up --dry-run"),
      Map.entry("migrate push", "the directory is read from where it lies: whimbrel up --dir DIR"),
      Map.entry("schema inspect", "the server's own tool shows a schema: pg_dump --schema-only"),
      Map.entry("schema diff", "the server's own tool shows a schema: pg_dump --schema-only"),
      Map.entry("schema apply", "changes are migrations here: whimbrel new NAME, and then: whimbrel up"),
      Map.entry("schema clean", "to revert all migrations: whimbrel reset"),
      Map.entry("schema fmt", "there are no schema files here: whimbrel new NAME"));

  private final GoFlags flags;

  private AtlasLines(GoFlags flags) {
    this.flags = flags;
  }

  static Result<Wanted> of(List<String> args) {
    if (args.isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"atlas\" needs a command").remedy("see: atlas help"));
    }
    if (List.of("help", "--help", "-h").contains(args.getFirst())) {
      return Result.ok(new Wanted("help", Line.of("about")));
    }
    if (args.getFirst().equals("version")) {
      return Result.ok(new Wanted("version", Line.of("about")));
    }
    String name = args.size() > 1 ? args.getFirst() + " " + args.get(1) : args.getFirst();
    Optional<String> instead = Optional.ofNullable(INSTEAD.get(name));
    if (instead.isPresent() || !Set.of("migrate apply", "migrate down", "migrate status", "migrate hash",
        "migrate validate", "migrate new", "migrate set").contains(name)) {
      return Result.rejected(
          Problem.of(ProblemCode.UNSUPPORTED, "\"atlas " + name + "\" is not carried out here")
              .remedy(instead.orElse("see what is: whimbrel as --help")));
    }
    return variables(args.subList(2, args.size())).then(AtlasLines::understood)
        .then(flags -> flags.has("help")
            ? Result.ok(new Wanted("help", Line.of("about")))
            : taken(args.get(1), flags).then(taken -> new AtlasLines(taken).command(args.get(1))));
  }

  /** Nothing is passed over: neither a flag that a command has no use for, nor a word too many. */
  private static Result<GoFlags> taken(String command, GoFlags flags) {
    Set<String> own = switch (command) {
      case "apply" ->
        Set.of("url", "lock-timeout", "revisions-schema", "skip-lock", "lock-name", "to-version", "amount",
            "dry-run", "baseline", "exec-order", "tx-mode", "allow-dirty");
      case "down" -> Set.of("url", "lock-timeout", "revisions-schema", "skip-lock", "lock-name", "to-version", "amount",
          "dry-run");
      case "status", "set" -> Set.of("url", "lock-timeout", "revisions-schema", "skip-lock", "lock-name");
      case "hash" -> Set.of("force");
      default -> Set.of();
    };
    Set<String> all = Stream.concat(own.stream(), Stream.of("dir", "dir-format", "env", "config"))
        .collect(Collectors.toSet());
    boolean twice = flags.has("amount") && !flags.rest().isEmpty();
    return flags.only("atlas migrate " + command, all, Set.of("status", "hash", "validate").contains(command) || twice
        ? 0
        : 1);
  }

  /** Variables of the project file go to whoever reads that file. */
  private static Result<List<String>> variables(List<String> args) {
    boolean some = args.stream().anyMatch(arg -> arg.equals("--var") || arg.startsWith("--var="));
    return some
        ? Result.rejected(Problem
            .of(ProblemCode.UNSUPPORTED, "\"atlas migrate\" with the flag --var is not carried out here")
            .remedy("give the variable a default in atlas.hcl that reads the environment: default = getenv(\"NAME\")"))
        : Result.ok(args);
  }

  private static Result<GoFlags> understood(List<String> args) {
    return GoFlags.read(args, FLAGS).then(flags -> {
      Optional<String> template = flags.value("format").or(() -> flags.value("log"));
      if (template.isPresent()) {
        return Result.rejected(
            Problem.of(ProblemCode.UNSUPPORTED, "\"atlas migrate\" with the flag --format is not carried out here")
                .remedy("for programs: whimbrel status --json, whimbrel up --json"));
      }
      return flags.has("dev-url")
          ? Result.rejected(
              Problem.of(ProblemCode.UNSUPPORTED, "\"atlas migrate\" with the flag --dev-url is not carried out here")
                  .remedy("to check the files: whimbrel validate; to try them and roll back: whimbrel up --dry-run"))
          : Result.ok(flags);
    });
  }

  private Result<Wanted> command(String name) {
    Result<Line> line = switch (name) {
      case "apply" -> apply();
      case "down" -> onDatabase(down());
      case "status" -> onDatabase(Line.of("status"));
      case "set" -> flags.word(0).isPresent()
          ? onDatabase(Line.of("force", flags.rest().getFirst()).with(Options.YES))
          : Result.rejected(Problem.of(ProblemCode.USAGE, "accepts 1 arg(s), received 0"));
      case "hash" -> inDirectory(Line.of("hash"));
      case "validate" -> inDirectory(Line.of("validate"));
      case "new" -> inDirectory(Line.of("new", flags.word(0).orElse("migration")));
      default -> throw new IllegalArgumentException(name);
    };
    Optional<String> baseline = name.equals("apply") ? flags.value("baseline") : Optional.empty();
    return baseline.isEmpty()
        ? line.then(whole -> Result.ok(new Wanted(name, whole)))
        : line.then(whole -> onDatabase(Line.of("baseline", baseline.get()).with(Options.YES))
            .then(first -> Result.ok(new Wanted(name, whole, Optional.of(first)))));
  }

  private Optional<String> amount() {
    return flags.word(0).or(() -> flags.value("amount"));
  }

  private Line down() {
    Line line = amount().map(amount -> Line.of("down", amount)).orElse(Line.of("down"));
    return line.with(Options.DOWN_TO, flags.value("to-version"));
  }

  private Result<Line> apply() {
    Optional<String> amount = amount();
    if (amount.isPresent() && !amount.get().matches("[1-9]\\d{0,8}")) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, amount.get().matches("-?\\d+")
          ? "cannot apply '" + amount.get() + "' migration files"
          : "invalid amount argument \"" + amount.get()
              + "\" (invalid syntax). Omit the argument or pass a valid integer "
              + "instead"));
    }
    if (flags.has("baseline") && flags.has("allow-dirty")) {
      return Result.rejected(
          Problem.of(ProblemCode.USAGE, "sql/migrate: baseline and allow-dirty are mutually exclusive"));
    }
    if (flags.has("baseline") && flags.has("dry-run")) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED,
          "\"atlas migrate apply\" with --baseline and --dry-run is not carried out here: a dry run records nothing")
          .remedy("record it first, which runs nothing: whimbrel baseline " + flags.value("baseline").orElse("")));
    }
    Line line = amount.map(number -> Line.of("up", number)).orElse(Line.of("up"))
        .with(Options.TO, flags.value("to-version"));
    return ordered(line).then(this::inTransactions).then(this::onDatabase);
  }

  private Result<Line> ordered(Line line) {
    return switch (flags.value("exec-order").orElse("linear")) {
      case "linear" -> Result.ok(flags.has("allow-dirty") ? line.with(Options.FROM_SCRATCH) : line);
      case "non-linear" ->
        Result.ok((flags.has("allow-dirty") ? line.with(Options.FROM_SCRATCH) : line).with(Options.OUT_OF_ORDER));
      case "linear-skip" -> Result.rejected(
          Problem
              .of(ProblemCode.UNSUPPORTED,
                  "\"atlas migrate apply\" with --exec-order linear-skip is not carried out here")
              .remedy("to apply late files, too: --exec-order non-linear; to leave one out for good: "
                  + "whimbrel resolve V --as applied"));
      default -> Result.rejected(Problem.of(ProblemCode.USAGE,
          "unknown execution order: \"" + flags.value("exec-order").orElse("") + "\""));
    };
  }

  private Result<Line> inTransactions(Line line) {
    return switch (flags.value("tx-mode").orElse("file")) {
      case "file" -> Result.ok(line);
      case "all" -> Result.ok(line.with(Options.TX, "all"));
      case "none" -> Result.rejected(Problem
          .of(ProblemCode.UNSUPPORTED, "\"atlas migrate apply\" with --tx-mode none is not carried out here")
          .remedy("leave it out: each file is one transaction with its row, and one that cannot be runs without one; "
              + "a file can say so itself: -- atlas:txmode none"));
      default -> Result
          .rejected(Problem.of(ProblemCode.USAGE, "unknown tx-mode \"" + flags.value("tx-mode").orElse("") + "\""));
    };
  }

  private Result<Line> onDatabase(Line line) {
    Optional<String> timeout = flags.value("lock-timeout");
    Optional<String> wait = timeout.flatMap(GoDuration::millis);
    if (timeout.isPresent() && wait.isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "invalid argument \"" + timeout.get()
          + "\" for \"--lock-timeout\" flag: time: invalid duration"));
    }
    if (flags.has("skip-lock") || flags.has("lock-name")) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "\"atlas migrate\" with the flag --"
          + (flags.has("skip-lock") ? "skip-lock" : "lock-name") + " is not carried out here")
          .remedy("leave it out: one run at a time, with Atlas's own lock"));
    }
    Line placed = line.with(Options.URL, flags.value("url"))
        .with(Options.LOCK_WAIT, wait)
        .with(Options.TABLE, flags.value("revisions-schema").map(schema -> schema + "." + Tool.ATLAS.usualName()))
        .with(Options.ADOPT, Tool.ATLAS.label())
        .with(Options.NO_PROOF);
    return inDirectory(flags.has("dry-run") ? placed.with(Options.DRY_RUN) : placed);
  }

  private Result<Line> inDirectory(Line line) {
    Line configured = line.with(Options.ENV, flags.value("env"))
        .with(Options.CONFIG, flags.value("config").map(file -> file.replaceFirst("^file://", "")));
    Optional<String> dir = flags.value("dir");
    if (dir.isEmpty()) {
      return formatted(configured, flags.value("dir-format"), flags.has("env"));
    }
    String url = dir.get();
    if (!url.startsWith("file://")) {
      return Result.rejected(url.contains("://")
          ? Problem.of(ProblemCode.UNSUPPORTED, "migrations are read from a directory here, not from \""
              + url.replaceFirst("(?s):.*", "") + ":\"")
              .remedy("fetch them first, and name their directory: --dir file://DIR")
          : Problem.of(ProblemCode.USAGE, "missing scheme for dir url. Did you mean \"file://" + url + "\"?"));
    }
    int question = url.indexOf('?');
    String path = question < 0 ? url : url.substring(0, question);
    Optional<String> format = question < 0
        ? Optional.empty()
        : java.util.Arrays.stream(url.substring(question + 1).split("&")).filter(p -> p.startsWith("format="))
            .map(p -> p.substring("format=".length())).findFirst();
    return formatted(configured.with(Options.DIR, path), format.or(() -> flags.value("dir-format")), false);
  }

  /** A project file may name another format; without one it is Atlas's. */
  private static Result<Line> formatted(Line line, Optional<String> format, boolean isConfigured) {
    if (format.isEmpty()) {
      return Result.ok(isConfigured ? line : line.with(Options.FORMAT, Format.ATLAS.label()));
    }
    Result<Format> known = Format.byLabel(format.get());
    return known.problems().isEmpty()
        ? Result.ok(line.with(Options.FORMAT, known.orThrow().label()))
        : Result.rejected(Problem.of(ProblemCode.USAGE, "unknown dir format \"" + format.get() + "\""));
  }
}
