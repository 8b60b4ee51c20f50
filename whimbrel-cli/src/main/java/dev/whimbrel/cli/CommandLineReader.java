package dev.whimbrel.cli;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Understands a command line by the tables of commands and options. */
final class CommandLineReader {
  /**
   * What was understood.
   *
   * @param command the command, or none where only help was asked for
   */
  record Parsed(Optional<CommandSpec> command, List<String> arguments, Map<String, String> values) {
    boolean wantsHelp() {
      return command.isEmpty() || values.containsKey(Options.HELP.name());
    }
  }

  /** What follows it is another tool's command line, and not to be understood here. */
  static final String AS = "as";

  /** What can be given several times, and what stands between its values then; of all others the last one counts. */
  private static final Map<String, String> JOINED = Map.of(Options.VAR.name(), Invocation.BETWEEN,
      Options.RENAMED.name(), ",", Options.INCLUDE.name(), ",", Options.EXCLUDE.name(), ",", Options.TABLES.name(),
      ",");

  private static final Set<String> NAMES_A_DATABASE = Set.of(Options.URL.name(), Options.SHADOW_URL.name());
  private static final Set<String> TAKES_DATABASES = Set.of("inspect", "diff");

  /** What other tools call it. */
  private static final Map<String, String> ELSEWHERE = Map.ofEntries(
      Map.entry("migrate", "up"), Map.entry("apply", "up"), Map.entry("update", "up"),
      Map.entry("up-to", "up --to VERSION"),
      Map.entry("rollback", "down"), Map.entry("undo", "down"), Map.entry("down-to", "down --to VERSION"),
      Map.entry("create", "new NAME"), Map.entry("generate", "new NAME"), Map.entry("info", "status"),
      Map.entry("list", "status"), Map.entry("repair", "resolve VERSION --as applied"),
      Map.entry("set", "force VERSION"), Map.entry("lint", "validate"));

  private CommandLineReader() {}

