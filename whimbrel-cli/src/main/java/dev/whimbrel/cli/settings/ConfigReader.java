package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.settings.ConfigFile.Lint;
import dev.whimbrel.cli.settings.ConfigFile.LintSection;
import dev.whimbrel.cli.settings.ConfigFile.Service;
import dev.whimbrel.cli.settings.ConfigFile.Value;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One reading of one whimbrel.yaml: every mistake is collected, up to a number that a person reads. */
final class ConfigReader {
  private static final String ENVIRONMENTS = "environments";
  private static final String SERVICES = "services";
  private static final String REQUIRES = "requires";
  private static final String DEFAULT_ENVIRONMENT = "default-environment";
  private static final String PLACEHOLDERS = "placeholders";
  private static final String ATLAS_FILE = "atlas-hcl";
  static final String LINT = "lint";
  /** Only of an environment: what holds for all of them is said of each. */
  static final String PROTECTED = "protected";
  private static final String QUOTES = "mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes";
  /** Nobody reads more; a file of nothing but mistakes must not take minutes. */
  private static final int MOST_PROBLEMS = 20;

  private final String label;
  private final Set<String> known;
  private final List<Problem> problems = new ArrayList<>();

  ConfigReader(String label, Set<String> known) {
    this.label = label;
    this.known = known;
  }

  Result<ConfigFile> read(String text) {
    LoadSettings yaml = LoadSettings.builder().setLabel(label).build();
    Optional<Node> root;
    try {
      Optional<Problem> shape = YamlShape.problem(label, yaml, text);
      if (shape.isPresent()) {
        return Result.rejected(shape.get());
      }
      root = new Compose(yaml).composeString(text);
    } catch (MarkedYamlEngineException e) {
      return Result.rejected(notYaml(e));
    } catch (ReaderException e) {
      return Result.rejected(notText(e, text));
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

  private Problem notText(ReaderException e, String text) {
    int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, end) + 1;
    return Problem
        .of(ProblemCode.CONFIGURATION, String.format("the character U+%04X cannot stand in YAML", e.getCodePoint()))
        .at(new Position(label, line, column)).remedy("the file is not text, or is damaged there; write it anew");
  }

  private ConfigFile config(Node root) {
    Set<String> allowed = names();
    allowed.addAll(Set.of(ENVIRONMENTS, SERVICES, DEFAULT_ENVIRONMENT, PLACEHOLDERS, ATLAS_FILE, LINT));
    Map<String, Value> general = new LinkedHashMap<>();
    Map<String, Map<String, Value>> environments = new LinkedHashMap<>();
    Map<String, Service> services = new LinkedHashMap<>();
    Map<String, Value> placeholders = new LinkedHashMap<>();
    LintSection lint = LintSection.none();
    Map<String, LintSection> lints = new LinkedHashMap<>();
    @Nullable
    Value standard = null;
    @Nullable
    Value atlasFile = null;
    for (Map.Entry<String, NodeTuple> member : members(root, allowed, "whimbrel.yaml").entrySet()) {
      Node node = member.getValue().getValueNode();
      switch (member.getKey()) {
        case ENVIRONMENTS -> members(node, null, ENVIRONMENTS)
            .forEach((name, tuple) -> environments.put(name, values(tuple.getValueNode(),
                own -> lints.put(name, lint(own)))));
        case SERVICES -> members(node, null, SERVICES).forEach((name, tuple) -> services.put(name, service(tuple)));
        case DEFAULT_ENVIRONMENT -> standard = scalar(DEFAULT_ENVIRONMENT, node).orElse(null);
        case LINT -> lint = lint(node);
        case ATLAS_FILE -> atlasFile = scalar(ATLAS_FILE, node).orElse(null);
        case PLACEHOLDERS -> members(node, null, PLACEHOLDERS)
            .forEach((name, tuple) -> scalar(name, tuple.getValueNode()).ifPresent(v -> placeholders.put(name, v)));
        default -> general.putAll(values(member.getKey(), node));
      }
    }
    problems.addAll(ServicesMap.problems(services));
    return new ConfigFile(general, environments, services, standard, placeholders, atlasFile,
        new Lint(lint, lints));
  }

  /** What may stand where no group is open: the names of groups, and the keys that are in none. */
  private Set<String> names() {
    return known.stream().map(key -> key.replaceFirst("[.].*", "")).collect(Collectors.toCollection(TreeSet::new));
  }

  /** One value, or those of a group. */
  private Map<String, Value> values(String key, Node node) {
    String group = key + Option.GROUPED;
    Set<String> members = known.stream().filter(name -> name.startsWith(group))
        .map(name -> name.substring(group.length())).collect(Collectors.toCollection(TreeSet::new));
    Map<String, Value> values = new LinkedHashMap<>();
    if (members.isEmpty()) {
      scalar(key, node).ifPresent(value -> values.put(key, value));
      return values;
    }
    members(node, members, key).forEach((name, tuple) -> scalar(name, tuple.getValueNode())
        .ifPresent(value -> values.put(group + name, value)));
    return values;
  }

  private Map<String, Value> values(Node node, Consumer<Node> lint) {
    Set<String> allowed = names();
    allowed.addAll(Set.of(PROTECTED, LINT));
    Map<String, Value> values = new LinkedHashMap<>();
    members(node, allowed, "an environment").forEach((key, tuple) -> {
      if (key.equals(LINT)) {
        lint.accept(tuple.getValueNode());
      } else {
        values.putAll(values(key, tuple.getValueNode()));
      }
    });
    return values;
  }

  private LintSection lint(Node section) {
    Map<String, Value> weights = new LinkedHashMap<>();
    Map<String, Value> decisions = new LinkedHashMap<>();
    List<Value> extensions = new ArrayList<>();
    members(section, null, LINT).forEach((key, tuple) -> {
      Node node = tuple.getValueNode();
      if (key.equals(LintDecisions.NAMES)) {
        members(node, LintDecisions.kinds(), LintDecisions.NAMES).forEach((kind, named) -> decisions.putAll(
            decided(LintDecisions.NAMES + Option.GROUPED + kind, named.getValueNode())));
      } else if (key.equals(LintDecisions.EXTENSIONS)) {
        extensions.addAll(extensions(node));
      } else if (LintDecisions.isKnown(key)) {
        decisions.putAll(decided(key, node));
      } else {
        weights.putAll(weight(key, tuple));
      }
    });
    return new LintSection(weights, decisions, extensions);
  }

  private Map<String, Value> weight(String rule, NodeTuple tuple) {
    Optional<Value> word = scalar(rule, tuple.getValueNode());
    word.ifPresent(said -> RuleWeights.problems(rule, at(tuple.getKeyNode()), said).forEach(this::add));
    return word.map(said -> Map.of(rule, said)).orElse(Map.of());
  }

  private Map<String, Value> decided(String key, Node node) {
    Optional<Value> word = scalar(key, node);
    word.flatMap(said -> LintDecisions.problem(key, said)).ifPresent(this::add);
    return word.map(said -> Map.of(key, said)).orElse(Map.of());
  }

  private List<Value> extensions(Node node) {
    List<Value> names = names(LintDecisions.EXTENSIONS, node);
    if (node instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
      add(LintDecisions.noExtension(at(node)));
    }
    names.stream().filter(name -> name.written().isBlank()).map(name -> LintDecisions.noExtension(name.at()))
        .forEach(this::add);
    return names;
  }

  private Service service(NodeTuple named) {
    Set<String> allowed = names();
    allowed.add(REQUIRES);
    allowed.remove("service");
    Map<String, Value> values = new LinkedHashMap<>();
    List<Value> requires = new ArrayList<>();
    members(named.getValueNode(), allowed, "a service").forEach((key, tuple) -> {
      if (key.equals(REQUIRES)) {
        requires.addAll(names(REQUIRES, tuple.getValueNode()));
      } else {
        values.putAll(values(key, tuple.getValueNode()));
      }
    });
    return new Service(at(named.getKeyNode()), values, requires);
  }

  private List<Value> names(String key, Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      add(Problem.of(ProblemCode.CONFIGURATION, "\"" + key + "\" must be a list of names").at(at(node))
          .remedy("write it in brackets: \"" + key + ": [name]\""));
      return List.of();
    }
    List<Value> names = new ArrayList<>();
    sequence.getValue().forEach(one -> scalar("a name in " + key, one).ifPresent(names::add));
    return names;
  }

