package dev.whimbrel.schema.render;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schema as JSON, in a format of our own that docs/reference/schema-json.md describes. What belongs to a table, view or domain stands in
 * it. A member that would be empty is left out.
 */
public final class SchemaJson {
  /** Changes when a reader of the format before could be misled; new members do not change it. */
  static final int FORMAT = 1;

  /** What the list of a kind is called, and what the members are that tell its objects apart. */
  record Keys(String list, String name, String part) {}

  private static final Map<Kind, Keys> KEYS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      KEYS.put(kind, new Keys(plural(kind), "name", ""));
    }
    within(Kind.COLUMN, "columns");
    within(Kind.CONSTRAINT, "constraints");
    within(Kind.DOMAIN_CONSTRAINT, "constraints");
    within(Kind.TRIGGER, "triggers");
    within(Kind.RULE, "rules");
    within(Kind.POLICY, "policies");
    KEYS.put(Kind.FUNCTION, new Keys("functions", "name", "argument_types"));
    KEYS.put(Kind.PROCEDURE, new Keys("procedures", "name", "argument_types"));
    KEYS.put(Kind.AGGREGATE, new Keys("aggregates", "name", "argument_types"));
    KEYS.put(Kind.OPERATOR, new Keys("operators", "name", "operand_types"));
    KEYS.put(Kind.CAST, new Keys("casts", "source", "target"));
    KEYS.put(Kind.USER_MAPPING, new Keys("user_mappings", "server", "user"));
    KEYS.put(Kind.DEFAULT_PRIVILEGES, new Keys("default_privileges", "role", "objects"));
  }

  private final DatabaseSchema schema;
  private final Map<ObjectId, List<SchemaObject>> parts = new HashMap<>();

  private SchemaJson(DatabaseSchema schema) {
    this.schema = schema;
    schema.objects().values().forEach(object -> {
      ObjectId whole = whole(object);
      if (whole != null) {
        parts.computeIfAbsent(whole, id -> new ArrayList<>()).add(object);
      }
    });
  }

  private static void within(Kind kind, String list) {
    KEYS.put(kind, new Keys(list, "of", "name"));
  }

  private static String plural(Kind kind) {
    String words = kind.label().replace(' ', '_').replace('-', '_');
    return switch (kind) {
      case INDEX -> "indexes";
      case STATISTICS -> "statistics_objects";
      case TEXT_SEARCH_DICTIONARY -> "text_search_dictionaries";
      default -> words + "s";
    };
  }

  static Keys keys(Kind kind) {
    return Objects.requireNonNull(KEYS.get(kind));
  }

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    return new SchemaJson(schema).document().render() + "\n";
  }

  private Json document() {
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("format", new Json.Num(FORMAT)));
    members.add(new Json.Member("postgresql", new Json.Num(schema.major())));
    RecordJson.add(members, "owner", new Json.Text(schema.owner()));
    lists(schema.objects().values().stream().filter(object -> whole(object) == null).toList(), members);
    RecordJson.add(members, "other_aspects", new Json.Arr(otherAspects()));
    RecordJson.add(members, "unmodelled", RecordJson.of(schema.unmodelled()));
    return new Json.Obj(members);
  }

  /** What an object stands in, or null if it stands by itself. */
  private @Nullable ObjectId whole(SchemaObject object) {
    ObjectId whole = switch (object) {
      case Index index -> index.relation();
      case Statistics statistics -> statistics.relation();
      default -> switch (object.id().kind()) {
        case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> schema.relationOf(object.id());
        case DOMAIN_CONSTRAINT -> ObjectId.of(Kind.DOMAIN, object.id().schema(), object.id().name());
        default -> null;
      };
    };
    return whole != null && schema.objects().containsKey(whole) ? whole : null;
  }

  private void lists(List<SchemaObject> objects, List<Json.Member> members) {
    Map<Kind, List<Json>> byKind = new EnumMap<>(Kind.class);
    for (SchemaObject object : objects) {
      byKind.computeIfAbsent(object.id().kind(), kind -> new ArrayList<>()).add(object(object));
    }
    byKind.forEach((kind, list) -> members.add(new Json.Member(keys(kind).list(), new Json.Arr(list))));
  }

  private Json object(SchemaObject object) {
    ObjectId id = object.id();
    List<Json.Member> members = identity(object);
    members
        .addAll(RecordJson.members((Record) object, whole(object) == null ? Set.of("id") : Set.of("id", "relation")));
    members.addAll(aspects(schema.aspectsOf(id)));
    RecordJson.add(members, "column_aspects", new Json.Arr(columnAspects(object)));
    RecordJson.add(members, "needs", RecordJson.of(schema.needsOf(id).stream().sorted().toList()));
    lists(ordered(parts.getOrDefault(id, List.of())), members);
    return new Json.Obj(members);
  }

  private List<Json.Member> identity(SchemaObject object) {
    ObjectId id = object.id();
    Keys keys = keys(id.kind());
    boolean isWithin = whole(object) != null;
    List<Json.Member> members = new ArrayList<>();
    if (!isWithin) {
      RecordJson.add(members, "schema", new Json.Text(id.schema()));
    }
    if (!isWithin || keys.part().isEmpty()) {
      RecordJson.add(members, keys.name(), new Json.Text(id.name()));
    }
    RecordJson.add(members, keys.part(), new Json.Text(id.part()));
    return members;
  }

  /** Columns as they stand in their table; all others are in the order of their names already. */
  private static List<SchemaObject> ordered(List<SchemaObject> parts) {
    return parts.stream().sorted(Comparator.comparing((SchemaObject part) -> part.id().kind())
        .thenComparingInt(part -> part instanceof Column column ? column.position() : 0)).toList();
  }

  /** That nobody ever granted anything is not the same as that nobody may do anything. */
  private static List<Json.Member> aspects(Aspects aspects) {
    List<Json.Member> members = RecordJson.members(aspects, Set.of("grants"));
    if (aspects.grants() != null) {
      members.add(new Json.Member("grants", new Json.Arr(aspects.grants().stream().map(RecordJson::element).toList())));
    }
    return members;
  }

  /** What columns have that are no objects: those of views and composite types. */
  private List<Json> columnAspects(SchemaObject object) {
    return switch (object) {
      case View view -> columnAspects(view.id(), view.columns().stream().map(ViewColumn::name));
      case MaterializedView view -> columnAspects(view.id(), view.columns().stream().map(ViewColumn::name));
      case CompositeType type ->
        columnAspects(type.id(), type.attributes().stream().map(CompositeType.Attribute::name));
      default -> List.of();
    };
  }

  private List<Json> columnAspects(ObjectId whole, Stream<String> columns) {
    return columns.filter(column -> schema.aspects().containsKey(whole.part(Kind.COLUMN, column)))
        .map(column -> columnAspects(column, schema.aspectsOf(whole.part(Kind.COLUMN, column)))).toList();
  }

  /** Of the index behind a key, the sequence behind an identity and the like, which are no objects of their own. */
  private List<Json> otherAspects() {
    return schema.aspects().entrySet().stream().filter(entry -> !schema.objects().containsKey(entry.getKey()))
        .filter(entry -> entry.getKey().kind() != Kind.COLUMN)
        .map(entry -> otherAspects(entry.getKey(), entry.getValue())).toList();
  }

  private static Json otherAspects(ObjectId id, Aspects aspects) {
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("object", RecordJson.element(id)));
    members.addAll(aspects(aspects));
    return new Json.Obj(members);
  }

  private static Json columnAspects(String column, Aspects aspects) {
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("name", new Json.Text(column)));
    members.addAll(aspects(aspects));
    return new Json.Obj(members);
  }
}
