package dev.whimbrel.kubernetes.convert;

import dev.whimbrel.problem.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Fields of a file with their places. What was asked for is taken; what is left at the end is a field that nobody knows. */
final class Mapping {
  private final String file;
  private final String path;
  private final Position at;
  private final Map<String, NodeTuple> left = new LinkedHashMap<>();
  private final List<Mapping> children = new ArrayList<>();

  /** A field, and where it stands. */
  record Field(String path, Position at) {}

  Mapping(String file, String path, MappingNode node) {
    this.file = file;
    this.path = path;
    this.at = position(node);
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && !isNull(tuple.getValueNode())) {
        left.put(key.getValue(), tuple);
      }
    }
  }

  private static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }

  private Position position(Node node) {
    Mark mark = node.getStartMark().orElse(null);
    return mark == null ? new Position(file, 1, 1) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  Position at() {
    return at;
  }

  /** Where the field is, and no longer left; null if it is not there, or null in the file. */
  @Nullable
  Field take(String key) {
    NodeTuple tuple = left.remove(key);
    return tuple == null ? null : field(key, tuple);
  }

  private Field field(String key, NodeTuple tuple) {
    return new Field(path.isEmpty() ? key : path + "." + key, position(tuple.getKeyNode()));
  }

  /** The same without taking it. */
  @Nullable
  Field find(String key) {
    NodeTuple tuple = left.get(key);
    return tuple == null ? null : field(key, tuple);
  }

  /** A text, a number or a boolean as it is written; null if it is none. What is not one stays left. */
  @Nullable
  String text(String key) {
    NodeTuple tuple = left.get(key);
    if (tuple == null || !(tuple.getValueNode() instanceof ScalarNode scalar)) {
      return null;
    }
    left.remove(key);
    return scalar.getValue();
  }

  /** The same for what is the same as not there if it is empty. */
  @Nullable
  String filled(String key) {
    String text = text(key);
    return text == null || text.isEmpty() ? null : text;
  }

  boolean isTrue(String key) {
    return "true".equals(text(key));
  }

  @Nullable
  Mapping mapping(String key) {
    NodeTuple tuple = left.get(key);
    if (tuple == null || !(tuple.getValueNode() instanceof MappingNode node)) {
      return null;
    }
    left.remove(key);
    Mapping mapping = new Mapping(file, field(key, tuple).path(), node);
    children.add(mapping);
    return mapping;
  }

  /** Names and texts; null if there is none. */
  @Nullable
  Map<String, String> texts(String key) {
    Mapping mapping = mapping(key);
    if (mapping == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : List.copyOf(mapping.left.keySet())) {
      String text = mapping.text(name);
      if (text != null) {
        texts.put(name, text);
      }
    }
    return texts;
  }

  List<Mapping> mappings(String key) {
    NodeTuple tuple = left.get(key);
    if (tuple == null || !(tuple.getValueNode() instanceof SequenceNode items)) {
      return List.of();
    }
    left.remove(key);
    return items.getValue().stream().filter(MappingNode.class::isInstance)
        .map(item -> new Mapping(file, "", (MappingNode) item)).toList();
  }

  /** What nobody asked for, here and below. */
  List<Field> left() {
    List<Field> fields = new ArrayList<>();
    left.forEach((key, tuple) -> fields.add(field(key, tuple)));
    children.forEach(child -> fields.addAll(child.left()));
    return fields;
  }
}
