package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables that go, and materialized views. */
final class OtherForms {
  private static final Pattern REFRESH = Pattern.compile("(?is)^(REFRESH\\s+MATERIALIZED\\s+VIEW)\\s+");

  private OtherForms() {}

  /** Its foreign keys go first, one at a time: each locks a table that stays. */
  static void drop(Case one, SqlCommand.Drop command, Safely safely) {
    if (!command.kind().equals("TABLE")) {
      return;
    }
    List<Catalog.Relation> gone = command.names().stream().map(one::known).flatMap(Optional::stream).toList();
    List<Catalog.Constraint> keys = gone.stream()
        .flatMap(table -> Stream.concat(one.before().constraints(table), one.before().referring(table)))
        .filter(key -> key.type().equals("f") && isBetween(one, key, gone)).distinct().toList();
    keys.forEach(key -> safely.add(Stage.FIRST, new Piece("ALTER TABLE "
        + Naming.of(one.before().find(key.relation()).orElseThrow()) + " DROP CONSTRAINT " + Naming.of(key.name()),
        Pace.SINGLE)));
    if (!keys.isEmpty()) {
      safely.add(Stage.LAST, Piece.strong(one.text()));
    }
  }

  private static boolean isBetween(Case one, Catalog.Constraint key, List<Catalog.Relation> gone) {
    return Stream.of(key.relation(), key.references()).map(one.before()::find).flatMap(Optional::stream)
        .anyMatch(side -> !gone.contains(side) && one.isShut(side));
  }

  static void refresh(Case one, SqlCommand.Refresh command, Safely safely) {
    Optional<Catalog.Relation> view = one.known(command.view()).filter(one::isShut);
    if (view.isEmpty() || command.options().contains(Option.CONCURRENTLY)) {
      return;
    }
    if (command.options().contains(Option.WITH_NO_DATA)
        || one.before().indexes(view.get()).noneMatch(OtherForms::isWhole)) {
      safely
          .remark(view.get().named() + " has no unique index over all its rows, so readers wait until it is refreshed");
      return;
    }
    safely.add(Stage.VALIDATE, new Piece(REFRESH.matcher(one.text()).replaceFirst("$1 CONCURRENTLY "), Pace.VALIDATE));
  }

  private static boolean isWhole(Index index) {
    return index.role() != Index.Role.PLAIN && index.predicate() == null
        && index.usability() == Index.Usability.VALID && index.keys().stream().noneMatch(String::isEmpty);
  }
}
