package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Position;
import java.util.List;
import java.util.Objects;

/**
 * One of the services that share a database, as whimbrel.yaml lists them.
 *
 * @param name never empty, without control characters
 * @param requires the names of those whose migrations come before its own
 * @param position where the name stands
 */
public record ServiceEntry(String name, List<String> requires, Position position) {
  public ServiceEntry {
    Objects.requireNonNull(name);
    Objects.requireNonNull(position);
    requires = List.copyOf(requires);
  }
}
