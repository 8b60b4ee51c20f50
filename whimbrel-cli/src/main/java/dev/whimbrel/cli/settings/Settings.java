package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in force: flags before environment variables before the environment of whimbrel.yaml before its general part before the
 * defaults.
 */
public final class Settings {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|min|sec)?");
  /** The server counts milliseconds in 31 bits. */
  private static final Duration LONGEST_TIME = Duration.ofHours(596);
  private static final String FLYWAY_VARIABLE = "FLYWAY_PLACEHOLDERS_";
  private static final Set<String> KEYS = Options.configurationKeys();

  private final Invocation invocation;
  private final Path project;
  private final Map<String, ConfigFile.Value> configured;
  private final Set<String> ofEnvironment;
  private final Map<String, ConfigFile.Value> placeholders;
  private final @Nullable String environmentName;
  private final List<Problem> problems = new ArrayList<>();

  private Settings(Invocation invocation, Path project, Map<String, ConfigFile.Value> configured,
      Set<String> ofEnvironment, Map<String, ConfigFile.Value> placeholders, @Nullable String environmentName) {
    this.invocation = invocation;
    this.project = project;
    this.configured = configured;
    this.ofEnvironment = Set.copyOf(ofEnvironment);
    this.placeholders = placeholders;
    this.environmentName = environmentName;
  }

  /**
   * Reads what there is to read.
   *
   * @throws WhimbrelException if the configuration is wrong
   */
  public static Settings of(Invocation invocation) {
    Path project = project(invocation);
    ConfigFile file = file(invocation, project).orThrow();
    Map<String, ConfigFile.Value> configured = new TreeMap<>(file.general());
    @Nullable
    String environment = environment(invocation, file);
    Map<String, ConfigFile.Value> ofEnvironment = environment == null ? Map.of() : named(file, environment);
    configured.putAll(ofEnvironment);
    return new Settings(invocation, project, configured, ofEnvironment.keySet(), file.placeholders(), environment);
  }

  private static Path project(Invocation invocation) {
    Path directory = invocation.surroundings().directory();
    Path project = invocation.value(Options.DIRECTORY).map(directory::resolve).orElse(directory).normalize();
    if (!Files.isDirectory(project)) {
      throw new WhimbrelException(Problem.of(ProblemCode.NO_DIRECTORY,
          "\"" + invocation.value(Options.DIRECTORY).orElse(project.toString()) + "\" of -C "
              + (Files.exists(project) ? "is not a directory" : "does not exist")),
          null);
    }
    return project;
  }

  private static Result<ConfigFile> file(Invocation invocation, Path project) {
    Optional<String> named = invocation.value(Options.CONFIG);
    String label = named.orElse("whimbrel.yaml");
    Path path = project.resolve(label);
    if (Files.exists(path)) {
      return ConfigFile.read(path, label, KEYS);
    }
    return named.isEmpty()
        ? Result.ok(ConfigFile.none())
        : Result.rejected(Problem.of(ProblemCode.CONFIGURATION, "the configuration \"" + label + "\" does not exist"));
  }

  private static @Nullable String environment(Invocation invocation, ConfigFile file) {
    String variable = invocation.surroundings().environment().getOrDefault("WHIMBREL_ENV", "");
    Optional<String> asked = invocation.value(Options.ENV)
        .or(() -> variable.isEmpty() ? Optional.empty() : Optional.of(variable));
    return asked.orElse(file.defaultEnvironment());
  }

  private static Map<String, ConfigFile.Value> named(ConfigFile file, String environment) {
    Map<String, ConfigFile.Value> values = file.environments().get(environment);
    if (values == null) {
      String there = file.environments().isEmpty()
          ? "it has none"
          : "it has " + file.environments().keySet().stream().sorted().collect(Collectors.joining(", "));
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "whimbrel.yaml has no environment \"" + environment + "\"")
              .remedy(there),
          null);
    }
    return values;
  }

  /** Where all relative paths begin. */
  public Path project() {
    return project;
  }

  /** The environment of whimbrel.yaml that is in force. */
  public Optional<String> environmentName() {
    return Optional.ofNullable(environmentName);
  }

  /** The variables of the process. */
  public Map<String, String> variables() {
    return invocation.surroundings().environment();
  }

  /**
   * What the files of a format may refer to: with goose and Liquibase the variables of the process, as they have it; with Flyway
   * only what is named for it, so that a {@code ${…}} never picks up a secret by chance.
   */
  public Map<String, String> placeholders(Format format) {
    Map<String, String> all = new HashMap<>();
    switch (format) {
      case GOOSE, LIQUIBASE -> all.putAll(variables());
      case FLYWAY -> variables().forEach((name, value) -> {
        if (name.startsWith(FLYWAY_VARIABLE)) {
          all.put(name.substring(FLYWAY_VARIABLE.length()).toLowerCase(Locale.ROOT), value);
        }
      });
      case ATLAS, GOLANG_MIGRATE, SQL_MIGRATE, DBMATE -> {
      }
    }
    placeholders.forEach((name, value) -> all.put(name, value.text(variables())));
    return all;
  }

  /** A value with where it comes from, for messages. */
  public record Sourced(String value, String source, @Nullable Position at) {}

  /** The value of an option from a flag, its own variable or the configuration. */
  public Optional<Sourced> find(Option option) {
    return given(option).or(() -> configured(option));
  }

  /** The value that the environment named on the command line gives an option. */
  Optional<Sourced> ofNamedEnvironment(Option option) {
    return invocation.has(Options.ENV) && ofEnvironment.contains(option.key()) ? configured(option) : Optional.empty();
  }

  /** The value of an option from a flag or its own variable. */
  Optional<Sourced> given(Option option) {
    Optional<String> flag = invocation.value(option);
    if (flag.isPresent()) {
      return Optional.of(new Sourced(flag.get(), "--" + option.name(), null));
    }
    return Stream.of(option.variable().split(", "))
        .filter(variable -> !variables().getOrDefault(variable, "").isEmpty())
        .findFirst()
        .map(variable -> new Sourced(variables().getOrDefault(variable, ""), variable, null));
  }

  Optional<Sourced> configured(Option option) {
    return Optional.ofNullable(configured.get(option.key()))
        .map(value -> new Sourced(value.text(variables()), "whimbrel.yaml", value.at()));
  }

  public Optional<String> text(Option option) {
    return find(option).map(Sourced::value);
  }

  /** The migration directory as it is shown in messages. */
  public String directoryLabel() {
    return text(Options.DIR).orElse("migrations").replaceFirst("^file://", "");
  }

  public Path directory() {
    return project.resolve(directoryLabel());
  }

  /** A time option; wrong ones are collected for {@link #orThrow}. */
  public Duration time(Option option, Duration standard) {
    Optional<Sourced> found = find(option);
    if (found.isEmpty()) {
      return standard;
    }
    Matcher matcher = TIME.matcher(found.get().value().strip());
    if (!matcher.matches()) {
      wrongTime(option, found.get(), "is not a time", "write it like 500ms, 5s, 10m or 1h");
      return standard;
    }
    double amount = Double.parseDouble(matcher.group(1));
    long unit = switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
      case "ms" -> 1;
      case "m", "min" -> 60_000;
      case "h" -> 3_600_000;
      default -> 1000;
    };
    if (amount * unit > LONGEST_TIME.toMillis()) {
      wrongTime(option, found.get(), "is longer than the server can count",
          "give at most " + LONGEST_TIME.toHours() + "h");
      return standard;
    }
    return Duration.ofMillis(amount > 0 ? Math.max(1, Math.round(amount * unit)) : 0);
  }

  private void wrongTime(Option option, Sourced found, String fact, String remedy) {
    boolean limit = option.equals(Options.TIMEOUT) || option.equals(Options.LOCK_TIMEOUT);
    problems.add(Problem.of(ProblemCode.USAGE, "\"" + found.value() + "\" of " + option.name() + " " + fact)
        .at(found.at())
        .remedy(remedy + (limit ? "; 0 means no limit" : "; 0 means not to wait")));
  }

  /** Ends the reading of options: all that was wrong with them, at once. */
  public void orThrow() {
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
  }
}
