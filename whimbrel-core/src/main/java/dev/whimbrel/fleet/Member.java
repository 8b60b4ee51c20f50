package dev.whimbrel.fleet;

import java.util.List;
import java.util.Objects;

/**
 * One of those on which the same work is done: a service, or a database.
 *
 * @param name differs from all others'
 * @param requires the names of those that must be done before it
 */
public record Member(String name, List<String> requires) {
  public Member {
    Objects.requireNonNull(name);
    requires = List.copyOf(requires);
  }
}
