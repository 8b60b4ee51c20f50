package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Attributes and then blocks of HCL, laid out as HashiCorp's own formatter does it. */
final class HclBody {
  private final List<Attribute> attributes = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  private record Attribute(String name, String value) {}

  private record Block(String head, HclBody body) {}

  /** Adds an attribute; null for a value leaves it out. */
  HclBody with(String name, @Nullable String value) {
    if (value != null) {
      attributes.add(new Attribute(name, value));
    }
    return this;
  }

  HclBody withText(String name, String value) {
    return value.isEmpty() ? this : with(name, quoted(value));
  }

  HclBody withList(String name, List<String> values) {
    return values.isEmpty() ? this : with(name, list(values));
  }

  HclBody block(String type, List<String> labels, HclBody body) {
    String head = type + labels.stream().map(label -> " " + quoted(label)).collect(Collectors.joining());
    blocks.add(new Block(head, body));
    return this;
  }

  static String list(List<String> values) {
    return "[" + String.join(", ", values) + "]";
  }

  static String sql(String expression) {
    return "sql(" + quoted(expression) + ")";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(switch (c) {
        case '"' -> "\\\"";
        case '\\' -> "\\\\";
        case '\n' -> "\\n";
        case '\r' -> "\\r";
        case '\t' -> "\\t";
        case '$', '%' -> text.startsWith("{", i + 1) ? "" + c + c : c;
        default -> Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c;
      });
    }
    return out.append('"').toString();
  }

  /** A name behind a point, or in brackets if it could not stand there. */
  static String step(String name) {
    boolean plain = name.codePoints().allMatch(c -> Character.isUnicodeIdentifierPart(c) || c == '-')
        && name.codePoints().limit(1).allMatch(c -> Character.isUnicodeIdentifierStart(c) || c == '_');
    return plain && !name.isEmpty() ? "." + name : "[" + quoted(name) + "]";
  }

  /** The lines of several blocks of the outermost level. */
  String render() {
    StringBuilder out = new StringBuilder();
    write(out, "");
    return out.toString();
  }

  private void write(StringBuilder out, String indent) {
    int width = attributes.stream().mapToInt(attribute -> attribute.name().length()).max().orElse(0);
    for (Attribute attribute : attributes) {
      out.append(indent).append(attribute.name()).repeat(' ', width - attribute.name().length()).append(" = ")
          .append(attribute.value()).append('\n');
    }
    for (Block block : blocks) {
      out.append(indent).append(block.head()).append(" {\n");
      block.body().write(out, indent + "  ");
      out.append(indent).append("}\n");
    }
  }
}
