package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.lint.LintOptions;
import dev.whimbrel.schema.lint.Weights;
import dev.whimbrel.source.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in force: flags before environment variables before the service of whimbrel.yaml before the environment before its general
 * part before the defaults.
 */
public final class Settings {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|min|sec)?");
  /** The server counts milliseconds in 31 bits. */
  private static final Duration LONGEST_TIME = Duration.ofHours(596);
  private static final String FLYWAY_VARIABLE = "FLYWAY_PLACEHOLDERS_";

  /**
   * Values of one place.
   *
   * @param name what the place is called, such as {@code environment prod}; empty for the general part
   */
  record Layer(String name, Map<String, ? extends Configured> values) {}

  private final Invocation invocation;
  private final Path project;
  private final ConfigFile file;
  /** The strongest first. */
  private final List<Layer> layers;
  private final @Nullable String environmentName;
  /** The service of whimbrel.yaml whose keys hold, or null. */
  private final @Nullable ServiceEntry service;
  private final List<Problem> problems = new ArrayList<>();

  private Settings(Invocation invocation, Path project, ConfigFile file, List<Layer> layers,
      @Nullable String environmentName, @Nullable ServiceEntry service) {
    this.invocation = invocation;
    this.project = project;
    this.file = file;
    this.layers = List.copyOf(layers);
    this.environmentName = environmentName;
    this.service = service;
  }

  /**
   * Reads what there is to read. Where whimbrel.yaml lists services and one of them is named, its keys hold.
   *
   * @throws WhimbrelException if the configuration is wrong
   */
  public static Settings of(Invocation invocation) {
    Path project = project(invocation);
    ConfigFile file = file(invocation, project).orThrow();
    @Nullable
    String environment = environment(invocation, file);
    List<Layer> layers = new ArrayList<>();
    layers.addAll(new Environments(invocation, project, file).layers(environment));
    layers.add(new Layer("", file.general()));
    Settings settings = new Settings(invocation, project, file, layers, environment, null);
    settings.refuseSharedDirectories();
    Optional<Sourced> named = settings.find(Options.SERVICE).filter(sourced -> !sourced.value().isEmpty());
    return file.services().isEmpty() || named.isEmpty()
        ? settings
        : settings.ofService(named.get().value(), named.get().at());
  }

  private void refuseSharedDirectories() {
    Optional<Sourced> stronger = DatabaseAddress.given(this);
    Map<String, ServicesMap.Claim> claims = new HashMap<>();
    file.services().forEach((name, entry) -> {
      Layer own = new Layer("service " + name, entry.values());
      ConfigFile.Value url = entry.values().get(Options.URL.key());
      Stream.concat(Stream.of(own), layers.stream()).map(layer -> layer.values().get(Options.DIR.key()))
          .filter(Objects::nonNull).findFirst().map(value -> (Configured) value)
          .map(this::textIfKnown).orElse(Optional.of("migrations"))
          .map(dir -> project.resolve(dir.replaceFirst("^file://", "")))
          .ifPresent(dir -> claims.put(name, new ServicesMap.Claim(dir,
              url == null || stronger.isPresent() ? "" : url.written())));
    });
    List<Problem> shared = ServicesMap.sharedDirectories(file.services(), claims, stronger.map(Sourced::source));
    if (!shared.isEmpty()) {
      throw new WhimbrelException(shared);
    }
  }

  /** A variable that is not set is asked for where the value is used. */
  private Optional<String> textIfKnown(Configured value) {
    try {
      return Optional.of(value.text(variables()));
    } catch (WhimbrelException e) {
      return Optional.empty();
    }
  }

  /** The services of whimbrel.yaml in the order of the file; empty where it lists none. */
  public List<ServiceEntry> services() {
    return file.services().entrySet().stream().map(entry -> entry(entry.getKey(), entry.getValue())).toList();
  }

  private static ServiceEntry entry(String name, ConfigFile.Service service) {
    return new ServiceEntry(name, service.requires().stream().map(ConfigFile.Value::written).toList(), service.at());
  }

  /** The service of whimbrel.yaml whose keys hold. */
  public Optional<ServiceEntry> service() {
    return Optional.ofNullable(service);
  }

  /**
   * The same with the keys of one service between the variables and the environment; the option {@code --service} has its name.
   *
   * @throws WhimbrelException if there is no such service
   */
  public Settings ofService(String name) {
    return ofService(name, null);
  }

  private Settings ofService(String name, @Nullable Position asked) {
    ConfigFile.Service named = file.services().get(name);
    if (named == null) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "whimbrel.yaml has no service \"" + name + "\"").at(asked)
              .remedy(ServicesMap.meant(name, file.services().keySet())),
          null);
    }
    List<Layer> own = new ArrayList<>(List.of(new Layer("service " + name, named.values())));
    layers.stream().filter(layer -> !layer.name().startsWith("service ")).forEach(own::add);
    return new Settings(invocation, project, file, own, environmentName, entry(name, named));
  }

  private static Path project(Invocation invocation) {
    Path directory = invocation.surroundings().directory();
    Path project = invocation.given(Options.DIRECTORY).map(directory::resolve).orElse(directory).normalize();
    if (!Files.isDirectory(project)) {
      throw new WhimbrelException(Problem.of(ProblemCode.NO_DIRECTORY,
          "\"" + invocation.given(Options.DIRECTORY).orElse(project.toString()) + "\" of -C "
              + (Files.exists(project) ? "is not a directory" : "does not exist")),
          null);
    }
    return project;
  }

  private static Result<ConfigFile> file(Invocation invocation, Path project) {
    Optional<String> named = invocation.given(Options.CONFIG).filter(name -> !Environments.isAtlas(name));
    String label = named.orElse("whimbrel.yaml");
    Path path = project.resolve(label);
    if (Files.exists(path)) {
      return ConfigFile.read(path, label, Options.configurationKeys());
    }
    return named.isEmpty()
        ? Result.ok(ConfigFile.none())
        : Result.rejected(Problem.of(ProblemCode.CONFIGURATION, "the configuration \"" + label + "\" does not exist"));
  }

  private static @Nullable String environment(Invocation invocation, ConfigFile file) {
    Optional<String> asked = invocation.given(Options.ENV);
    ConfigFile.Value standard = file.defaultEnvironment();
    return asked.orElseGet(
        () -> standard == null ? null : standard.text(invocation.surroundings().environment()));
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
    file.placeholders().forEach((name, value) -> all.put(name, value.text(variables())));
    return all;
  }

  /** A value with where it comes from, for messages. */
  public record Sourced(String value, String source, @Nullable Position at) {}

  /**
   * A value with the part of the file that it stands in, such as {@code environment prod}; empty for the general part and for what stands
   * in no file.
   */
  public record Found(Sourced said, String section) {}

  /** The same as {@link #find} with the part of the file. */
  public Optional<Found> found(Option option) {
    Optional<Sourced> given = option.equals(Options.URL) ? DatabaseAddress.given(this) : given(option);
    ConfigFile.Value standard = file.defaultEnvironment();
    if (option.equals(Options.ENV) && given.isEmpty() && standard != null) {
      return Optional.of(new Found(new Sourced(standard.text(variables()), standard.at().file(), standard.at()),
          "default-environment"));
    }
    return given.map(said -> new Found(said, ""))
        .or(() -> layers.stream().flatMap(layer -> in(layer, option).map(said -> new Found(said, layer.name())))
            .findFirst());
  }

  /** What findings of {@code lint} weigh, where whimbrel.yaml says it: its environment is stronger than its general part. */
  public Weights weights() {
    return RuleWeights.weights(file, environmentName);
  }

  /** What the project has decided on for {@code lint}, by the same order. */
  public LintOptions lintOptions() {
    return LintDecisions.options(file, environmentName);
  }

  /** Both with who says it, by rules, the beginnings of their ids, or keys. */
  public Map<String, Found> lint() {
    Map<String, Found> all = new TreeMap<>(RuleWeights.found(file, environmentName));
    all.putAll(LintDecisions.found(file, environmentName));
    return all;
  }

  /** Who gives the password, unless only the driver's own file has it. */
  public Optional<String> passwordSource() {
    return DatabaseAddress.passwordSource(this);
  }

  /** The names of what formats substitute, as whimbrel.yaml lists them. */
  public Map<String, Sourced> placeholders() {
    Map<String, Sourced> all = new TreeMap<>();
    file.placeholders()
        .forEach((name, value) -> all.put(name, new Sourced(value.text(variables()), value.at().file(), value.at())));
    return all;
  }

  /** Whether the value of a placeholder stands in whimbrel.yaml as it is, and none of a variable, which may be a secret, is in it. */
  public boolean isWrittenOut(String placeholder) {
    ConfigFile.Value value = file.placeholders().get(placeholder);
    return value != null && value.written().equals(value.text(variables()));
  }

  /** The environment, where it is one in which nothing is to go wrong. */
  public Optional<Sourced> protectedEnvironment() {
    return environmentName().flatMap(name -> layers.stream().map(layer -> layer.values().get(ConfigReader.PROTECTED))
        .filter(Objects::nonNull).findFirst()
        .filter(value -> Truth.of(new Sourced(value.text(variables()), ConfigReader.PROTECTED, value.at())))
        .map(value -> new Sourced(name, value.at().file(), value.at())));
  }

  /** The value of an option from a flag, its own variable or the configuration. */
  public Optional<Sourced> find(Option option) {
    if (service != null && option.equals(Options.SERVICE)) {
      return Optional.of(new Sourced(service.name(), service.position().file(), service.position()));
    }
    return given(option).or(() -> configured(option));
  }

  /** The value that the environment named on the command line gives an option. */
  Optional<Sourced> ofNamedEnvironment(Option option) {
    return invocation.has(Options.ENV)
        ? layers.stream().filter(layer -> layer.name().startsWith("environment ")).flatMap(layer -> in(layer, option))
            .findFirst()
        : Optional.empty();
  }

  /** The value of an option from a flag or its own variable. */
  Optional<Sourced> given(Option option) {
    Optional<String> flag = invocation.value(option);
    if (flag.isPresent()) {
      return Optional.of(new Sourced(flag.get(), "--" + option.name(), null));
    }
    return invocation.variable(option);
  }

  Optional<Sourced> configured(Option option) {
    return layers.stream().flatMap(layer -> in(layer, option)).findFirst();
  }

  private Stream<Sourced> in(Layer layer, Option option) {
    Configured value = layer.values().get(option.key());
    return value == null
        ? Stream.empty()
        : Stream.of(new Sourced(value.text(variables()), value.at().file(), value.at()));
  }

  public Optional<String> text(Option option) {
    return find(option).map(Sourced::value);
  }

  /** Whether an option that takes no value is on: typed, or true in its variable or in the configuration. */
  public boolean isOn(Option option) {
    return invocation.has(option)
        || find(option).map(said -> Truth.of(new Sourced(said.value(), called(option, said), said.at()))).orElse(false);
  }

  /** What an option is called in a sentence about its value: by the variable that gives it, or by its name. */
  public static String called(Option option, Sourced said) {
    return said.at() == null && !said.source().startsWith("--") ? said.source() : option.name();
  }

  /** The schema in which Atlas's project file says that its table lies. */
  public Optional<String> revisionsSchema() {
    return layers.stream().map(layer -> layer.values().get(AtlasProject.REVISIONS_SCHEMA)).filter(Objects::nonNull)
        .map(value -> value.text(variables())).findFirst();
  }

  /** The format that somebody names. */
  public Optional<Format> format() {
    return find(Options.FORMAT).map(said -> switch (Format.byLabel(said.value())) {
      case Result.Ok<Format> ok -> ok.value();
      case Result.Rejected<Format> rejected -> throw new WhimbrelException(
          rejected.problems().stream().map(problem -> problem.at(said.at())).toList());
    });
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
    problems.add(Problem.of(ProblemCode.USAGE, "\"" + found.value() + "\" of " + called(option, found) + " " + fact)
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
