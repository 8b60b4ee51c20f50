package dev.whimbrel.schema.diff;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is the same object under another name: never guessed, always told. Their statements are run on a copy of the first schema, and
 * the plan is made from what that is like afterwards.
 *
 * @param renames in any order, with the names of before
 */
public record Renames(List<Rename> renames) {
  /** What may have parts that are renamed. */
  private static final List<Kind> OWNERS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.DOMAIN);

  public Renames {
    renames = List.copyOf(renames);
  }

  /** One object, as it is called before, and its new name (the last one: a column's own), unquoted. */
  public record Rename(ObjectId from, String to) {
    /** What it is called afterwards, as long as nothing that it belongs to has another name as well. */
    public ObjectId after() {
      return isPart(from.kind())
          ? new ObjectId(from.kind(), from.schema(), from.name(), to)
          : new ObjectId(from.kind(), from.schema(), to, from.part());
    }

    /** As it stands in a script: {@code renamed column public.t.old to new}. */
    public String directive() {
      String name = isPart(from.kind()) || from.kind() == Kind.SCHEMA || from.part().isEmpty()
          ? Losses.name(from)
          : Quoting.name(from.schema(), from.name()) + "(" + from.part() + ")";
      return "renamed " + word(from.kind()) + " " + name + " to " + Quoting.name(to);
    }
  }

  public static Renames none() {
    return new Renames(List.of());
  }

  /**
   * What the comments {@code -- whimbrel: renamed KIND OLD to NEW} in a script say, with KIND one of schema, table, column, view,
   * materialized view, type, domain, function, procedure, sequence, index, constraint, trigger, rule, policy. One whose new name is
   * there already, and the old one is not, is passed over: it has been carried out.
   *
   * @param script SQL with such comments, each on a line of its own
   * @param told the same without the words before KIND, as somebody typed it
   * @param before the schema in which the old names are looked up; an unqualified one is in {@code public}
   */
  public static Result<Renames> read(Source script, List<String> told, DatabaseSchema before) {
    List<Rename> renames = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    new RenameReader(before).read(script, told, renames, problems);
    return problems.isEmpty() ? Result.ok(new Renames(renames)) : new Result.Rejected<>(problems);
  }

  /**
   * The same with what the server named after tables or columns that are renamed ({@code old_pkey}, {@code old_id_seq}), where the
   * other schema has it under the name that it would have been given.
   */
  public Renames withNamesChosenByServer(DatabaseSchema before, DatabaseSchema after) {
    List<Rename> result = new ArrayList<>(renames);
    renames.stream().map(rename -> rename.from)
        .filter(id -> id.kind() == Kind.TABLE || id.kind() == Kind.COLUMN).map(ObjectId::relation).distinct()
        .flatMap(table -> followers(table, before))
        .filter(follower -> isOnlyNew(follower, before, after))
        .filter(follower -> renamed(follower.from).isEmpty())
        .forEach(result::add);
    return new Renames(result);
  }

  private Stream<Rename> followers(ObjectId table, DatabaseSchema before) {
    return named(table, before).filter(id -> name(id).startsWith(table.name() + "_"))
        .map(id -> new Rename(id, renamed(table).orElse(table.name())
            + withColumns(table, name(id).substring(table.name().length()))));
  }

  /** What has a name of its own and belongs to a table. */
  private static Stream<ObjectId> named(ObjectId table, DatabaseSchema schema) {
    Stream<ObjectId> sequences = schema.all(Sequence.class)
        .filter(sequence -> sequence.owner() != null && sequence.owner().relation().equals(table)).map(Sequence::id);
    Stream<ObjectId> indexes = schema.all(Index.class).filter(index -> index.relation().equals(table)).map(Index::id);
    Stream<ObjectId> constraints = schema.constraints(table).stream().map(Constraint::id);
    return Stream.of(sequences, identities(schema, table), indexes, constraints).flatMap(ids -> ids);
  }

  /** The sequences of identity columns, which are no objects of their own. */
  private static Stream<ObjectId> identities(DatabaseSchema schema, ObjectId table) {
    return schema.columns(table).stream().map(Column::content).filter(Column.Content.Identity.class::isInstance)
        .map(Column.Content.Identity.class::cast)
        .map(identity -> ObjectId.of(Kind.SEQUENCE, table.schema(), identity.sequence()));
  }

  /** The name that is left when that of the table is gone, with the columns as they are called then. */
  private String withColumns(ObjectId table, String rest) {
    String result = rest;
    for (Rename rename : renames) {
      if (rename.from.kind() == Kind.COLUMN && rename.from.relation().equals(table)) {
        result = result.replace("_" + rename.from.part() + "_", "_" + rename.to + "_");
      }
    }
    return result;
  }

  private boolean isOnlyNew(Rename follower, DatabaseSchema before, DatabaseSchema after) {
    return isThere(placed(follower.after()), after) && !isThere(follower.after(), before)
        && !isThere(placed(follower.from), after);
  }

  private static boolean isThere(ObjectId id, DatabaseSchema schema) {
    return schema.objects().containsKey(id) || (id.kind() == Kind.SEQUENCE && schema.all(Column.class)
        .anyMatch(column -> column.id().schema().equals(id.schema())
            && column.content() instanceof Column.Content.Identity identity && identity.sequence().equals(id.name())));
  }

  /**
   * What may be meant by one table or column that goes and one that comes, being alike: to be asked about, not to be acted upon. A column
   * is like another of the same table and type, a table like another with columns of the same names and types.
   */
  public static Renames candidates(DatabaseSchema from, DatabaseSchema to) {
    Difference difference = Difference.between(from, to);
    return new Renames(Stream.concat(
        alike(tables(difference.removed(), from), tables(difference.added(), to)),
        alike(columns(difference.removed(), to), columns(difference.added(), from))).toList());
  }

  /** The one that goes and the one that comes of each likeness; of several nobody can say which is which. */
  private static Stream<Rename> alike(Map<Likeness, List<ObjectId>> removed, Map<Likeness, List<ObjectId>> added) {
    return removed.entrySet().stream().filter(one -> one.getValue().size() == 1).flatMap(one -> {
      List<ObjectId> like = added.getOrDefault(one.getKey(), List.of());
      return like.size() == 1
          ? Stream.of(new Rename(one.getValue().getFirst(), name(like.getFirst())))
          : Stream.empty();
    });
  }

  /** Where an object is, and what it is like. */
  private record Likeness(ObjectId place, Set<String> shape) {}

  private static Map<Likeness, List<ObjectId>> tables(List<SchemaObject> objects, DatabaseSchema schema) {
    return objects.stream().filter(Table.class::isInstance).map(SchemaObject::id).collect(Collectors.groupingBy(
        id -> new Likeness(ObjectId.of(Kind.SCHEMA, "", id.schema()), shape(schema, id)), LinkedHashMap::new,
        Collectors.toList()));
  }

  /** Of tables that are in the other schema, too. */
  private static Map<Likeness, List<ObjectId>> columns(List<SchemaObject> objects, DatabaseSchema other) {
    return objects.stream().filter(Column.class::isInstance).map(Column.class::cast)
        .filter(column -> other.objects().containsKey(column.id().relation()))
        .collect(Collectors.groupingBy(column -> new Likeness(column.id().relation(), Set.of(column.type())),
            LinkedHashMap::new, Collectors.mapping(Column::id, Collectors.toList())));
  }

  private static Set<String> shape(DatabaseSchema schema, ObjectId table) {
    return schema.columns(table).stream().map(column -> column.id().part() + " " + column.type())
        .collect(Collectors.toSet());
  }

  /** The statements, parts before what they belong to, without semicolons; names that are exchanged go by a third one. */
  public List<String> statements() {
    List<String> statements = new ArrayList<>();
    List<Rename> ordered = Stream.of(Stage.values())
        .flatMap(stage -> renames.stream().filter(rename -> stage(rename.from.kind()) == stage)).toList();
    List<Rename> again = new ArrayList<>();
    for (Rename rename : ordered) {
      boolean taken = renames.stream().anyMatch(other -> other.from.equals(rename.after()));
      if (taken) {
        String third = "whimbrel_" + (again.size() + 1);
        statements.add(statement(rename.from, third));
        again.add(new Rename(new Rename(rename.from, third).after(), rename.to));
      } else {
        statements.add(statement(rename.from, rename.to));
      }
      if (isLastOfStage(rename, ordered)) {
        again.forEach(one -> statements.add(statement(one.from, one.to)));
        again.clear();
      }
    }
    return statements;
  }

  private static boolean isLastOfStage(Rename rename, List<Rename> ordered) {
    int next = ordered.indexOf(rename) + 1;
    return next == ordered.size() || stage(ordered.get(next).from.kind()) != stage(rename.from.kind());
  }

  private enum Stage {
    PARTS, OBJECTS, SCHEMAS
  }

  private static Stage stage(Kind kind) {
    if (kind == Kind.SCHEMA) {
      return Stage.SCHEMAS;
    }
    return isPart(kind) ? Stage.PARTS : Stage.OBJECTS;
  }

  static boolean isPart(Kind kind) {
    return Set.of(Kind.COLUMN, Kind.CONSTRAINT, Kind.TRIGGER, Kind.RULE, Kind.POLICY, Kind.DOMAIN_CONSTRAINT)
        .contains(kind);
  }

  private static String name(ObjectId id) {
    return isPart(id.kind()) ? id.part() : id.name();
  }

  private static String statement(ObjectId from, String to) {
    String whole = Quoting.name(from.schema(), from.name());
    String part = isPart(from.kind()) ? Quoting.name(from.part()) : "";
    String target = " RENAME TO " + Quoting.name(to);
    return switch (from.kind()) {
      case COLUMN -> "ALTER TABLE " + whole + " RENAME COLUMN " + part + " TO " + Quoting.name(to);
      case CONSTRAINT -> "ALTER TABLE " + whole + " RENAME CONSTRAINT " + part + " TO " + Quoting.name(to);
      case DOMAIN_CONSTRAINT -> "ALTER DOMAIN " + whole + " RENAME CONSTRAINT " + part + " TO " + Quoting.name(to);
      case TRIGGER, RULE, POLICY ->
        "ALTER " + from.kind().name() + " " + part + " ON " + whole + target;
      case FUNCTION, PROCEDURE -> "ALTER " + from.kind().name() + " " + whole + "(" + from.part() + ")" + target;
      case ENUM, COMPOSITE, RANGE -> "ALTER TYPE " + whole + target;
      default -> "ALTER " + from.kind().name().replace('_', ' ') + " " + whole + target;
    };
  }

  static String word(Kind kind) {
    return switch (kind) {
      case ENUM, COMPOSITE, RANGE -> "type";
      default -> kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    };
  }

  /**
   * What takes them back, in the other direction: the new names stand for the old ones, also of what the objects belong to.
   */
  public Renames reversed() {
    return new Renames(renames.stream().map(rename -> new Rename(placed(rename.after()), name(rename.from))).toList());
  }

  /** Where something is afterwards, as what it belongs to may be called otherwise as well. */
  private ObjectId placed(ObjectId id) {
    ObjectId in = isPart(id.kind()) ? renamedOwner(id) : id;
    return renamed(ObjectId.of(Kind.SCHEMA, "", in.schema()))
        .map(schema -> new ObjectId(in.kind(), schema, in.name(), in.part())).orElse(in);
  }

  private ObjectId renamedOwner(ObjectId part) {
    return OWNERS.stream().flatMap(kind -> renamed(ObjectId.of(kind, part.schema(), part.name())).stream()).findFirst()
        .map(owner -> new ObjectId(part.kind(), part.schema(), owner, part.part())).orElse(part);
  }

  private Optional<String> renamed(ObjectId id) {
    return renames.stream().filter(rename -> rename.from.equals(id)).map(Rename::to).findFirst();
  }
}
