package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Columns that get another type: a new column takes the place of the old one, and a trigger keeps it up to date meanwhile. */
final class TypeForms {
  private static final Pattern WITH_ZONE = Pattern.compile("(?i)timestamptz.*|timestamp.*with time zone");
  private static final String NOT_NULL = "n";

  private final Case one;
  private final Catalog.Relation table;
  private final QualifiedName written;
  private final String alter;
  private final Safely safely;

  TypeForms(Case one, Catalog.Relation table, QualifiedName written, String alter, Safely safely) {
    this.one = one;
    this.table = table;
    this.written = written;
    this.alter = alter;
    this.safely = safely;
  }

  /** Why it stays; empty if another column may take its place. */
  String reason(TableAction.ColumnType action) {
    String label = "the new type of column " + Naming.of(action.column()) + " of " + table.named();
    String old = one.before().column(table, action.column().name()).map(Catalog.Column::type).orElse("");
    if (WITH_ZONE.matcher(action.type()).matches() && old.startsWith("timestamp")) {
      return label
          + " is kept without writing the table only where TimeZone is UTC: set it in the migration if the values"
          + " are meant to be UTC";
    }
    String needs = label
        + (one.isRewriting() ? " needs every row to be written" : " needs its indexes to be built anew");
    if (one.columns() == Columns.KEEP_ORDER) {
      return needs + "; a new column in its place would be the last of the table";
    }
    String against = against(action.column().name());
    return against.isEmpty() ? "" : needs + "; no new column can take its place: " + against;
  }

  private String against(String column) {
    Catalog before = one.before();
    Catalog.Column known = before.column(table, column).orElse(null);
    if (known == null || !table.kind().equals("r") || !table.parent().equals("0")
        || before.children(table).findAny().isPresent()) {
      return "the table is partitioned, has children or is one";
    }
    if (!known.generated().isEmpty() || !known.identity().isEmpty()
        || Objects.requireNonNullElse(known.expression(), "").contains("nextval(")) {
      return "the server makes its values";
    }
    List<String> key = Backfill.key(before, table);
    if (key.isEmpty() || key.contains(column)) {
      return "rows are not to be told apart without it";
    }
    if (before.constraints(table).anyMatch(each -> !each.type().equals(NOT_NULL) && each.columns().contains(column))) {
      return "it has constraints";
    }
    if (before.indexes(table).anyMatch(index -> index.keys().contains(column) && !isPlain(index))) {
      return "it has an index that is more than its columns";
    }
    return before.others().stream()
        .anyMatch(each -> each.kind().equals("trigger") && each.relation().equals(table.oid()))
            ? "the triggers of the table would run"
            : "";
  }

  private static boolean isPlain(Index index) {
    return index.role() == Index.Role.PLAIN && index.predicate() == null
        && index.keys().stream().noneMatch(String::isEmpty);
  }

  /** For one that has no {@link #reason} against it. */
  void move(TableAction.ColumnType action) {
    String name = action.column().name();
    String column = Naming.of(name);
    String next = Naming.of(free(name + "_new"));
    String sync = table.name() + "_" + name + "_sync";
    String function = Naming.beside(written, sync);
    String collation = action.collation() == null ? "" : " COLLATE " + action.collation();
    String value = action.using() == null ? column : action.using();
    first(alter + "ADD COLUMN " + next + " " + action.type() + collation);
    first("CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS $sync$\nBEGIN\n  NEW." + next
        + " := (SELECT " + value + " FROM (SELECT NEW.*) AS " + Naming.of(table.name())
        + ");\n  RETURN NEW;\nEND\n$sync$");
    first("CREATE TRIGGER " + Naming.of(sync) + " BEFORE INSERT OR UPDATE ON " + Naming.of(written)
        + " FOR EACH ROW EXECUTE FUNCTION " + function + "()");
    String filled = action.using() == null ? column + " IS NOT NULL AND " : "";
    safely.add(Stage.BACKFILL, Piece.alone(Backfill.of(Naming.of(written), Backfill.key(one.before(), table),
        column + " = " + column, filled + next + " IS NULL")));
    List<Index> indexes = one.before().indexes(table).filter(index -> index.keys().contains(name)).toList();
    indexes.forEach(index -> build(index, name, next));
    boolean isFull = isFull(name);
    String check = Naming.passing(one.before(), table, name, "is_set");
    if (isFull) {
      safely.add(Stage.SECOND,
          Piece.strong(alter + "ADD CONSTRAINT " + check + " CHECK (" + next + " IS NOT NULL) NOT VALID"));
      safely.add(Stage.VALIDATE, new Piece(alter + "VALIDATE CONSTRAINT " + check, Pace.VALIDATE));
    }
    last("DROP TRIGGER " + Naming.of(sync) + " ON " + Naming.of(written));
    last("DROP FUNCTION " + function + "()");
    last(alter + "DROP COLUMN " + column);
    last(alter + "RENAME COLUMN " + next + " TO " + column);
    String defaultValue = expression(name);
    if (!defaultValue.isEmpty()) {
      last(alter + "ALTER COLUMN " + column + " SET DEFAULT " + defaultValue);
    }
    if (isFull) {
      last(alter + "ALTER COLUMN " + column + " SET NOT NULL");
      last(alter + "DROP CONSTRAINT " + check);
    }
    indexes.forEach(index -> last("ALTER INDEX " + Naming.beside(written, passing(index)) + " RENAME TO "
        + Naming.of(named(index))));
    safely.remark("column " + column + " of " + table.named() + " becomes the last of its table");
  }

  private void build(Index index, String column, String next) {
    String using = index.method().equals("btree") ? "" : " USING " + Naming.of(index.method());
    String columns = index.keys().stream().map(key -> key.equals(column) ? next : Naming.of(key))
        .collect(Collectors.joining(", "));
    safely.add(Stage.BUILD, Piece.alone("CREATE INDEX CONCURRENTLY " + Naming.of(passing(index)) + " ON "
        + Naming.of(written) + using + " (" + columns + ")"));
  }

  /** As the server has converted it. */
  private String expression(String column) {
    return one.after().column(table, column).map(each -> Objects.requireNonNullElse(each.expression(), "")).orElse("");
  }

  private String named(Index index) {
    return one.before().find(index.oid()).orElseThrow().name();
  }

  private String passing(Index index) {
    return named(index) + "_new";
  }

  private boolean isFull(String column) {
    return one.before().column(table, column).filter(each -> each.nulls() == Catalog.Column.Nulls.REFUSED).isPresent();
  }

  private String free(String wished) {
    String name = wished;
    for (int i = 1; one.before().column(table, name).isPresent(); i++) {
      name = wished + i;
    }
    return name;
  }

  private void first(String text) {
    safely.add(Stage.FIRST, Piece.strong(text));
  }

  private void last(String text) {
    safely.add(Stage.LAST, Piece.strong(text));
  }
}
