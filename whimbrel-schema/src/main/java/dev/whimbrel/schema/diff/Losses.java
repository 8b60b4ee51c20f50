package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Sequence.Counting;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.UserMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes with an object when it is dropped. */
record Losses(Decisions decisions, DatabaseSchema from, DatabaseSchema to) {
  private static final String RESTART = " RESTART";

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

  /** What goes with what only changes. */
  Loss altering(ObjectId id, String sql) {
    if (sql.endsWith(RESTART)) {
      return new Loss.Drops("begins " + counter(id) + " anew: where it stands is outside of its new bounds");
    }
    return from.objects().get(id) instanceof CompositeType type && isHeld(id)
        ? type.attributes().stream().map(CompositeType.Attribute::name)
            .filter(name -> sql.replace(" CASCADE", "").endsWith(" DROP ATTRIBUTE " + Quoting.name(name)))
            .map(name -> "drops attribute " + name(id) + "." + Quoting.name(name) + " with its values")
            .<Loss>map(Loss.Drops::new).findFirst().orElse(Loss.none())
        : Loss.none();
  }

  /** Whether a table has it, or another type that a table has. */
  private boolean isHeld(ObjectId type) {
    return decisions.needsBefore().dependents(type).stream().map(Key::id)
        .anyMatch(id -> switch (id.kind()) {
          case COLUMN -> true;
          case COMPOSITE, DOMAIN, RANGE -> isHeld(id);
          default -> false;
        });
  }

  /** What may be in the way of what only changes. */
  List<String> notes(ObjectId id, String sql) {
    Counting was = counting(from, id);
    Counting is = counting(to, id);
    boolean narrower = was != null && is != null
        && (is.minimum() > was.minimum() || is.maximum() < was.maximum()) && !sql.endsWith(RESTART);
    return narrower ? List.of("fails if " + counter(id) + " has counted beyond its new bounds") : List.of();
  }

  private static @Nullable Counting counting(DatabaseSchema schema, ObjectId id) {
    return switch (schema.objects().get(id)) {
      case Sequence sequence -> sequence.counting();
      case Column column when column.content() instanceof Column.Content.Identity identity -> identity.counting();
      case null, default -> null;
    };
  }

  private static String counter(ObjectId id) {
    return (id.kind() == Kind.COLUMN ? "the identity of column " : "sequence ") + name(id);
  }

  /** An identity that goes takes its sequence along. */
  Loss withoutContent(Column column) {
    boolean counted = column.content() instanceof Column.Content.Identity
        && to.all(Sequence.class).noneMatch(sequence -> column.id().equals(sequence.owner()));
    return counted ? new Loss.Drops("drops " + counter(column.id()) + " and how far it has counted") : Loss.none();
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

  /** A column that has an identity instead goes on counting behind its highest value: numbers of rows that are gone may come again. */
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