  static Result<Parsed> read(List<String> args) {
    int at = commandIndex(args);
    if (at < 0) {
      return parse(Optional.empty(), Options.GLOBAL, args);
    }
    String name = args.get(at);
    if (holdsUrl(name)) {
      return Result.rejected(misplacedUrl());
    }
    Optional<CommandSpec> command = Commands.find(name);
    if (command.isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "there is no command \"" + name + "\"")
          .remedy(Optional.ofNullable(ELSEWHERE.get(name))
              .map(ours -> "what it does elsewhere, does here: whimbrel " + ours)
              .or(() -> meant(name, Commands.all().stream().map(CommandSpec::name).toList(), ""))
              .orElse("see all commands with: whimbrel --help")));
    }
    if (name.equals(AS)) {
      return as(command.get(), args.subList(0, at), args.subList(at + 1, args.size()));
    }
    List<String> rest = new ArrayList<>(args);
    rest.remove(at);
    List<Option> options = Stream.concat(Options.GLOBAL.stream(), command.get().options().stream()).toList();
    return parse(command, options, numbersLast(rest, options)).then(parsed -> counted(command.get(), parsed));
  }

  private static Result<Parsed> as(CommandSpec command, List<String> before, List<String> words) {
    boolean help = !words.isEmpty() && List.of("--help", "-h", "help").contains(words.getFirst());
    if (words.isEmpty()) {
      return counted(command, new Parsed(Optional.of(command), List.of(), Map.of()));
    }
    return parse(Optional.of(command), Options.GLOBAL, help ? List.of("--help") : before)
        .then(parsed -> Result.ok(new Parsed(parsed.command(), words, parsed.values())));
  }

  /** An argument such as -1 would be taken for an option, unless it stands behind the end of all options. */
  private static List<String> numbersLast(List<String> args, List<Option> options) {
    List<String> first = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      boolean argument = isNegativeNumber(args.get(i)) && (i == 0 || !takesNext(args.get(i - 1), options));
      (argument ? numbers : first).add(args.get(i));
    }
    if (numbers.isEmpty() || first.contains("--")) {
      return args;
    }
    first.add("--");
    first.addAll(numbers);
    return first;
  }

  private static boolean isNegativeNumber(String arg) {
    return arg.length() > 1 && arg.charAt(0) == '-' && arg.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The first word that is neither an option nor the value of one. */
  private static int commandIndex(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("-") || arg.equals("-")) {
        return i;
      }
      if (takesNext(arg, Options.GLOBAL)) {
        i++;
      }
    }
    return -1;
  }

  private static boolean takesNext(String arg, List<Option> options) {
    return options.stream()
        .filter(Option::takesArgument)
        .anyMatch(option -> arg.equals("--" + option.name()) || arg.equals("-" + option.letter()));
  }

  private static Result<Parsed> parse(Optional<CommandSpec> command, List<Option> options, List<String> args) {
    org.apache.commons.cli.Options model = new org.apache.commons.cli.Options();
    options.forEach(option -> model.addOption(modelled(option)));
    try {
      DefaultParser parser = DefaultParser.builder().setAllowPartialMatching(false)
          .setStripLeadingAndTrailingQuotes(false).get();
      CommandLine line = parser.parse(model, args.toArray(String[]::new));
      Map<String, String> values = new LinkedHashMap<>();
      for (org.apache.commons.cli.Option given : line.getOptions()) {
        values.merge(given.getLongOpt(), Objects.requireNonNullElse(given.getValue(), ""),
            (one, more) -> JOINED.containsKey(given.getLongOpt())
                ? one + JOINED.get(given.getLongOpt()) + more
                : more);
      }
      boolean misplaced = values.entrySet().stream()
          .anyMatch(value -> !NAMES_A_DATABASE.contains(value.getKey()) && DatabaseUrl.isServerUrl(value.getValue()));
      return misplaced
          ? Result.rejected(misplacedUrl())
          : Result.ok(new Parsed(command, line.getArgList(), values));
    } catch (ParseException e) {
      return Result.rejected(holdsUrl(String.valueOf(e.getMessage())) ? misplacedUrl() : problem(e, command, options));
    }
  }

  private static org.apache.commons.cli.Option modelled(Option option) {
    return org.apache.commons.cli.Option.builder(option.letter().isEmpty() ? null : option.letter())
        .longOpt(option.name())
        .hasArg(option.takesArgument())
        .get();
  }

  private static Problem problem(ParseException e, Optional<CommandSpec> command, List<Option> options) {
    String help = "see: whimbrel " + command.map(c -> c.name() + " ").orElse("") + "--help";
    if (e instanceof UnrecognizedOptionException unknown) {
      String name = unknown.getOption().replaceFirst("(?s)=.*", "");
      if (!name.equals(unknown.getOption()) && options.stream().anyMatch(option -> name.equals("--" + option.name()))) {
        return Problem.of(ProblemCode.USAGE, "the option " + name + " takes no value").remedy(help);
      }
      String where = command.map(c -> "\"" + c.name() + "\" has").orElse("there is");
      return Problem.of(ProblemCode.USAGE, where + " no option " + name)
          .remedy(meant(name.replaceFirst("^-+", ""), options.stream().map(Option::name).toList(), "--").orElse(help));
    }
    if (e instanceof MissingArgumentException missing) {
      return Problem.of(ProblemCode.USAGE, "the option --" + missing.getOption().getLongOpt() + " needs a value")
          .remedy(help);
    }
    return Problem.of(ProblemCode.USAGE, String.valueOf(e.getMessage())).remedy(help);
  }

  private static Optional<String> meant(String word, List<String> candidates, String prefix) {
    return Nearest.to(word, candidates).map(near -> "did you mean " + prefix + near + "?");
  }

  /** Not repeated: it may hold a password. */
  private static Problem misplacedUrl() {
    return Problem.of(ProblemCode.USAGE, "a database URL stands where something else is expected")
        .remedy("name the database with --url, WHIMBREL_URL or DATABASE_URL");
  }

  /** A URL may hold a password, so what holds one is not repeated. */
  private static boolean holdsUrl(String text) {
    return text.contains("postgres://") || text.contains("postgresql:");
  }

  private static Result<Parsed> counted(CommandSpec command, Parsed parsed) {
    int count = parsed.arguments().size();
    if (!TAKES_DATABASES.contains(command.name())
        && parsed.arguments().stream().anyMatch(CommandLineReader::holdsUrl)) {
      return Result.rejected(misplacedUrl());
    }
    if (parsed.wantsHelp() || (count >= command.least() && count <= command.most())) {
      return Result.ok(parsed);
    }
    String fact = count < command.least()
        ? "\"" + command.name() + "\" needs " + command.arguments()
        : "\"" + command.name() + "\" does not take \"" + parsed.arguments().get(command.most()) + "\"";
    return Result.rejected(Problem.of(ProblemCode.USAGE, fact).remedy("see: whimbrel " + command.name() + " --help"));
  }
}
