package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.UserMapping;

/** What goes with an object when it is dropped. */
record Losses(Decisions decisions, DatabaseSchema from, DatabaseSchema to) {

  Loss dropping(SchemaObject object) {
    return switch (object) {
      case Table table when table.foreign() == null && table.partitionKey().isEmpty() ->
        new Loss.Drops("drops table " + name(table.id()) + " with its rows");
      case Column column -> column(column);
      case Sequence sequence when !isPassedOn(sequence) ->
        new Loss.Drops("drops sequence " + name(sequence.id()) + " and how far it has counted");
      case UserMapping mapping when !mapping.options().isEmpty() ->
        new Loss.Drops("drops the user mapping of " + mapping.id().part() + " on server " + mapping.id().name()
            + ", whose options nobody can read back");
      case Extension extension -> new Loss.MayLose(
          "drops extension " + extension.id().name() + " with whatever rows tables of its own hold");
      default -> Loss.none();
    };
  }

  private Loss column(Column column) {
    boolean remote = from.objects().get(column.id().relation()) instanceof Table table && table.foreign() != null;
    if (remote || (column.content() instanceof Column.Content.Generated && isComputedAfter(column))) {
      return Loss.none();
    }
    if (column.content() instanceof Column.Content.Generated) {
      return to.objects().containsKey(column.id())
          ? new Loss.Drops("drops what has been computed for column " + name(column.id()))
          : Loss.none();
    }
    return new Loss.Drops("drops column " + name(column.id()) + " with its values");
  }

  private boolean isComputedAfter(Column column) {
    return to.objects().get(column.id()) instanceof Column after
        && after.content() instanceof Column.Content.Generated;
  }

  /** A column that has an identity instead goes on counting where the sequence stood. */
  private boolean isPassedOn(Sequence sequence) {
    ObjectId owner = sequence.owner();
    return owner != null && to.objects().get(owner) instanceof Column after
        && after.content() instanceof Column.Content.Identity;
  }

  static String name(ObjectId id) {
    String whole = Quoting.name(id.schema(), id.name());
    return id.part().isEmpty() ? whole : whole + "." + Quoting.name(id.part());
  }
}
