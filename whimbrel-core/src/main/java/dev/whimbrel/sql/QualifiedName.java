package dev.whimbrel.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A name as a statement has it, with the schema in front where the statement names one.
 *
 * @param parts what stands between the dots; not empty
 */
public record QualifiedName(List<Identifier> parts) {
  public QualifiedName {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a name without parts");
    }
  }

  public static QualifiedName of(String... parts) {
    return new QualifiedName(List.of(parts).stream().map(Identifier::new).toList());
  }

  /** Safe to stand in SQL whatever the parts hold. */
  public String quoted() {
    return parts.stream().map(Identifier::quoted).collect(Collectors.joining("."));
  }

  @Override
  public String toString() {
    return quoted();
  }
}
