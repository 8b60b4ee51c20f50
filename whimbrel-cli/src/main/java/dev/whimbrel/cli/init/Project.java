package dev.whimbrel.cli.init;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.ServiceEntry;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a project has.
 *
 * @param home where whimbrel.yaml is
 * @param repository the top of the git repository; the same where there is none
 * @param directory the migration directory as whimbrel.yaml is to name it
 * @param format the format that the user names, or an empty text
 * @param units each service with its directory, those that others require first; a single one without a name where there are none
 * @param environments which of ours whimbrel.yaml has, or will have
 */
record Project(Path home, Path repository, String directory, String format, List<Unit> units,
    Set<String> environments) {
  static final String CONFIGURATION = "whimbrel.yaml";
  private static final String LOCAL = "local";
  private static final String PROD = "prod";

  /**
   * Migrations of one service.
   *
   * @param service its name, or an empty text
   * @param requires other services whose migrations come first
   */
  record Unit(String service, String directory, List<String> requires) {
    Unit {
      requires = List.copyOf(requires);
    }

    Map<String, String> values() {
      Map<String, String> values = new LinkedHashMap<>();
      values.put("SERVICE", service.isEmpty() ? "" : " --service " + Quoted.shell(service));
      values.put("LINT_SHADOW", requires.isEmpty() ? "" : " --shadow none"); // its directory alone does not run
      values.put("DIR", Quoted.shell(directory));
      values.put("DIR_JSON", Quoted.json(directory + "/"));
      values.put("DIR_JSON_SLASH", Quoted.json("./" + directory + "/"));
      values.put("DIR_VOLUME", Quoted.json("./" + directory + ":/app/" + directory + ":ro"));
      return values;
    }
  }

  Project {
    Objects.requireNonNull(home);
    Objects.requireNonNull(repository);
    units = List.copyOf(units);
    environments = Set.copyOf(environments);
  }

  static Project of(Invocation invocation) {
    if (invocation.has(Options.CONFIG)) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"init\" writes files that use whimbrel.yaml")
          .remedy("leave --config out"), null);
    }
    Settings settings = Settings.of(invocation);
    Path home = settings.project().toAbsolutePath().normalize();
    boolean isNew = !Files.exists(home.resolve(CONFIGURATION));
    if (!isNew) {
      refuseOtherDirectory(invocation);
    }
    Set<String> environments = new TreeSet<>();
    List.of(LOCAL, PROD).stream().filter(name -> isNew || knows(invocation, name)).forEach(environments::add);
    return new Project(home, repository(home), inside(home, settings.directoryLabel()),
        settings.text(Options.FORMAT).orElse(""), units(home, settings), environments);
  }

  /** All files find the directory by whimbrel.yaml, which is not changed. */
  private static void refuseOtherDirectory(Invocation invocation) {
    for (Option option : List.of(Options.DIR, Options.FORMAT)) {
      if (invocation.has(option)) {
        throw new WhimbrelException(Problem.of(ProblemCode.USAGE,
            "the files that \"init\" writes use whimbrel.yaml, which is there already")
            .remedy("write \"" + option.name() + ": " + invocation.value(option).orElse("") + "\" into it, and leave --"
                + option.name() + " out"),
            null);
      }
    }
  }

  private static boolean knows(Invocation invocation, String environment) {
    Map<String, String> values = new LinkedHashMap<>(invocation.values());
    values.put(Options.ENV.name(), environment);
    try {
      Settings.of(new Invocation(invocation.command(), invocation.arguments(), values, invocation.surroundings(),
          invocation.screen()));
      return true;
    } catch (WhimbrelException e) {
      return false; // it has no such environment
    }
  }

  private static List<Unit> units(Path home, Settings settings) {
    List<Unit> units = new ArrayList<>();
    Map<String, ServiceEntry> byName = byName(settings.services());
    inOrder(settings.services()).forEach(name -> units.add(new Unit(name,
        inside(home, settings.ofService(name).directoryLabel()), requires(byName, name))));
    return units.isEmpty() ? List.of(new Unit("", inside(home, settings.directoryLabel()), List.of())) : units;
  }

  private static Map<String, ServiceEntry> byName(List<ServiceEntry> services) {
    return services.stream()
        .collect(Collectors.toMap(ServiceEntry::name, entry -> entry, (a, b) -> a, LinkedHashMap::new));
  }

  private static List<String> requires(Map<String, ServiceEntry> services, String name) {
    return Optional.ofNullable(services.get(name)).map(ServiceEntry::requires).orElse(List.of());
  }

  /** Those that are required first; that they do so in no circle has been seen. */
  private static List<String> inOrder(List<ServiceEntry> services) {
    Map<String, ServiceEntry> byName = byName(services);
    List<String> ordered = new ArrayList<>();
    byName.keySet().forEach(name -> add(name, byName, ordered));
    return ordered;
  }

  private static void add(String name, Map<String, ServiceEntry> services, List<String> ordered) {
    if (ordered.contains(name)) {
      return;
    }
    requires(services, name).forEach(required -> add(required, services, ordered));
    ordered.add(name);
  }

  /** What is copied into an image, or staged, lies in the project. */
  private static String inside(Path home, String directory) {
    Path path = home.resolve(directory).normalize();
    if (!path.startsWith(home) || path.equals(home)) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "the migration directory \"" + directory + "\" does not lie in the project")
              .remedy("work in the directory that holds it, with -C, and name it relative to that"),
          null);
    }
    return home.relativize(path).toString().replace('\\', '/');
  }

  private static Path repository(Path home) {
    for (Path path = home; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        return path;
      }
    }
    return home;
  }

  /** The project as the repository sees it. */
  private String prefix() {
    String prefix = repository.relativize(home).toString().replace('\\', '/');
    return prefix.isEmpty() ? "." : prefix;
  }

  private String inRepository(String path) {
    return prefix().equals(".") ? path : prefix() + "/" + path;
  }

  boolean hasServices() {
    return !units.getFirst().service().isEmpty();
  }

  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ALL", hasServices() ? " --all" : "");
    values.put("ALL_JSON", hasServices() ? ", \"--all\"" : "");
    values.put("ALL_MAKE", hasServices() ? " $(ALL)" : "");
    values.put("ALL_JUST", hasServices() ? " {{all}}" : "");
    values.put("UP_JUST", hasServices() ? "\"up \" + all" : "\"up\"");
    // what is dropped unasked is the database of one's own machine, and no other
    values.put("FRESH", environments.contains(LOCAL) ? "db reset --yes --env " + LOCAL : "db reset");
    // of the code quality of GitLab a job can only have one file
    values.put("LINT_REPORT", hasServices()
        ? "junit=$CI_PROJECT_DIR/lint-$((n += 1)).xml"
        : "gitlab=$CI_PROJECT_DIR/lint.json");
    values.put("DIRECTORY", Quoted.yaml(directory));
    values.put("FORMAT", format.isEmpty() ? "" : "format: " + Quoted.yaml(format));
    values.put("PROJECT", Quoted.shell(prefix()));
    values.put("PATHSPECS", Stream.concat(units.stream().map(Unit::directory), Stream.of(CONFIGURATION))
        .distinct().map(path -> " " + Quoted.shell(inRepository(path))).collect(Collectors.joining()));
    values.put("WHIMBREL_ENV", environments.contains(PROD) ? " WHIMBREL_ENV=" + PROD : "");
    values.put("LOCAL_ENV", environments.contains(LOCAL) ? "      WHIMBREL_ENV: " + LOCAL : "");
    return values;
  }
}
