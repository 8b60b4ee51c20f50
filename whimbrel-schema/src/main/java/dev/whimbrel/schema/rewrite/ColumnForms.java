package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.ColumnDefinition.Generated;
import dev.whimbrel.schema.command.ColumnDefinition.Nullability;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Columns that are added without writing the table anew. */
final class ColumnForms {
  /** What is the same in every row, and can be seen to be: a literal, and what tells the time of the transaction. */
  private static final Pattern CONSTANT = Pattern
      .compile("(?is)(?:(?:[a-z][a-z0-9 ]*)?'(?:[^']|'')*+'|[-+]?[0-9.]+|TRUE|FALSE"
          + "|NULL|now\\s*\\(\\s*\\)|CURRENT_TIMESTAMP|CURRENT_DATE|LOCALTIMESTAMP)(?:\\s*::\\s*[a-z0-9_.\\[\\]() ]+)?");

  private final Case one;
  private final Catalog.Relation table;
  private final String name;
  private final String alter;
  private final Safely safely;
  private final ConstraintForms constraints;

  ColumnForms(Case one, Catalog.Relation table, QualifiedName written, String alter, Safely safely,
      ConstraintForms constraints) {
    this.one = one;
    this.table = table;
    this.name = Naming.of(written);
    this.alter = alter;
    this.safely = safely;
    this.constraints = constraints;
  }

  void add(TableAction.AddColumn action) {
    ColumnDefinition column = action.column();
    boolean isFilled = one.isRewriting() && isComputed(column);
    List<TableConstraint> own = column.constraints().stream().filter(each -> each.kind() != Kind.NOT_NULL).toList();
    if (!isFilled && own.isEmpty() && !isOfDomain(column)) {
      safely.keep(Stage.FIRST, Piece.strong(alter + action.text()));
      return;
    }
    String reason = reason(column, own, isFilled);
    if (!reason.isEmpty()) {
      safely.remark(reason);
      safely.keep(Stage.STUCK, new Piece(alter + action.text(), Pace.STUCK));
      return;
    }
    bare(action, isFilled);
    if (isFilled) {
      fill(column, own);
    }
    own.forEach(constraint -> constraints.safe(constraint, Stage.SECOND));
  }

  private static boolean isComputed(ColumnDefinition column) {
    String expression = column.defaultValue();
    return switch (column.generated()) {
      case NOT -> expression != null && !CONSTANT.matcher(expression.strip()).matches();
      case STORED, IDENTITY, SERIAL -> true;
      case VIRTUAL -> false;
    };
  }

  /** Of one whose constraints every row is asked about. */
  private boolean isOfDomain(ColumnDefinition column) {
    String type = column.type().replace("\"", "").strip();
    String last = type.substring(type.lastIndexOf('.') + 1);
    return one.isRewriting() && one.before().others().stream()
        .anyMatch(other -> other.kind().equals("domain") && other.name().equalsIgnoreCase(last));
  }

  private String reason(ColumnDefinition column, List<TableConstraint> own, boolean isFilled) {
    String label = "column " + Naming.of(column.name()) + " of " + table.named();
    if (column.generated() != Generated.NOT) {
      return label + " takes its values from " + column.generated().name().toLowerCase(Locale.ROOT)
          + " generation, for which every row is written at once";
    }
    if (isOfDomain(column)) {
      return label + " is of a domain with constraints, for which every row is written at once";
    }
    if (isFilled && Backfill.key(one.before(), table).isEmpty()) {
      return label + " cannot be filled in batches: the table has no key to go by";
    }
    if (isFilled && isWatched()) {
      return label + " cannot be filled in batches: the triggers of the table would run";
    }
    return own.stream().map(constraints::reason).filter(reason -> !reason.isEmpty()).findFirst().orElse("");
  }

  private boolean isWatched() {
    return one.before().others().stream()
        .anyMatch(other -> other.kind().equals("trigger") && other.relation().equals(table.oid()));
  }

  /** The column without what takes long. */
  private void bare(TableAction.AddColumn action, boolean isFilled) {
    ColumnDefinition column = action.column();
    String condition = action.options().contains(Option.IF_NOT_EXISTS) ? "IF NOT EXISTS " : "";
    String collation = column.collation() == null ? "" : " COLLATE " + column.collation();
    String held = isFilled ? "" : defaulted(column) + (column.nullability() == Nullability.NOT_NULL ? " NOT NULL" : "");
    safely.add(Stage.FIRST, Piece.strong(
        alter + "ADD COLUMN " + condition + Naming.of(column.name()) + " " + column.type() + collation + held));
  }

  private static String defaulted(ColumnDefinition column) {
    return column.defaultValue() == null ? "" : " DEFAULT " + column.defaultValue();
  }

  private void fill(ColumnDefinition column, List<TableConstraint> own) {
    String quoted = Naming.of(column.name());
    safely.add(Stage.FIRST, Piece.strong(alter + "ALTER COLUMN " + quoted + " SET" + defaulted(column)));
    safely.add(Stage.BACKFILL, Piece.alone(Backfill.of(name, Backfill.key(one.before(), table), quoted + " = DEFAULT",
        quoted + " IS NULL")));
    boolean isKey = own.stream().anyMatch(constraint -> constraint.kind() == Kind.PRIMARY_KEY);
    if (column.nullability() == Nullability.NOT_NULL && !isKey) {
      constraints.notNull(column.name(), Stage.SECOND);
    }
  }
}
