package dev.whimbrel.schema.diff;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is the same object under another name: never guessed, always told. Their statements are run on a copy of the first schema, and
 * the plan is made from what that is like afterwards.
 *
 * @param renames in any order, with the names of before
 */
public record Renames(List<Rename> renames) {
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
   * @param before the schema in which the old names are looked up; an unqualified one is in {@code public}
   */
  public static Result<Renames> read(String script, DatabaseSchema before) {
    List<Rename> renames = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    RenameReader reader = new RenameReader(before);
    int line = 0;
    for (String text : script.split("\n", -1)) {
      line++;
      reader.read(text.stripTrailing(), line, renames, problems);
    }
    return problems.isEmpty() ? Result.ok(new Renames(renames)) : new Result.Rejected<>(problems);
  }

  /**
   * The same with what the server named after a table or a column that is renamed ({@code old_pkey}, {@code old_id_seq}), where the
   * other schema has it under the name that it would have been given.
   */
  public Renames withNamesChosenByServer(DatabaseSchema before, DatabaseSchema after) {
    List<Rename> result = new ArrayList<>(renames);
    for (Rename rename : renames) {
      if (rename.from.kind() == Kind.TABLE || rename.from.kind() == Kind.COLUMN) {
        followers(rename, before).filter(follower -> isOnlyNew(follower, rename, before, after))
            .filter(follower -> result.stream().noneMatch(other -> other.from.equals(follower.from)))
            .forEach(result::add);
      }
    }
    return new Renames(result);
  }

  private static Stream<Rename> followers(Rename rename, DatabaseSchema before) {
    ObjectId table = rename.from.relation();
    String old = rename.from.kind() == Kind.TABLE ? table.name() + "_" : table.name() + "_" + rename.from.part() + "_";
    String renamed = rename.from.kind() == Kind.TABLE ? rename.to + "_" : table.name() + "_" + rename.to + "_";
    return before.objects().values().stream()
        .filter(object -> switch (object) {
          case dev.whimbrel.schema.model.Constraint constraint -> constraint.id().relation().equals(table);
          case dev.whimbrel.schema.model.Index index -> index.relation().equals(table);
          case Sequence sequence -> sequence.owner() != null && sequence.owner().relation().equals(table);
          default -> false;
        })
        .map(object -> new Rename(object.id(), name(object.id())))
        .filter(one -> one.to.startsWith(old))
        .map(one -> new Rename(one.from, renamed + one.to.substring(old.length())));
  }

  private static boolean isOnlyNew(Rename follower, Rename rename, DatabaseSchema before, DatabaseSchema after) {
    ObjectId id = follower.after();
    ObjectId moved = rename.from.kind() == Kind.TABLE && isPart(id.kind())
        ? new ObjectId(id.kind(), id.schema(), rename.to, id.part())
        : id;
    return after.objects().containsKey(moved) && !before.objects().containsKey(id)
        && !after.objects().containsKey(follower.from);
  }

  /**
   * What may be meant by one table or column that goes and one that comes, being alike: to be asked about, not to be acted upon. A column
   * is like another of the same table and type, a table like another with columns of the same names and types.
   */
  public static Renames candidates(DatabaseSchema from, DatabaseSchema to) {
    Difference difference = Difference.between(from, to);
    List<Rename> found = new ArrayList<>();
    for (Table removed : difference.removed().stream().filter(Table.class::isInstance).map(Table.class::cast)
        .toList()) {
      List<ObjectId> alike = difference.added().stream().filter(Table.class::isInstance)
          .map(Table.class::cast).map(Table::id).filter(id -> id.schema().equals(removed.id().schema()))
          .filter(id -> shape(to, id).equals(shape(from, removed.id()))).toList();
      if (alike.size() == 1) {
        found.add(new Rename(removed.id(), alike.getFirst().name()));
      }
    }
    for (Column removed : columns(difference.removed(), to)) {
      List<Column> alike = columns(difference.added(), from).stream()
          .filter(added -> added.id().relation().equals(removed.id().relation()) && added.type().equals(removed.type()))
          .toList();
      if (alike.size() == 1) {
        found.add(new Rename(removed.id(), alike.getFirst().id().part()));
      }
    }
    return new Renames(found.stream().filter(one -> found.stream()
        .filter(other -> other.after().equals(one.after())).count() == 1).toList());
  }

  /** Of tables that are in the other schema, too. */
  private static List<Column> columns(List<? extends dev.whimbrel.schema.model.SchemaObject> objects,
      DatabaseSchema other) {
    return objects.stream().filter(Column.class::isInstance).map(Column.class::cast)
        .filter(column -> other.objects().containsKey(column.id().relation())).toList();
  }

  private static Set<String> shape(DatabaseSchema schema, ObjectId table) {
    return schema.columns(table).stream().map(column -> column.id().part() + " " + column.type())
        .collect(java.util.stream.Collectors.toSet());
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

  /** What takes them back, in the other direction. */
  public Renames reversed() {
    return new Renames(renames.reversed().stream().map(Renames::reversed).toList());
  }

  private static Rename reversed(Rename rename) {
    ObjectId from = rename.from();
    boolean isPart = switch (from.kind()) {
      case COLUMN, CONSTRAINT, DOMAIN_CONSTRAINT, TRIGGER, RULE, POLICY -> true;
      default -> false;
    };
    return isPart
        ? new Rename(new ObjectId(from.kind(), from.schema(), from.name(), rename.to()), from.part())
        : new Rename(new ObjectId(from.kind(), from.schema(), rename.to(), from.part()), from.name());
  }
}
