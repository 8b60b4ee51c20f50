package dev.whimbrel.schema.inspect;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which objects are looked at: those that a pattern includes, or all if there is none, without those that a pattern excludes. What lies in
 * what is left out is left out, too; that in which something lies stays.
 */
public final class Scope {
  private final List<ObjectPattern> include;
  private final List<ObjectPattern> exclude;
  private final Set<String> without;

  private Scope(List<ObjectPattern> include, List<ObjectPattern> exclude, Set<String> without) {
    this.include = List.copyOf(include);
    this.exclude = List.copyOf(exclude);
    this.without = Set.copyOf(without);
  }

  /** All but Whimbrel's own journal. */
  public static Scope everything() {
    return new Scope(List.of(), List.of(), Set.of(Whimbrel.JOURNAL_SCHEMA.name()));
  }

  /**
   * What one of the patterns to include matches, and none to exclude, and not Whimbrel's own journal.
   *
   * @param include {@code schema}, {@code schema.object} or {@code schema.table.part}, with {@code *} and {@code ?}, a name in double
   *     quotes if it holds a dot, and perhaps {@code [type=table|view]} behind it; none at all means everything
   * @param exclude the same
   */
  public static Result<Scope> of(List<String> include, List<String> exclude) {
    List<Result<ObjectPattern>> included = include.stream().map(ObjectPattern::parse).toList();
    List<Result<ObjectPattern>> excluded = exclude.stream().map(ObjectPattern::parse).toList();
    List<Problem> problems = Stream.concat(included.stream(), excluded.stream())
        .flatMap(pattern -> pattern.problems().stream()).toList();
    if (!problems.isEmpty()) {
      return Result.rejected(problems);
    }
    return Result.ok(new Scope(included.stream().map(Result::orThrow).toList(),
        excluded.stream().map(Result::orThrow).toList(), Set.of(Whimbrel.JOURNAL_SCHEMA.name())));
  }

  /** Without a schema and all that lies in it, such as a journal under another name; a role or an extension of that name stays. */
  public Scope withoutSchema(String name) {
    Set<String> all = new HashSet<>(without);
    all.add(name);
    return new Scope(include, exclude, all);
  }

  /** Without one table. */
  public Scope withoutTable(String schema, String name) {
    return without(List.of(quoted(schema) + "." + quoted(name)));
  }

  private Scope without(List<String> patterns) {
    List<ObjectPattern> all = new ArrayList<>(exclude);
    patterns.forEach(pattern -> all.add(ObjectPattern.parse(pattern).orThrow()));
    return new Scope(include, all, without);
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** Whether something in this schema, or in none if it is empty, is looked at that is no object of the model. */
  boolean hasIn(String schema, String name) {
    List<String> path = schema.isEmpty() ? List.of(name) : List.of(schema, name);
    return !without.contains(schema)
        && (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.begins(path)))
        && exclude.stream().noneMatch(pattern -> pattern.begins(path));
  }

  /** The part of a schema that is looked at; what is left out is not needed by anything, either. */
  DatabaseSchema of(DatabaseSchema all) {
    if (isWhole(all)) {
      return all;
    }
    Set<ObjectId> kept = kept(all);
    NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(all.objects());
    objects.keySet().retainAll(kept);
    objects.replaceAll((id, object) -> without(kept, object));
    NavigableMap<ObjectId, Aspects> aspects = new TreeMap<>(all.aspects());
    aspects.keySet().removeIf(id -> all.objects().containsKey(id) ? !kept.contains(id) : !isBearerKept(all, kept, id));
    NavigableMap<ObjectId, Set<ObjectId>> dependencies = new TreeMap<>();
    all.dependencies().forEach((id, needed) -> {
      Set<ObjectId> left = needed.stream().filter(kept::contains).collect(Collectors.toCollection(TreeSet::new));
      if (kept.contains(id) && !left.isEmpty()) {
        dependencies.put(id, left);
      }
    });
    return new DatabaseSchema(all.major(), all.owner(), objects, aspects, dependencies, all.unmodelled());
  }

  /** Told by the schemas alone, as far as that can be told: most databases have nothing that is left out. */
  private boolean isWhole(DatabaseSchema all) {
    Set<List<String>> first = new HashSet<>();
    all.objects().keySet().forEach(id -> first.add(ObjectPaths.of(id).subList(0, 1)));
    return include.isEmpty() && all.objects().keySet().stream().noneMatch(this::isWithout) && exclude.stream()
        .noneMatch(pattern -> pattern.isDeeperThan(1) || first.stream().anyMatch(pattern::begins));
  }

  private boolean isWithout(ObjectId id) {
    return without.contains(id.kind() == Kind.SCHEMA ? id.name() : id.schema());
  }

  /** A publication has no tables and schemas that are not there. */
  private static SchemaObject without(Set<ObjectId> kept, SchemaObject object) {
    return object instanceof Publication publication
        ? new Publication(publication.id(), publication.reach(),
            publication.tables().stream().filter(member -> kept.contains(member.table())).toList(),
            publication.schemas().stream().filter(name -> kept.contains(ObjectId.of(Kind.SCHEMA, "", name))).toList(),
            publication.options())
        : object;
  }

  private Set<ObjectId> kept(DatabaseSchema all) {
    Set<ObjectId> kept = new HashSet<>();
    for (SchemaObject object : all.objects().values()) {
      List<SchemaObject> line = line(all, object);
      boolean isIn = include.isEmpty() || line.stream().anyMatch(one -> isMatched(include, one));
      if (isIn && !isWithout(object.id()) && line.stream().noneMatch(one -> isMatched(exclude, one))) {
        line.forEach(one -> kept.add(one.id()));
      }
    }
    return kept;
  }

  private static boolean isMatched(List<ObjectPattern> patterns, SchemaObject object) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(object));
  }

  /** The object and what it lies in. */
  private static List<SchemaObject> line(DatabaseSchema all, SchemaObject object) {
    ObjectId id = object.id();
    Stream<ObjectId> above = Stream.of(relation(all, object), ObjectId.of(Kind.SCHEMA, "", id.schema()));
    return Stream.concat(Stream.of(object), above.flatMap(one -> all.find(one).stream())).distinct().toList();
  }

  private static ObjectId relation(DatabaseSchema all, SchemaObject object) {
    return switch (object) {
      case Index index -> index.relation();
      case Statistics statistics -> statistics.relation();
      case Sequence sequence when sequence.owner() != null -> all.relationOf(sequence.owner());
      default -> owner(all, object.id());
    };
  }

  private static ObjectId owner(DatabaseSchema all, ObjectId id) {
    return switch (id.kind()) {
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> Stream.of(Kind.COMPOSITE)
          .map(kind -> ObjectId.of(kind, id.schema(), id.name())).filter(all.objects()::containsKey)
          .findFirst().orElseGet(() -> all.relationOf(id));
      case DOMAIN_CONSTRAINT -> ObjectId.of(Kind.DOMAIN, id.schema(), id.name());
      default -> id;
    };
  }

  /** Of comments and privileges of what is no object. */
  private boolean isBearerKept(DatabaseSchema all, Set<ObjectId> kept, ObjectId id) {
    ObjectId owner = owner(all, id);
    return owner.equals(id) ? hasIn(id.schema(), id.name()) : kept.contains(owner);
  }
}
