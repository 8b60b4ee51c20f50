package dev.whimbrel.schema.model;

import java.util.List;

/**
 * An event trigger.
 *
 * @param tags of commands, sorted; empty for all
 * @param function with its schema, quoted where needed, without parentheses
 */
public record EventTrigger(ObjectId id, String event, List<String> tags, String function,
    Firing firing) implements SchemaObject {
  public EventTrigger {
    tags = tags.stream().sorted().toList();
  }
}