  private Map<String, NodeTuple> members(Node node, @Nullable Set<String> allowed, String where) {
    Map<String, NodeTuple> members = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      add(Problem.of(ProblemCode.CONFIGURATION, "\"" + where + "\" must be a list of \"key: value\"").at(at(node))
          .remedy("write each as \"key: value\" in a line of its own, without a dash"));
      return members;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (problems.size() >= MOST_PROBLEMS) {
        break;
      }
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (allowed != null && !allowed.contains(key)) {
        add(unknown(key, allowed, tuple.getKeyNode()));
      } else if (members.putIfAbsent(key, tuple) != null) {
        add(Problem.of(ProblemCode.CONFIGURATION, "the key \"" + key + "\" stands here twice")
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
      add(Problem.of(ProblemCode.CONFIGURATION, "\"" + key + "\" must be a single value").at(at(node))
          .remedy("write it in one line: \"" + key + ": value\""));
      return Optional.empty();
    }
    if (scalar.getScalarStyle() == ScalarStyle.PLAIN && Set.of("", "~", "null").contains(scalar.getValue())) {
      add(Problem.of(ProblemCode.CONFIGURATION, "\"" + key + "\" has no value").at(at(node))
          .remedy("write one, or remove the line; an empty text is \"\""));
      return Optional.empty();
    }
    return Optional.of(new Value(scalar.getValue(), at(node)));
  }

  private void add(Problem problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private Position at(Node node) {
    return node.getStartMark().map(mark -> new Position(label, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Position(label, 1, 1));
  }
}
