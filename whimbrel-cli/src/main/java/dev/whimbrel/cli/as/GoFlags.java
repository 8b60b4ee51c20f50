package dev.whimbrel.cli.as;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line as programs in Go read it: one dash or two, {@code -name value} or {@code -name=value}.
 *
 * @param values each flag with its values, in the order in which they stand; one that takes none has an empty one
 * @param rest what is no flag
 */
record GoFlags(Map<String, List<String>> values, List<String> rest) {
  /** What Go takes for a truth value. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  /** Where flags may stand. */
  enum Reach {
    /** Not behind the first word that is none: {@code flag}, of Go's own library. */
    BEFORE_WORDS, ANYWHERE
  }

  /**
   * What a program takes.
   *
   * @param program as it is called in messages
   * @param valued the flags with a value
   * @param bare the flags without one
   * @param letters short names of some of them
   */
  record Known(String program, Set<String> valued, Set<String> bare, Map<String, String> letters, Reach reach) {}

  static Result<GoFlags> read(List<String> args, Known known) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        rest.addAll(args.subList(i + 1, args.size()));
        break;
      }
      if (!isFlag(arg)) {
        if (known.reach() == Reach.BEFORE_WORDS) {
          rest.addAll(args.subList(i, args.size()));
          break;
        }
        rest.add(arg);
        continue;
      }
      String written = arg.replaceFirst("^--?", "");
      int equals = written.indexOf('=');
      String typed = equals < 0 ? written : written.substring(0, equals);
      String name = known.letters().getOrDefault(typed, typed);
      String value = equals < 0 ? "" : written.substring(equals + 1);
      if (known.bare().contains(name)) {
        if (equals < 0 || TRUE.contains(value)) {
          values.computeIfAbsent(name, key -> new ArrayList<>()).add("");
        } else if (FALSE.contains(value)) {
          values.remove(name); // the last one counts
        } else {
          return Result
              .rejected(Problem.of(ProblemCode.USAGE, "\"" + value + "\" of " + arg.substring(0, arg.indexOf('='))
                  + " is neither true nor false"));
        }
      } else if (!known.valued().contains(name)) {
        return Result.rejected(unknown(known, arg.replaceFirst("(?s)=.*", "")));
      } else if (equals >= 0) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      } else if (i + 1 < args.size()) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(args.get(++i));
      } else {
        return Result.rejected(Problem.of(ProblemCode.USAGE, "the flag " + arg + " needs a value"));
      }
    }
    return Result.ok(new GoFlags(values, rest));
  }

  /** A number below zero is an argument. */
  private static boolean isFlag(String arg) {
    return arg.length() > 1 && arg.startsWith("-") && !arg.matches("-\\d+");
  }

  private static Problem unknown(Known known, String flag) {
    return Problem.of(ProblemCode.UNSUPPORTED, "\"" + known.program() + "\" with the flag " + flag
        + " is not carried out here")
        .remedy("see what is: whimbrel as --help");
  }

  /** The same, if a command takes what is there: these flags, and so many words. */
  Result<GoFlags> only(String command, Set<String> flags, int words) {
    Optional<String> other = values.keySet().stream().filter(name -> !flags.contains(name)).findFirst();
    if (other.isPresent()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + command + "\" does not take the flag -" + other.get())
          .remedy("leave it out"));
    }
    return rest.size() > words
        ? Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + command + "\" does not take \"" + rest.get(words) + "\"")
            .remedy("leave it out"))
        : Result.ok(this);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The last one counts. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<String> word(int index) {
    return index < rest.size() ? Optional.of(rest.get(index)) : Optional.empty();
  }
}
