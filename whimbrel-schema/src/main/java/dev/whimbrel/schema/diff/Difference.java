package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What two schemas do not have in common, each list in the order of the ids. Not compared are the order of a table's columns, what is
 * there without being modelled, what only the newer of two servers can tell (the names of {@code NOT NULL} before PostgreSQL 18), the
 * versions of extensions on servers of two major versions, and what a child table has from its parents.
 *
 * @param added only in the second
 * @param removed only in the first
 * @param changed in both, but not alike
 * @param aspects owners, comments and grants that are not alike, of what is in both
 */
public record Difference(List<SchemaObject> added, List<SchemaObject> removed, List<Changed> changed,
    List<ChangedAspects> aspects) {
  public Difference {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    aspects = List.copyOf(aspects);
  }

  /** One object, before and after, as they were inspected. */
  public record Changed(SchemaObject before, SchemaObject after) {
    public ObjectId id() {
      return after.id();
    }
  }

  /** What goes with one object, before and after. */
  public record ChangedAspects(ObjectId id, Aspects before, Aspects after) {}

  /** How exactly extensions are compared. */
  public enum Versions {
    /** By their versions, if both servers are of one major version. */
    COMPARED,
    /** Only by whether they are there. */
    IGNORED
  }

  /** What leads from the first to the second. */
  public static Difference between(DatabaseSchema from, DatabaseSchema to) {
    return between(from, to, Versions.COMPARED);
  }

  public static Difference between(DatabaseSchema from, DatabaseSchema to, Versions versions) {
    Comparison comparison = new Comparison(from, to, versions);
    return new Difference(
        to.objects().values().stream().filter(object -> comparison.isAdded(object)).toList(),
        from.objects().values().stream().filter(object -> comparison.isRemoved(object)).toList(),
        from.objects().values().stream().flatMap(before -> changed(comparison, before)).toList(),
        both(from, to).flatMap(id -> changedAspects(comparison, id)).toList());
  }

  private static Stream<Changed> changed(Comparison comparison, SchemaObject before) {
    return comparison.to().find(before.id()).filter(after -> !comparison.alike(before, after)).stream()
        .map(after -> new Changed(before, after));
  }

  private static Stream<ObjectId> both(DatabaseSchema from, DatabaseSchema to) {
    Set<ObjectId> ids = new TreeSet<>(from.aspects().keySet());
    ids.addAll(to.aspects().keySet());
    return ids.stream();
  }

  private static Stream<ChangedAspects> changedAspects(Comparison comparison, ObjectId id) {
    if (!comparison.inBoth(id)) {
      return Stream.empty();
    }
    Aspects before = comparison.from().aspectsOf(id);
    Aspects after = comparison.to().aspectsOf(id);
    return comparison.alike(id, before, after) ? Stream.empty() : Stream.of(new ChangedAspects(id, before, after));
  }

  /** Whether the two are alike. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && aspects.isEmpty();
  }
}
