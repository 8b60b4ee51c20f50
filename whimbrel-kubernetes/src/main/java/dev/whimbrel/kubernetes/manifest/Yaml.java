package dev.whimbrel.kubernetes.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Objects as YAML that is the same wherever it is written: keys in one order, nothing that a server fills in, and texts of several lines
 * as such, so that a change of a migration is read as one in a diff.
 */
public final class Yaml {
  /** Those come first, in this order; all others by the alphabet. */
  private static final List<String> FIRST = List.of("apiVersion", "kind", "name", "namespace", "metadata", "type",
      "image",
      "command", "args", "key", "value");
  private static final List<String> LAST = List.of("data", "binaryData", "stringData");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Set<String> OF_THE_SERVER = Set.of("managedFields", "creationTimestamp", "resourceVersion",
      "uid",
      "generation", "selfLink");

  private static final Pattern PLAIN = Pattern
      .compile("[A-Za-z_/][-A-Za-z0-9_./]*(?:[:=][-A-Za-z0-9_./]+)*|[0-9]+[a-zA-Z]+");
  /** What some reader of YAML takes for something else than text. */
  private static final Pattern NOT_TEXT = Pattern
      .compile("(?i)y|n|yes|no|on|off|true|false|null|~|nan|\\d+e\\d+|0x.*|0o.*");

  private static final Comparator<String> ORDER = Comparator.<String>comparingInt(Yaml::rank)
      .thenComparing(Comparator.naturalOrder());

  private Yaml() {}

  /** One document for each, with {@code ---} in between. */
  public static String of(HasMetadata... objects) {
    return of(Arrays.asList(objects));
  }

  /** One document for each, with {@code ---} in between. */
  public static String of(Collection<? extends HasMetadata> objects) {
    return objects.stream().map(Yaml::document).collect(Collectors.joining("---\n"));
  }

  /** What is no object of an API server: maps, lists, texts, numbers. */
  static String of(Map<String, ?> document) {
    return text(MAPPER.valueToTree(document));
  }

  private static String document(HasMetadata object) {
    ObjectNode tree = MAPPER.valueToTree(object);
    tree.remove("status");
    if (tree.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(OF_THE_SERVER);
    }
    return text(tree);
  }

  private static String text(JsonNode tree) {
    var out = new StringBuilder();
    value(out, tree, 0);
    return out.toString().stripLeading();
  }

  private static int rank(String key) {
    int first = FIRST.indexOf(key);
    int last = LAST.indexOf(key);
    return first >= 0 ? first - FIRST.size() : last + 1;
  }

  /** Behind a key or a dash: on the same line what has one line, on the next ones what has several. */
  private static void value(StringBuilder out, JsonNode node, int indent) {
    switch (node) {
      case ObjectNode object when object.isEmpty() -> out.append(" {}\n");
      case ArrayNode array when array.isEmpty() -> out.append(" []\n");
      case ObjectNode object -> {
        out.append('\n');
        object(out, object, indent);
      }
      case ArrayNode array -> {
        out.append('\n');
        array(out, array, indent);
      }
      default ->
        out.append(' ').append(node.isTextual() ? scalar(node.textValue(), indent) : node.asText()).append('\n');
    }
  }

  private static void object(StringBuilder out, ObjectNode object, int indent) {
    for (String key : object.propertyStream().map(Map.Entry::getKey).sorted(ORDER).toList()) {
      JsonNode value = object.get(key);
      if (!value.isNull()) {
        out.append(" ".repeat(indent)).append(line(key)).append(':');
        value(out, value, value.isArray() ? indent : indent + 2);
      }
    }
  }

  private static void array(StringBuilder out, ArrayNode array, int indent) {
    for (JsonNode item : array) {
      out.append(" ".repeat(indent)).append('-');
      int from = out.length();
      value(out, item, indent + 2);
      if (out.charAt(from) == '\n') {
        // the first line of what is below stands beside the dash
        out.delete(from, from + 1 + indent + 2).insert(from, ' ');
      }
    }
  }

  private static String scalar(String text, int indent) {
    if (!readableAsBlock(text)) {
      return line(text);
    }
    String keep = text.endsWith("\n\n") || text.equals("\n") ? "+" : text.endsWith("\n") ? "" : "-";
    String begins = text.startsWith(" ") || text.startsWith("\n") ? "2" : "";
    String before = " ".repeat(Math.max(indent, 2));
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return "|" + begins + keep + "\n" + body.lines().map(line -> line.isEmpty() ? "" : before + line)
        .collect(Collectors.joining("\n"));
  }

  /** In a block nothing can be escaped, and carriage returns do not survive. */
  private static boolean readableAsBlock(String text) {
    return text.indexOf('\n') >= 0 && !text.isBlank()
        && text.codePoints().allMatch(c -> c == '\n' || c == '\t' || (c >= ' ' && c < 0x7F)
            || (c >= 0xA0 && c < 0xD800) || (c > 0xE000 && c < 0xFEFF) || (c >= 0x10000 && c <= 0x10FFFF))
        && text.indexOf('\u2028') < 0 && text.indexOf('\u2029') < 0 && !text.endsWith("\n\n");
  }

  private static String line(String text) {
    if (PLAIN.matcher(text).matches() && !NOT_TEXT.matcher(text).matches()) {
      return text;
    }
    var out = new StringBuilder("\"");
    text.codePoints().forEach(c -> {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c >= ' ' && c < 0x7F) {
            out.append((char) c);
          } else {
            out.append(c > 0xFFFF ? String.format("\\U%08X", c) : String.format("\\u%04X", c));
          }
        }
      }
    });
    return out.append('"').toString();
  }
}
