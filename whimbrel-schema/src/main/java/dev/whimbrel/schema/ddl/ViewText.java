package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.ArrayList;
import java.util.List;

/** Views and materialized views. */
final class ViewText {
  private static final int METHOD_SINCE = 15;

  private final Setting setting;

  ViewText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(View view) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE " + body(view));
    view.columns().stream().filter(column -> !column.defaultValue().isEmpty())
        .forEach(column -> statements.add(setDefault(view, column)));
    return statements;
  }

  private String body(View view) {
    return setting.target(view.id()) + Parameters.with("WITH", view.options()) + " AS\n" + view.query();
  }

  private String setDefault(View view, ViewColumn column) {
    return alterColumn(view.id(), column)
        + (column.defaultValue().isEmpty() ? "DROP DEFAULT" : "SET DEFAULT " + column.defaultValue());
  }

  private String alterColumn(ObjectId view, ViewColumn column) {
    return "ALTER " + setting.target(view) + " ALTER COLUMN " + Quoting.name(column.name()) + " ";
  }

  /** Columns may come at the end; those that are there stay as they are. */
  Alteration alter(View before, View after) {
    if (!begins(before, after)) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    if (!before.query().equals(after.query())) {
      statements.add("CREATE OR REPLACE " + body(after));
    } else {
      statements.addAll(Parameters.change("ALTER " + setting.target(after.id()), before.options(), after.options()));
    }
    for (int at = 0; at < after.columns().size(); at++) {
      String was = at < before.columns().size() ? before.columns().get(at).defaultValue() : "";
      if (!after.columns().get(at).defaultValue().equals(was)) {
        statements.add(setDefault(after, after.columns().get(at)));
      }
    }
    return new Alteration.InPlace(statements);
  }

  private static boolean begins(View before, View after) {
    return before.columns().size() <= after.columns().size()
        && plain(before.columns()).equals(plain(after.columns().subList(0, before.columns().size())));
  }

  private static List<ViewColumn> plain(List<ViewColumn> columns) {
    return columns.stream().map(column -> new ViewColumn(column.name(), column.type(), column.collation(), "", -1))
        .toList();
  }

  List<String> create(MaterializedView view) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE " + setting.target(view.id())
        + (view.accessMethod().isEmpty() || view.accessMethod().equals("heap")
            ? ""
            : " USING " + Quoting.name(view.accessMethod()))
        + Parameters.with("WITH", view.options())
        + (view.tablespace().isEmpty() ? "" : " TABLESPACE " + Quoting.name(view.tablespace()))
        + " AS\n" + view.query()
        + (view.filling() == MaterializedView.Filling.WITH_NO_DATA ? "\nWITH NO DATA" : ""));
    view.columns().stream().filter(column -> column.statistics() >= 0)
        .forEach(column -> statements.add(alterColumn(view.id(), column) + "SET STATISTICS " + column.statistics()));
    return statements;
  }

  /** The query is fixed. */
  Alteration alter(MaterializedView before, MaterializedView after) {
    boolean sameMethod = before.accessMethod().equals(after.accessMethod());
    if (!before.query().equals(after.query()) || !plain(before.columns()).equals(plain(after.columns()))
        || (!sameMethod && setting.major() < METHOD_SINCE)) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    String alter = "ALTER " + setting.target(after.id());
    if (!sameMethod) {
      statements.add(alter + " SET ACCESS METHOD " + Quoting.name(after.accessMethod()));
    }
    statements.addAll(IndexText.tablespace(alter, before.tablespace(), after.tablespace()));
    statements.addAll(Parameters.change(alter, before.options(), after.options()));
    for (int at = 0; at < after.columns().size(); at++) {
      ViewColumn column = after.columns().get(at);
      if (column.statistics() != before.columns().get(at).statistics()) {
        statements.add(alterColumn(after.id(), column) + "SET STATISTICS " + column.statistics());
      }
    }
    if (before.filling() != after.filling()) {
      statements.add("REFRESH " + setting.target(after.id())
          + (after.filling() == MaterializedView.Filling.WITH_NO_DATA ? " WITH NO DATA" : ""));
    }
    return new Alteration.InPlace(statements);
  }
}
