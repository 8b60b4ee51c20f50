package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * whimbrel.yaml, read with the place of every value.
 *
 * @param general the values outside the environments, by key
 * @param environments the values of each environment
 * @param defaultEnvironment the environment of those who name none, or null
 * @param placeholders names and values for formats that substitute them
 */
record ConfigFile(Map<String, Value> general, Map<String, Map<String, Value>> environments,
    @Nullable String defaultEnvironment,
    Map<String, Value> placeholders) {
  /** A text as it is written, and where it stands. */
  record Value(String written, Position at) {
    /** With a variable's value for each {@code ${NAME}} or {@code ${NAME:-default}}; read late, so that only what is used needs one. */
    String text(Map<String, String> variables) {
      Matcher matcher = VARIABLE.matcher(written);
      StringBuilder out = new StringBuilder();
      while (matcher.find()) {
        String name = Objects.requireNonNull(matcher.group(1));
        @Nullable
        String standard = matcher.group(2);
        String value = variables.getOrDefault(name, "");
        if (value.isEmpty() && standard == null) {
          throw new WhimbrelException(
              Problem.of(ProblemCode.CONFIGURATION, "the variable " + name + " is not set").at(at)
                  .remedy("set it, or give a default: ${" + name + ":-value}"),
              null);
        }
        matcher.appendReplacement(out,
            Matcher.quoteReplacement(value.isEmpty() && standard != null ? standard : value));
      }
      return matcher.appendTail(out).toString();
    }
  }

  private static final String ENVIRONMENTS = "environments";
  private static final String DEFAULT_ENVIRONMENT = "default-environment";
  private static final String PLACEHOLDERS = "placeholders";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  ConfigFile {
    general = Map.copyOf(general);
    environments = Map.copyOf(environments);
    placeholders = Map.copyOf(placeholders);
  }

  static ConfigFile none() {
    return new ConfigFile(Map.of(), Map.of(), null, Map.of());
  }

  /**
   * Reads the file.
   *
   * @param known the keys that may stand in it or in an environment
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
    return new Reader(label, known).read(text);
  }

  private static final String QUOTES = "mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes";

  /** One reading of one file. */
  private static final class Reader {
    private final String label;
    private final Set<String> known;
    private final List<Problem> problems = new ArrayList<>();

    Reader(String label, Set<String> known) {
      this.label = label;
      this.known = known;
    }

    Result<ConfigFile> read(String text) {
      Optional<Node> root;
      try {
        root = new Compose(LoadSettings.builder().setLabel(label).build()).composeString(text);
      } catch (MarkedYamlEngineException e) {
        return Result.rejected(notYaml(e));
      } catch (YamlEngineException e) {
        return Result.rejected(
            Problem.of(ProblemCode.CONFIGURATION, "not YAML: " + e.getMessage()).inFile(label).remedy(QUOTES));
      }
      ConfigFile config = root.map(this::config).orElseGet(ConfigFile::none);
      return problems.isEmpty() ? Result.ok(config) : Result.rejected(problems);
    }

    private Problem notYaml(MarkedYamlEngineException e) {
      Problem problem = Problem.of(ProblemCode.CONFIGURATION, "not YAML: " + e.getProblem()).remedy(QUOTES);
      return e.getProblemMark()
          .map(mark -> problem.at(new Position(label, mark.getLine() + 1, mark.getColumn() + 1)))
          .orElse(problem.inFile(label));
    }

    private ConfigFile config(Node root) {
      Set<String> allowed = new TreeSet<>(known);
      allowed.addAll(Set.of(ENVIRONMENTS, DEFAULT_ENVIRONMENT, PLACEHOLDERS));
      Map<String, Value> general = new LinkedHashMap<>();
      Map<String, Map<String, Value>> environments = new LinkedHashMap<>();
      Map<String, Value> placeholders = new LinkedHashMap<>();
      @Nullable
      String standard = null;
      for (Map.Entry<String, Node> member : members(root, allowed, "whimbrel.yaml").entrySet()) {
        Node node = member.getValue();
        switch (member.getKey()) {
          case ENVIRONMENTS ->
            members(node, null, ENVIRONMENTS).forEach((name, values) -> environments.put(name, values(values)));
          case DEFAULT_ENVIRONMENT -> standard = scalar(DEFAULT_ENVIRONMENT, node).map(Value::written).orElse(null);
          case PLACEHOLDERS -> members(node, null, PLACEHOLDERS)
              .forEach((name, value) -> scalar(name, value).ifPresent(v -> placeholders.put(name, v)));
          default -> scalar(member.getKey(), node).ifPresent(value -> general.put(member.getKey(), value));
        }
      }
      return new ConfigFile(general, environments, standard, placeholders);
    }

    private Map<String, Value> values(Node node) {
      Map<String, Value> values = new LinkedHashMap<>();
      members(node, known, "an environment")
          .forEach((key, value) -> scalar(key, value).ifPresent(v -> values.put(key, v)));
      return values;
    }

    private Map<String, Node> members(Node node, @Nullable Set<String> allowed, String where) {
      Map<String, Node> members = new LinkedHashMap<>();
      if (!(node instanceof MappingNode mapping)) {
        problems.add(
            Problem.of(ProblemCode.CONFIGURATION, "\"" + where + "\" must be a list of \"key: value\"").at(at(node))
                .remedy("write each as \"key: value\" in a line of its own, without a dash"));
        return members;
      }
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (allowed != null && !allowed.contains(key)) {
          problems.add(unknown(key, allowed, tuple.getKeyNode()));
        } else if (members.put(key, tuple.getValueNode()) != null) {
          problems.add(Problem.of(ProblemCode.CONFIGURATION, "the key \"" + key + "\" stands here twice")
              .at(at(tuple.getKeyNode())).remedy("remove one of the two"));
        }
      }
      return members;
    }

    private Problem unknown(String key, Set<String> allowed, Node node) {
      return Problem.of(ProblemCode.CONFIGURATION, "the key \"" + key + "\" is not known")
          .at(at(node))
          .remedy(Nearest.to(key, allowed).map(near -> "did you mean \"" + near + "\"?")
              .orElse("known are " + String.join(", ", allowed)));
    }

    private Optional<Value> scalar(String key, Node node) {
      if (!(node instanceof ScalarNode scalar)) {
        problems.add(Problem.of(ProblemCode.CONFIGURATION, "\"" + key + "\" must be a single value").at(at(node))
            .remedy("write it in one line: \"" + key + ": value\""));
        return Optional.empty();
      }
      return Optional.of(new Value(scalar.getValue(), at(node)));
    }

    private Position at(Node node) {
      return node.getStartMark().map(mark -> new Position(label, mark.getLine() + 1, mark.getColumn() + 1))
          .orElse(new Position(label, 1, 1));
    }
  }
}
