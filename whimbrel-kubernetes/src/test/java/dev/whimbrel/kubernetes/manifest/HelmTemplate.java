package dev.whimbrel.kubernetes.manifest;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** So much of Helm's templates as our charts use: if, else, range, define, include, and a few functions. Anything else is an error. */
final class HelmTemplate {
  private static final Pattern ACTION = Pattern.compile("(?s)\\{\\{(-?)\\s*(/\\*.*?\\*/|.*?)\\s*(-?)\\}\\}");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

  private sealed interface Node {
    record Text(String text) implements Node {}

    record Value(String expression) implements Node {}

    record Block(String word, String expression, List<Node> body, List<Node> otherwise) implements Node {}
  }

  private record Token(boolean isText, String text) {}

  private final Map<String, Object> root;
  private final Map<String, List<Node>> defined = new LinkedHashMap<>();
  private List<Token> tokens = List.of();
  private int at;

  private HelmTemplate(Map<String, Object> root) {
    this.root = root;
  }

  /** What Helm would apply, by the path of the template. */
  static SortedMap<String, String> render(Map<String, String> chart, Map<String, Object> changes) {
    Map<String, Object> values = merged(map(chart.getOrDefault("values.yaml", "")), changes);
    var template = new HelmTemplate(Map.of("Values", values, "Release",
        Map.of("Name", "release", "Namespace", "ns", "Revision", 7), "Chart",
        map(chart.getOrDefault("Chart.yaml", ""))));
    SortedMap<String, String> rendered = new TreeMap<>();
    chart.forEach((path, text) -> {
      if (path.endsWith(".tpl")) {
        template.render(template.parse(text), template.root);
      }
    });
    chart.forEach((path, text) -> {
      if (path.startsWith("templates/") && path.endsWith(".yaml")) {
        String result = template.render(template.parse(text), template.root);
        if (!result.isBlank()) {
          rendered.put(path, result.strip() + "\n");
        }
      }
    });
    return rendered;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(String yaml) {
    return Serialization.unmarshal(yaml, Map.class);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> merged(Map<String, Object> values, Map<String, Object> changes) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    changes.forEach((key, value) -> all.merge(key, value, (before, after) -> before instanceof Map<?, ?> old
        && after instanceof Map<?, ?> fresh ? merged((Map<String, Object>) old, (Map<String, Object>) fresh) : after));
    return all;
  }

  private List<Node> parse(String text) {
    List<Token> all = new ArrayList<>();
    Matcher action = ACTION.matcher(text);
    int end = 0;
    boolean trims = false;
    while (action.find()) {
      String before = text.substring(end, action.start());
      before = trims ? before.stripLeading() : before;
      all.add(new Token(true, action.group(1).isEmpty() ? before : before.stripTrailing()));
      all.add(new Token(false, action.group(2)));
      trims = !action.group(3).isEmpty();
      end = action.end();
    }
    all.add(new Token(true, trims ? text.substring(end).stripLeading() : text.substring(end)));
    tokens = all;
    at = 0;
    List<Node> nodes = nodes();
    if (at < tokens.size()) {
      throw new IllegalStateException("{{ " + tokens.get(at).text() + " }} without a beginning");
    }
    return nodes;
  }

  private List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    while (at < tokens.size()) {
      Token token = tokens.get(at);
      if (token.isText()) {
        nodes.add(new Node.Text(token.text()));
      } else if (token.text().equals("end") || token.text().equals("else")) {
        return nodes;
      } else if (token.text().matches("(?s)(if|range|define) .*")) {
        nodes.add(block(token.text()));
      } else if (!token.text().startsWith("/*")) {
        nodes.add(new Node.Value(token.text()));
      }
      at++;
    }
    return nodes;
  }

