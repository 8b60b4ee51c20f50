package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which database is meant, and who said so. */
public sealed interface DatabaseAddress {
  /** A server that somebody runs. */
  record Server(DatabaseUrl url, String source) implements DatabaseAddress {}

  /** The embedded server of a data directory. */
  record Embedded(Path directory, String source) implements DatabaseAddress {}

  /** Who named it: an option, a variable or whimbrel.yaml. */
  String source();

  /** What is called the embedded server where a URL is asked for. */
  String EMBEDDED = "embedded:";

  /**
   * Looks in the flag, WHIMBREL_URL, DATABASE_URL, DB_HOST and its like, and whimbrel.yaml, in this order. Never falls back to anything: a
   * job whose variable is missing must fail.
   *
   * @throws WhimbrelException if no database is named, or not rightly
   */
  static DatabaseAddress of(Settings settings) {
    Optional<Sourced> given = given(settings);
    refuseContradiction(settings, given);
    Optional<Sourced> said = given
        .or(() -> settings.configured(Options.URL))
        .filter(sourced -> !sourced.value().isBlank());
    if (said.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.NO_DATABASE, "no database is named")
          .remedy(
              "name yours: --url postgres://user@host:5432/database (or WHIMBREL_URL, DATABASE_URL, DB_HOST …, or url in "
                  + "whimbrel.yaml)\nor use one that needs nothing installed: --url embedded:"),
          null);
    }
    String value = said.get().value().strip();
    if (value.startsWith(EMBEDDED + "//")) {
      throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION, "\"embedded:\" names a directory, not a host"
          + " (it comes from " + said.get().source() + ")")
          .at(said.get().at())
          .remedy("write embedded: or embedded:DIRECTORY"), null);
    }
    if (value.startsWith(EMBEDDED)) {
      String directory = value.substring(EMBEDDED.length());
      Path path = settings.project().resolve(directory.isEmpty() ? ".whimbrel/postgres" : directory);
      return new Embedded(path.normalize(), said.get().source());
    }
    DatabaseUrl url = withPassword(parsed(value, said.get()), settings);
    return new Server(inSchema(url, settings.variables()), said.get().source());
  }

  /** What flags and variables say. */
  static Optional<Sourced> given(Settings settings) {
    return settings.given(Options.URL).or(() -> ofParts(settings.variables()));
  }

  /** Where the password comes from, unless only the driver's own file has it. */
  static Optional<String> passwordSource(Settings settings) {
    Optional<Sourced> url = settings.found(Options.URL).map(Settings.Found::said);
    boolean inUrl = url.filter(said -> DatabaseUrl.parse(said.value().strip()) instanceof Result.Ok<DatabaseUrl> ok
        && ok.value().password() != null).isPresent();
    if (inUrl) {
      return url.map(Sourced::source);
    }
    return settings.find(Options.PASSWORD_FILE).map(file -> "the file \"" + file.value() + "\"")
        .or(() -> Optional.of("PGPASSWORD").filter(name -> !settings.variables().getOrDefault(name, "").isEmpty()));
  }

  /** A variable comes before whimbrel.yaml, but not silently before an environment that somebody typed. */
  private static void refuseContradiction(Settings settings, Optional<Sourced> given) {
    Optional<Sourced> asked = settings.ofNamedEnvironment(Options.URL);
    boolean typed = given.filter(sourced -> sourced.source().equals("--" + Options.URL.name())).isPresent();
    if (typed || given.isEmpty() || asked.isEmpty() || asked.get().value().equals(given.get().value())) {
      return;
    }
    throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION, "--env " + settings.environmentName().orElse("")
        + " names one database, and " + given.get().source() + " names another")
        .at(asked.get().at())
        .state("nothing was changed")
        .remedy("leave one of them out, or say which with --url"), null);
  }

  private static DatabaseUrl parsed(String value, Sourced said) {
    return switch (DatabaseUrl.parse(value)) {
      case Result.Ok<DatabaseUrl> ok -> ok.value();
      case Result.Rejected<DatabaseUrl> rejected -> throw new WhimbrelException(rejected.problems().stream()
          .map(problem -> Problem.of(problem.code(), problem.message() + " (it comes from " + said.source() + ")")
              .at(said.at())
              .remedy(problem.remedy()))
          .toList());
    };
  }

  /** The password of the URL, else of a file, else PGPASSWORD; else the driver looks into ~/.pgpass. */
  private static DatabaseUrl withPassword(DatabaseUrl url, Settings settings) {
    if (url.password() != null) {
      return url;
    }
    Optional<String> file = settings.text(Options.PASSWORD_FILE);
    if (file.isPresent()) {
      return url.withPassword(read(settings.project().resolve(file.get()), file.get()));
    }
    String variable = settings.variables().getOrDefault("PGPASSWORD", "");
    return variable.isEmpty() ? url : url.withPassword(variable);
  }

  /** A URL that comes from a secret has its parameters or has none; who only hands it on cannot add one. */
  private static DatabaseUrl inSchema(DatabaseUrl url, Map<String, String> variables) {
    String path = variables.getOrDefault("WHIMBREL_SEARCH_PATH", "");
    return path.isBlank() ? url : url.withSearchPath(path);
  }

  private static String read(Path file, String label) {
    try {
      return SmallFile.read(file).stripTrailing();
    } catch (IOException e) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "the password file \"" + label + "\" cannot be read: " + e.getMessage())
              .remedy("name a file that holds the password and nothing else"),
          e);
    }
  }

  private static Optional<Sourced> ofParts(Map<String, String> variables) {
    if (variables.getOrDefault("DB_HOST", "").isEmpty() && variables.getOrDefault("DB_NAME", "").isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : List.of("host", "port", "user", "password", "name", "sslmode")) {
      String value = variables.getOrDefault("DB_" + part.toUpperCase(java.util.Locale.ROOT), "");
      if (!value.isEmpty()) {
        parameters.put(part.equals("name") ? "dbname" : part, value);
      }
    }
    StringBuilder url = new StringBuilder("postgres:///?");
    parameters.forEach((name, value) -> url.append(name).append('=')
        .append(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20"))
        .append('&'));
    url.append(variables.getOrDefault("DB_PARAMETERS", "").strip());
    return Optional.of(new Sourced(url.toString(), "DB_HOST, DB_NAME …", null));
  }
}
