package dev.whimbrel.schema.inspect;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which objects are looked at. */
public final class Scope {
  private final List<String> exclude;

  private Scope(List<String> exclude) {
    this.exclude = List.copyOf(exclude);
  }

  /** All but Whimbrel's own journal. */
  public static Scope everything() {
    return new Scope(List.of(Whimbrel.JOURNAL_SCHEMA.name()));
  }

  /**
   * What one of the patterns to include matches, and none to exclude.
   *
   * @param include no pattern means everything
   * @param exclude beside Whimbrel's own journal
   */
  public static Result<Scope> of(List<String> include, List<String> exclude) {
    return Result.ok(everything());
  }

  DatabaseSchema of(DatabaseSchema all) {
    Set<ObjectId> kept = all.objects().keySet().stream().filter(this::includes).collect(Collectors.toSet());
    NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(all.objects());
    objects.keySet().retainAll(kept);
    NavigableMap<ObjectId, Aspects> aspects = new TreeMap<>(all.aspects());
    aspects.keySet().removeIf(id -> !includes(id));
    NavigableMap<ObjectId, Set<ObjectId>> dependencies = new TreeMap<>();
    all.dependencies().forEach((id, needed) -> {
      Set<ObjectId> left = needed.stream().filter(kept::contains).collect(Collectors.toCollection(TreeSet::new));
      if (kept.contains(id) && !left.isEmpty()) {
        dependencies.put(id, left);
      }
    });
    return new DatabaseSchema(all.major(), all.owner(), objects, aspects, dependencies, all.unmodelled());
  }

  private boolean includes(ObjectId id) {
    return !exclude.contains(id.kind() == Kind.SCHEMA ? id.name() : id.schema());
  }
}
