package dev.whimbrel.cli.as;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.as.GoFlags.Known;
import dev.whimbrel.cli.as.GoFlags.Reach;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Format;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From golang-migrate's command lines to Whimbrel's. */
final class MigrateLines {
  private static final Known GLOBAL = new Known("migrate",
      Set.of("path", "source", "database", "prefetch", "lock-timeout"), Set.of("verbose", "version", "help", "h"),
      Map.of(),
      Reach.BEFORE_WORDS);
  private static final Known DOWN = new Known("migrate down", Set.of(), Set.of("all"), Map.of(), Reach.ANYWHERE);
  private static final Known CREATE = new Known("migrate create", Set.of("ext", "dir", "digits", "format", "tz"),
      Set.of("seq"), Map.of(), Reach.BEFORE_WORDS);
  private static final Set<String> CREATE_FLAGS = Set.of("ext", "dir", "digits", "format", "tz", "seq");
  private static final Known PLAIN = new Known("migrate", Set.of(), Set.of(), Map.of(), Reach.ANYWHERE);

  /** What golang-migrate takes from the URL for itself, and what means something here. */
  private static final Set<String> OWN = Set.of("x-migrations-table", "x-migrations-table-quoted",
      "x-statement-timeout");

  private final GoFlags flags;
  private final List<String> args;

  private MigrateLines(GoFlags flags, List<String> args) {
    this.flags = flags;
    this.args = args;
  }

  static Result<Wanted> of(List<String> args) {
    return GoFlags.read(args, GLOBAL).then(MigrateLines::of);
  }

