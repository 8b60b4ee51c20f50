package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * whimbrel.yaml, read with the place of every value.
 *
 * @param general the values outside the environments, by key
 * @param environments the values of each environment
 * @param services those that share a database, in the order of the file
 * @param defaultEnvironment the environment of those who name none, or null
 * @param placeholders names and values for formats that substitute them
 * @param atlasFile where Atlas's project file lies, or "false" if it is not read; null if nothing is said of it
 * @param lint what findings weigh, and what the project has decided on
 */
record ConfigFile(Map<String, Value> general, Map<String, Map<String, Value>> environments,
    Map<String, Service> services, @Nullable Value defaultEnvironment, Map<String, Value> placeholders,
    @Nullable Value atlasFile, Lint lint) {
  /** A text as it is written, and where it stands. */
  record Value(String written, Position at) implements Configured {
    /** With a variable's value for each {@code ${NAME}} or {@code ${NAME:-default}}; a doubled dollar sign before a brace is a single one. */
    @Override
    public String text(Map<String, String> variables) {
      Matcher matcher = VARIABLE.matcher(written);
      StringBuilder out = new StringBuilder();
      while (matcher.find()) {
        matcher.appendReplacement(out, Matcher.quoteReplacement(replacement(matcher, variables)));
      }
      return matcher.appendTail(out).toString();
    }

    /** As it is written, with the part of the file that it stands in. */
    Settings.Found found(String section) {
      return new Settings.Found(new Settings.Sourced(written, at.file(), at), section);
    }

    private String replacement(Matcher matcher, Map<String, String> variables) {
      if (matcher.group().equals("$${")) {
        return "${";
      }
      @Nullable
      String name = matcher.group(1);
      @Nullable
      String standard = matcher.group(2);
      if (name == null || (standard != null && standard.contains("${"))) {
        throw wrong("\"${\" begins a variable here, and what follows is not ${NAME} or ${NAME:-default}",
            "mend it; for the signs themselves write $${");
      }
      String value = variables.getOrDefault(name, "");
      if (value.isEmpty() && standard == null) {
        throw wrong("the variable " + name + " is not set", "set it, or give a default: ${" + name + ":-value}");
      }
      return value.isEmpty() ? Objects.requireNonNull(standard) : value;
    }

    private WhimbrelException wrong(String fact, String remedy) {
      return new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION, fact).at(at).remedy(remedy), null);
    }
  }

  /**
   * What stands under the name of a service.
   *
   * @param requires the names of others
   */
  record Service(Position at, Map<String, Value> values, List<Value> requires) {
    Service {
      values = Map.copyOf(values);
      requires = List.copyOf(requires);
    }
  }

  /**
   * What stands under {@code lint} in one part of the file, in words that are known to be good.
   *
   * @param weights what findings weigh, by rules or the beginnings of their ids
   * @param decisions what the project has decided on, by the keys of {@link LintDecisions}
   * @param extensions that may be installed; none if nothing is said of it
   */
  record LintSection(Map<String, Value> weights, Map<String, Value> decisions, List<Value> extensions) {
    LintSection {
      weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
      decisions = Collections.unmodifiableMap(new LinkedHashMap<>(decisions));
      extensions = List.copyOf(extensions);
    }

    static LintSection none() {
      return new LintSection(Map.of(), Map.of(), List.of());
    }
  }

  /**
   * What stands under {@code lint}.
   *
   * @param environments the same of each environment that says something of it
   */
  record Lint(LintSection general, Map<String, LintSection> environments) {
    Lint {
      environments = Map.copyOf(environments);
    }

    /**
     * The strongest first, by the part of the file that they stand in; the general one has no name.
     *
     * @param environment or null if none is in force
     */
    Map<String, LintSection> layers(@Nullable String environment) {
      Map<String, LintSection> layers = new LinkedHashMap<>();
      LintSection own = environment == null ? null : environments.get(environment);
      if (own != null) {
        layers.put("environment " + environment, own);
      }
      layers.put("", general);
      return layers;
    }
  }

  private static final Pattern VARIABLE = Pattern
      .compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

  ConfigFile {
    general = Map.copyOf(general);
    environments = Map.copyOf(environments);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    placeholders = Map.copyOf(placeholders);
  }

  static ConfigFile none() {
    return new ConfigFile(Map.of(), Map.of(), Map.of(), null, Map.of(), null, new Lint(LintSection.none(), Map.of()));
  }

  /**
   * Reads the file.
   *
   * @param known the keys that may stand in it, in an environment or in a service
   */
  static Result<ConfigFile> read(Path file, String label, Set<String> known) {
    String text;
    try {
      text = SmallFile.read(file);
    } catch (IOException e) {
      return Result.rejected(
          Problem.of(ProblemCode.CONFIGURATION, "the configuration \"" + label + "\" cannot be read: " + e.getMessage())
              .remedy("mend the file, or name another with --config"));
    }
    return new ConfigReader(label, known).read(text);
  }
}
