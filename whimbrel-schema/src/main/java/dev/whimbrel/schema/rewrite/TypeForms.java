package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.rehearse.Catalog;
import java.util.regex.Pattern;

/** Columns that get another type. */
final class TypeForms {
  private static final Pattern WITH_ZONE = Pattern.compile("(?i)timestamptz.*|timestamp.*with time zone");

  private final Case one;
  private final Catalog.Relation table;

  TypeForms(Case one, Catalog.Relation table) {
    this.one = one;
    this.table = table;
  }

  /** Why it stays. */
  String reason(TableAction.ColumnType action) {
    String label = "the new type of column " + Naming.of(action.column()) + " of " + table.named();
    String old = one.before().column(table, action.column().name()).map(Catalog.Column::type).orElse("");
    if (WITH_ZONE.matcher(action.type()).matches() && old.startsWith("timestamp")) {
      return label + " is kept without writing the table only where TimeZone is UTC: set it in the migration if the values"
          + " are meant to be UTC";
    }
    return one.isRewriting()
        ? label + " needs every row to be written; a new column in its place would be the last of the table"
        : label + " needs its indexes to be built anew; a new column in its place would be the last of the table";
  }
}
