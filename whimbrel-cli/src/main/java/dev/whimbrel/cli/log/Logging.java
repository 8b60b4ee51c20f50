package dev.whimbrel.cli.log;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody wants of the log.
 *
 * @param label the file as it was written
 */
record Logging(Path file, String label, LogFormat format, LogFile.Rotation rotation) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(b|kb|mb|gb)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
  private static final long STANDARD_SIZE = 10L << 20;
  private static final int STANDARD_KEEP = 5;

  /**
   * What is in force, or nothing where no file is named.
   *
   * @throws WhimbrelException with all values that are wrong
   */
  static Optional<Logging> of(Settings settings) {
    List<Problem> problems = new ArrayList<>();
    LogFormat format = settings.find(Options.LOG_FORMAT).map(given -> format(given, problems)).orElse(LogFormat.TEXT);
    long size = settings.find(Options.LOG_SIZE).map(given -> size(given, problems)).orElse(STANDARD_SIZE);
    int keep = settings.find(Options.LOG_KEEP).map(given -> keep(given, problems)).orElse(STANDARD_KEEP);
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
    return settings.text(Options.LOG_FILE).filter(name -> !name.isBlank())
        .map(name -> new Logging(settings.project().resolve(name), name, format, new LogFile.Rotation(size, keep)));
  }

  private static LogFormat format(Sourced given, List<Problem> problems) {
    return switch (given.value()) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> {
        problems.add(wrong(Options.LOG_FORMAT, given, "is neither \"text\" nor \"json\"", "write text or json"));
        yield LogFormat.TEXT;
      }
    };
  }

  private static long size(Sourced given, List<Problem> problems) {
    Matcher matcher = SIZE.matcher(given.value().strip());
    if (!matcher.matches()) {
      problems
          .add(wrong(Options.LOG_SIZE, given, "is not a size", "write it like 500kB, 10MB or 1GB; 0 never rotates"));
      return STANDARD_SIZE;
    }
    int power = switch (Optional.ofNullable(matcher.group(2)).orElse("").toLowerCase(Locale.ROOT)) {
      case "kb" -> 1;
      case "mb" -> 2;
      case "gb" -> 3;
      default -> 0;
    };
    return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power))).longValue();
  }

  private static int keep(Sourced given, List<Problem> problems) {
    if (NUMBER.matcher(given.value().strip()).matches()) {
      return Integer.parseInt(given.value().strip());
    }
    problems.add(wrong(Options.LOG_KEEP, given, "is not a number of files", "write a number from 0 to 999"));
    return STANDARD_KEEP;
  }

  private static Problem wrong(Option option, Sourced given, String fact, String remedy) {
    return Problem.of(ProblemCode.USAGE, "\"" + given.value() + "\" of " + Settings.called(option, given) + " " + fact)
        .at(given.at())
        .remedy(remedy);
  }
}
