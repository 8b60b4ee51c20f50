package dev.whimbrel.cli;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ShellWord;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the commands that a problem advises fit to be typed: with the options that say where they are to work. */
public final class NextCommand {
  private static final Pattern COMMAND = Pattern
      .compile("whimbrel (?=(?:" + Commands.all().stream().map(CommandSpec::name)
          .collect(Collectors.joining("|")) + ")\\b)");

  private static final List<Option> PLACE = List.of(Options.DIRECTORY, Options.CONFIG, Options.ENV, Options.DIR,
      Options.FORMAT,
      Options.CHANGELOG_PATH, Options.URL, Options.SERVICE, Options.SCHEMA, Options.PASSWORD_FILE);

  /** A URL that may hold a password is not repeated. */
  private static final Pattern SECRET = Pattern.compile("//.*:.*@|[?&](?:ssl)?password=",
      Pattern.CASE_INSENSITIVE);

  private NextCommand() {}

  /** A problem whose advice can be typed as it is. */
  public static Problem complete(Problem problem, Invocation invocation) {
    return problem.remedy() == null ? problem : problem.remedy(complete(problem.remedy(), invocation));
  }

  /** The same of a text. */
  public static String complete(String advice, Invocation invocation) {
    String place = PLACE.stream()
        .filter(invocation::has)
        .map(option -> written(option, invocation.value(option).orElse("")))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
    return place.isEmpty()
        ? advice
        : COMMAND.matcher(advice).replaceAll(Matcher.quoteReplacement("whimbrel " + place + " "));
  }

  private static String written(Option option, String value) {
    if (isSecret(value)) {
      return "";
    }
    String name = option.letter().isEmpty() ? "--" + option.name() : "-" + option.letter();
    return name + " " + ShellWord.of(value);
  }

  /** Whether a value may hold a password, and must not be repeated. */
  public static boolean isSecret(String value) {
    return SECRET.matcher(value).find();
  }
}