  private static Result<Wanted> of(GoFlags flags) {
    if (flags.has("version")) {
      return Result.ok(new Wanted("-version", Line.of("about")));
    }
    if (flags.has("help") || flags.has("h")) {
      return Result.ok(new Wanted("-help", Line.of("about")));
    }
    if (flags.rest().isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"migrate\" needs a command").remedy("see: migrate -help"));
    }
    return new MigrateLines(flags, flags.rest().subList(1, flags.rest().size())).command(flags.rest().getFirst());
  }

  private Result<Wanted> command(String name) {
    return switch (name) {
      case "up" -> moved("up");
      case "down" -> GoFlags.read(args, DOWN).then(this::down);
      case "goto" -> one("goto", "V").then(version -> on(Line.of("goto", version), "goto"));
      case "version" -> alone("version").then(none -> on(Line.of("version"), "version"));
      case "force" -> one("force", "V").then(version -> on(Line.of("force", version).with(Options.YES), "force"));
      case "validate" ->
        alone("validate").then(none -> read(Line.of("validate")).then(line -> Result.ok(new Wanted("validate", line))));
      case "create" -> GoFlags.read(args, CREATE)
          .then(words -> words.only("migrate create", CREATE_FLAGS, 1)).then(MigrateLines::create);
      case "drop" -> Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "\"migrate drop\" is not carried out here")
          .state("nothing was changed")
          .remedy("to revert all migrations: whimbrel reset; to empty a schema that nobody needs any more: "
              + "psql \"$URL\" -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'"));
      default -> Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "golang-migrate has no command \"" + name + "\"")
          .remedy("it has up, down, goto, version, force and create; see: whimbrel as --help"));
    };
  }

  /** With what says where it is to work, as far as a directory is concerned. */
  private Result<Line> read(Line line) {
    Optional<String> source = flags.value("source");
    if (source.isPresent() && !source.get().startsWith("file://")) {
      return Result.rejected(Problem
          .of(ProblemCode.UNSUPPORTED, "migrations are read from a directory here, not from \""
              + source.get().replaceFirst("(?s):.*", "") + ":\"")
          .remedy("fetch them first, and name their directory with -path"));
    }
    Line placed = line.with(Options.DIR, flags.value("path").or(() -> source))
        .with(Options.FORMAT, Format.GOLANG_MIGRATE.label());
    return Result.ok(placed);
  }

  private Result<Wanted> on(Line line, String act) {
    return read(line).then(this::connected)
        .then(whole -> Result.ok(new Wanted(act, whole.with(Options.ADOPT, Tool.GOLANG_MIGRATE.label())
            .with(Options.NO_PROOF))));
  }

  /** With the database; what golang-migrate takes from the URL for itself is taken out. */
  private Result<Line> connected(Line line) {
    Optional<String> timeout = flags.value("lock-timeout");
    if (timeout.isPresent() && !timeout.get().matches("\\d{1,6}")) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + timeout.get() + "\" of -lock-timeout is no number of "
          + "seconds"));
    }
    Line waiting = line.with(Options.LOCK_WAIT, timeout.map(seconds -> seconds + "s"));
    Optional<String> url = flags.value("database");
    return url.isEmpty() ? Result.ok(waiting) : named(waiting, url.get());
  }

  private static Result<Line> named(Line line, String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    if (!scheme.matches("postgres|postgresql|pgx[45]?")) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, colon < 0
          ? "the value of -database is no URL"
          : "Whimbrel migrates PostgreSQL, and -database names \"" + scheme + "\"")
          .remedy("write: -database postgres://user@host:5432/database"));
    }
    String plain = "postgres" + url.substring(colon);
    int question = plain.indexOf('?');
    if (question < 0) {
      return Result.ok(line.with(Options.URL, plain));
    }
    List<String> kept = new ArrayList<>();
    Line changed = line;
    String quoted = "";
    for (String parameter : plain.substring(question + 1).split("&", -1)) {
      String name = parameter.replaceFirst("(?s)=.*", "");
      if (!OWN.contains(name)) {
        if (!name.startsWith("x-")) {
          kept.add(parameter);
        }
        continue;
      }
      String value;
      try {
        value = URLDecoder.decode(parameter.substring(Math.min(parameter.length(), name.length() + 1)),
            StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) { // a percent sign without two digits
        return Result.rejected(Problem.of(ProblemCode.USAGE, "the value of " + name + " in the URL of -database is not "
            + "written as in a URL").remedy("write %25 for a percent sign"));
      }
      switch (name) {
        case "x-migrations-table" -> changed = changed.with(Options.TABLE, value);
        case "x-migrations-table-quoted" -> quoted = value;
        case "x-statement-timeout" -> changed = changed.with(Options.TIMEOUT, value + "ms");
        default -> throw new IllegalStateException(name);
      }
    }
    String rest = kept.isEmpty() ? "" : "?" + String.join("&", kept);
    Line addressed = changed.with(Options.URL, plain.substring(0, question) + rest);
    String table = changed.values().get(Options.TABLE.name());
    return table == null ? Result.ok(addressed) : table(addressed, table, quoted);
  }

  private static Result<Line> table(Line line, String table, String quoted) {
    boolean isQuoted = List.of("1", "t", "true").contains(quoted.toLowerCase(java.util.Locale.ROOT));
    String plain = isQuoted ? table.replaceAll("^\"|\"$", "").replace("\".\"", ".") : table;
    boolean clear = !plain.isEmpty() && !plain.contains("\"") && (isQuoted || !plain.contains("."));
    return clear
        ? Result.ok(line.with(Options.TABLE, plain))
        : Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "a history table called " + table
            + " cannot be named here")
            .remedy("take it over once with: whimbrel adopt --from golang-migrate; after that it is known"));
  }

  // What it does

  private Result<Wanted> moved(String command) {
    return GoFlags.read(args, PLAIN).then(words -> words.only("migrate " + command, Set.of(), 1)).then(words -> {
      Optional<String> number = words.word(0);
      if (number.isEmpty()) {
        return on(Line.of(command), command);
      }
      if (!number.get().matches("\\d{1,9}")) {
        return Result.rejected(limit());
      }
      return number.get().matches("0+")
          ? Result.ok(new Wanted("nothing", Line.of("about")))
          : on(Line.of(command, number.get().replaceFirst("^0+", "")), command);
    });
  }

  private Result<Wanted> down(GoFlags words) {
    if (words.has("all")) {
      return words.rest().isEmpty()
          ? on(Line.of("reset").with(Options.YES), "down -all")
          : Result.rejected(Problem.of(ProblemCode.USAGE, "-all cannot be used with other arguments"));
    }
    return words.rest().isEmpty()
        ? on(Line.of("reset").with(Options.YES), "down")
        : new MigrateLines(flags, words.rest()).moved("down")
            .then(wanted -> Result.ok(new Wanted("down N", wanted.line())));
  }

  private Result<GoFlags> alone(String command) {
    return GoFlags.read(args, PLAIN).then(words -> words.only("migrate " + command, Set.of(), 0));
  }

  private Result<String> one(String command, String what) {
    return GoFlags.read(args, PLAIN).then(words -> words.only("migrate " + command, Set.of(), 1)).then(words -> {
      Optional<String> word = words.word(0);
      if (word.isEmpty()) {
        return Result.rejected(Problem.of(ProblemCode.USAGE, "please specify version argument " + what));
      }
      boolean number = word.get().matches(command.equals("force") ? "-?\\d{1,20}" : "\\d{1,20}");
      if (!number) {
        return Result.rejected(Problem.of(ProblemCode.USAGE, "can't read version argument " + what));
      }
      return word.get().startsWith("-") && !word.get().equals("-1")
          ? Result.rejected(Problem.of(ProblemCode.USAGE, "argument V must be >= -1"))
          : Result.ok(word.get());
    });
  }

  private static Problem limit() {
    return Problem.of(ProblemCode.USAGE, "can't read limit argument N");
  }

  private static Result<Wanted> create(GoFlags words) {
    if (!words.has("ext")) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "-ext flag must be specified"));
    }
    if (!words.value("ext").orElse("").replaceFirst("^\\.", "").equals("sql")) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "files are called .sql here, and not ."
          + words.value("ext").orElse("")).remedy("write: -ext sql"));
    }
    if (words.word(0).isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "please specify name"));
    }
    boolean usual = words.value("format").orElse("20060102150405").equals("20060102150405")
        && words.value("tz").orElse("UTC").equals("UTC");
    if (!usual) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED,
          "\"migrate create\" with -format or -tz is not carried out here")
          .remedy(
              "leave them out: a new file has the time in UTC, as in 20240506070809_name.up.sql; or number it with -seq"));
    }
    String digits = words.value("digits").orElse("6");
    if (!digits.matches("[1-7]")) {
      return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, "a sequence has 1 to 7 digits here, and not " + digits)
          .remedy("write: -digits 6, or leave out -seq"));
    }
    return Result.ok(new Wanted("create", Line.of("new", words.rest().getFirst())
        .with(Options.DIR, words.value("dir").orElse("."))
        .with(Options.FORMAT, Format.GOLANG_MIGRATE.label())
        .with(Options.NUMBERING, words.has("seq") ? digits : "time")));
  }
}
