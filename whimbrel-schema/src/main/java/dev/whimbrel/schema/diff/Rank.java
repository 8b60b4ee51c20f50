package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.diff.Action.Verb;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import java.util.Comparator;
import java.util.List;

/** Which action comes first where nothing else decides: drops before all else, and then as {@link Kind} has it. */
record Rank(Decisions decisions, DatabaseSchema to) implements Comparator<Action> {
  private static final List<Kind> KINDS = List.of(Kind.values());

  @Override
  public int compare(Action a, Action b) {
    return Comparator.comparingInt(this::group)
        .thenComparingInt(this::kind)
        .thenComparing(action -> action.key().id().schema())
        .thenComparing(action -> action.key().id().name())
        .thenComparing(Action::verb)
        .thenComparingInt(this::position)
        .thenComparing(Action::key)
        .compare(a, b);
  }

  private int group(Action action) {
    return switch (action.verb()) {
      case ALTER -> decisions.committedFirst().contains(action.key().id()) ? 0 : 2;
      case DROP -> 1;
      case CREATE -> 2;
      case FINISH -> 3;
    };
  }

  private int kind(Action action) {
    int kind = 2 * KINDS.indexOf(switch (action.key().facet()) {
      case WHOLE, CONTENT, PARENTAGE -> action.key().id().kind();
      case OWNER -> Kind.CONSTRAINT;
      case REPLICA -> Kind.INDEX;
    });
    int late = isLate(action.key()) ? 1 : 0;
    return action.verb() == Verb.DROP ? -kind - late : kind + late;
  }

  private boolean isLate(Key key) {
    return key.facet() == Key.Facet.REPLICA
        || (to.objects().get(key.id()) instanceof Constraint one && one.type() == Constraint.Type.FOREIGN_KEY);
  }

  private int position(Action action) {
    return to.objects().get(action.key().id()) instanceof Column column ? column.position() : 0;
  }
}
