package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.sql.QualifiedName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A statement of which something is to be decided.
 *
 * @param observation what it did
 * @param held what its transaction had locked before: what it locks again is not among what it did
 */
record Case(SqlCommand command, Rehearsed rehearsed, Observation observation, List<Observation.Lock> held, Seen seen,
    Columns columns) {
  Case {
    held = List.copyOf(held);
  }

  Catalog before() {
    return rehearsed.before();
  }

  Catalog after() {
    return rehearsed.after();
  }

  String text() {
    return rehearsed.statement().text();
  }

  /** Others wait while something takes long. */
  boolean isHarmful() {
    return Harm.isLong(observation, after())
        && (Harm.isStrong(observation, before()) || Harm.isStrong(held, before()));
  }

  /** How long it takes, as it is, and who waits. */
  Piece.Pace pace() {
    if (rehearsed.bound() == Rehearsed.Bound.ALONE) {
      return Piece.Pace.ALONE;
    }
    boolean isLong = Harm.isLong(observation, after());
    if (Harm.isStrong(observation, before()) || (isAboutTables() && Harm.isStrong(held, before()))) {
      return isLong ? Piece.Pace.STUCK : Piece.Pace.STRONG;
    }
    return isLong ? Piece.Pace.LONG : Piece.Pace.LIGHT;
  }

  /** What locks a table for what it does, and would do so too if nothing before it had. */
  private boolean isAboutTables() {
    return switch (command) {
      case SqlCommand.AlterTable alter ->
        !alter.actions().stream().allMatch(TableAction.ValidateConstraint.class::isInstance);
      case SqlCommand.CreateIndex index -> true;
      case SqlCommand.Reindex reindex -> true;
      case SqlCommand.Refresh refresh -> true;
      case SqlCommand.Maintain maintain -> true;
      case SqlCommand.AlterDomain domain -> true;
      case SqlCommand.DropIndex drop -> true;
      case SqlCommand.Drop drop -> true;
      case SqlCommand.Truncate truncate -> true;
      case SqlCommand.Rename rename -> true;
      case SqlCommand.CreateTrigger trigger -> true;
      case SqlCommand.CreatePolicy policy -> true;
      case SqlCommand.CreateRule rule -> true;
      default -> false;
    };
  }

  boolean isRewriting() {
    return !observation.rewritten().isEmpty();
  }

  boolean isBuilding() {
    return !observation.built().isEmpty();
  }

  /** A table that was there before, and that others than the migration know. */
  Optional<Catalog.Relation> known(QualifiedName name) {
    return before().find(name).filter(one -> !rehearsed.young().contains(one.oid()));
  }

  /** Whether readers of one wait. */
  boolean isShut(Catalog.Relation relation) {
    return Stream.concat(observation.locks().stream(), held.stream())
        .anyMatch(lock -> lock.relation().equals(relation.named()) && Harm.isExclusive(lock));
  }

  /** The constraints that it gave a table, in the order in which they were made. */
  Stream<Catalog.Constraint> made(Catalog.Relation table) {
    return after().constraints(table)
        .filter(one -> before().constraints().stream().noneMatch(old -> old.oid().equals(one.oid())))
        .sorted(Comparator.comparingLong(one -> Long.parseLong(one.oid())));
  }
}