  private Node block(String text) {
    String[] parts = text.split(" ", 2);
    at++;
    List<Node> body = nodes();
    List<Node> otherwise = List.of();
    if (at < tokens.size() && tokens.get(at).text().equals("else")) {
      at++;
      otherwise = nodes();
    }
    if (at >= tokens.size()) {
      throw new IllegalStateException("{{ " + text + " }} without an end");
    }
    return new Node.Block(parts[0], parts[1], body, otherwise);
  }

  private String render(List<Node> nodes, Object dot) {
    var out = new StringBuilder();
    for (Node node : nodes) {
      switch (node) {
        case Node.Text(var text) -> out.append(text);
        case Node.Value(var expression) -> out.append(shown(pipeline(expression, dot)));
        case Node.Block block -> out.append(block(block, dot));
      }
    }
    return out.toString();
  }

  private String block(Node.Block block, Object dot) {
    return switch (block.word()) {
      case "if" -> render(holds(pipeline(block.expression(), dot)) ? block.body() : block.otherwise(), dot);
      case "range" -> {
        var out = new StringBuilder();
        for (Object item : (List<?>) pipeline(block.expression(), dot)) {
          out.append(render(block.body(), item));
        }
        yield out.toString();
      }
      default -> {
        defined.put(block.expression().replace("\"", ""), block.body());
        yield "";
      }
    };
  }

  private Object pipeline(String expression, Object dot) {
    @Nullable
    Object before = null;
    for (String part : expression.split(" \\| ")) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(part);
      while (word.find()) {
        words.add(word.group());
      }
      before = call(words, before, dot);
    }
    return before == null ? "" : before;
  }

  private Object call(List<String> words, @Nullable Object piped, Object dot) {
    List<Object> arguments = words.stream().skip(1).map(word -> operand(word, dot))
        .collect(Collectors.toCollection(ArrayList::new));
    if (piped != null) {
      arguments.add(piped);
    }
    return switch (words.getFirst()) {
      case "not" -> !holds(arguments.getFirst());
      case "quote" -> "\"" + shown(arguments.getFirst()) + "\"";
      case "default" -> holds(arguments.get(1)) ? arguments.get(1) : arguments.get(0);
      case "join" -> ((List<?>) arguments.get(1)).stream().map(String::valueOf)
          .collect(Collectors.joining(shown(arguments.getFirst())));
      case "toYaml" -> yaml(arguments.getFirst());
      case "nindent" -> "\n" + indented(arguments);
      case "indent" -> indented(arguments);
      case "include" ->
        render(Objects.requireNonNull(defined.get(shown(arguments.getFirst()))), arguments.get(1)).strip();
      default -> {
        if (!arguments.isEmpty()) {
          throw new IllegalStateException("no function " + words.getFirst());
        }
        yield operand(words.getFirst(), dot);
      }
    };
  }

  private static String indented(List<Object> arguments) {
    String before = " ".repeat(Integer.parseInt(shown(arguments.getFirst())));
    return Arrays.stream(shown(arguments.get(1)).split("\n")).map(line -> before + line)
        .collect(Collectors.joining("\n"));
  }

  private static String yaml(Object value) {
    String text = Yaml.of(Map.of("all", value)).replaceFirst("all: ?\\n?", "");
    return (value instanceof Map<?, ?> ? text.replaceAll("(?m)^  ", "") : text).stripTrailing();
  }

  private Object operand(String word, Object dot) {
    if (word.startsWith("\"")) {
      return word.substring(1, word.length() - 1);
    }
    if (word.equals(".")) {
      return dot;
    }
    if (word.matches("\\d+")) {
      return Integer.valueOf(word);
    }
    Object value = word.startsWith("$") ? root : dot;
    for (String part : word.replaceFirst("^\\$?\\.", "").split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
      if (value == null) {
        throw new IllegalStateException("nothing is said of " + word);
      }
    }
    return value;
  }

  private static boolean holds(Object value) {
    return !(Boolean.FALSE.equals(value) || "".equals(value) || List.of().equals(value) || Map.of().equals(value)
        || Integer.valueOf(0).equals(value));
  }

  private static String shown(Object value) {
    return String.valueOf(value);
  }
}
