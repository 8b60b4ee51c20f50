package dev.whimbrel.schema.model;

import java.util.List;

/**
 * Privileges that future objects of a role get. Of the id, the schema is that in which, or empty for everywhere; the name is the role; the
 * part is {@code TABLES}, {@code SEQUENCES}, {@code FUNCTIONS}, {@code TYPES}, {@code SCHEMAS} or {@code LARGE OBJECTS}.
 *
 * @param grants all of them, those that were there by default included
 */
public record DefaultPrivileges(ObjectId id, List<Grant> grants) implements SchemaObject {
  public DefaultPrivileges {
    grants = grants.stream().sorted().toList();
  }
}
