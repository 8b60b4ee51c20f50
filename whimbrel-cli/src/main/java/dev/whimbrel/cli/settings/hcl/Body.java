package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands between two braces, or in a whole file.
 *
 * @param attributes by their names, in the order of the file
 * @param blocks in the order of the file
 */
public record Body(Map<String, Attribute> attributes, List<Block> blocks) {
  /** {@code name = value}. */
  public record Attribute(String name, Expression value, Position at) {}

  /** {@code type "label" … { … }}. */
  public record Block(String type, List<String> labels, Body body, Position at) {
    public Block {
      labels = List.copyOf(labels);
    }
  }

  public Body {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    blocks = List.copyOf(blocks);
  }

  public Optional<Attribute> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  public Stream<Block> blocks(String type) {
    return blocks.stream().filter(block -> block.type().equals(type));
  }
}
