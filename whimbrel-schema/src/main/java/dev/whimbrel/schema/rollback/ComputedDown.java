package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.diff.Loss;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.wording.Names;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way back that nobody wrote: what leads from the schema after a migration to the one before it.
 *
 * @param losses what it takes along or does not bring back
 */
public record ComputedDown(Script script, List<Trial.Loss> losses) {
  /** Behind the name of the migration's file: where what fails does not stand in any file. */
  public static final String NAME = " (computed down)";

  public ComputedDown {
    losses = List.copyOf(losses);
  }

  /** Of a migration whose schemas before and after it are known. */
  static Result<ComputedDown> of(Migration migration, DatabaseSchema before, DatabaseSchema after) {
    ChangePlan plan = ChangePlan.between(after, before, ChangePlan.Options.oneTransaction());
    Source source = Source.ofText(migration.file() + NAME, text(plan));
    return SqlScanner.scan(source, Lexicon.standard())
        .then(statements -> Script.of(source, statements, TransactionRequest.AUTOMATIC))
        .then(script -> Result.ok(new ComputedDown(script, losses(migration, plan, before, after))));
  }

  private static String text(ChangePlan plan) {
    return plan.steps().stream().map(step -> step.sql() + ";\n").collect(Collectors.joining());
  }

  /** The migration with it. */
  static Migration with(Migration migration, Script down) {
    return new Migration(migration.id(), migration.description(), migration.role(), migration.up(),
        new Reversal.By(down), migration.checksum());
  }

  private static List<Trial.Loss> losses(Migration migration, ChangePlan plan, DatabaseSchema before,
      DatabaseSchema after) {
    List<Trial.Loss> losses = new ArrayList<>();
    plan.loses().forEach(step -> losses.add(loss(step)));
    Difference difference = Difference.between(before, after);
    difference.removed().stream().filter(object -> isEmptied(object, after))
        .forEach(
            object -> losses.add(new Trial.Loss(Names.of(object.id()) + " comes back empty: the migration dropped it",
                null)));
    difference.removed().stream().filter(ComputedDown::countsAnew).forEach(sequence -> losses.add(new Trial.Loss(
        Names.of(sequence.id()) + " comes back at its beginning: the migration dropped it", null)));
    losses.addAll(DataChanges.of(migration.up(), DataChanges.Tables.of(before, after)));
    return losses;
  }

  /** What a column counts with alone goes on behind the values of the column. */
  private static boolean countsAnew(SchemaObject object) {
    return object instanceof Sequence sequence && sequence.owner() == null;
  }

  /** Whether it held rows or values; those of a table's columns go without saying. */
  private static boolean isEmptied(SchemaObject object, DatabaseSchema after) {
    return switch (object) {
      case Table table -> table.foreign() == null && table.partitionKey().isEmpty();
      case Column column -> after.find(column.id().relation()).isPresent()
          && !(column.content() instanceof Column.Content.Generated);
      default -> false;
    };
  }

  private static Trial.Loss loss(Step step) {
    boolean ofRows = step.about().kind() == Kind.TABLE || step.about().kind() == Kind.COLUMN;
    return switch (step.loss()) {
      case Loss.Drops drops -> new Trial.Loss(drops.sentence(), ofRows ? step.about() : null);
      case Loss.MayLose may -> new Trial.Loss(may.sentence(), relation(step.about()));
      case Loss.None none -> throw new IllegalStateException("loses nothing: " + step.sql());
    };
  }

  /** Where there are no rows, nothing can be lost; of what is no part of a table, nobody knows which rows those are. */
  private static @Nullable ObjectId relation(ObjectId about) {
    return switch (about.kind()) {
      case TABLE, COLUMN, CONSTRAINT -> about;
      default -> null;
    };
  }
}
