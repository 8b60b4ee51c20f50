package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Column.Content;

/**
 * How a column becomes another, side by side.
 *
 * @param before as it is once everything that its parents hand on has been done
 * @param after as it shall be
 * @param major of the server that the statements are for
 */
record ColumnChange(Column before, Column after, int major) {

  /** The same column with something of its own in the place of type and content. */
  static Column with(Column column, String type, String collation, Content content) {
    return new Column(column.id(), column.position(), type, collation, column.notNull(), content, column.origin(),
        column.storage(), column.compression(), column.statistics(), column.options(), column.foreignOptions());
  }

  static Column with(Column column, Content content) {
    return with(column, column.type(), column.collation(), content);
  }

  boolean isRetyped() {
    return !before.type().equals(after.type()) || !before.collation().equals(after.collation());
  }

  /** Whether nothing helps but to drop it and to add it again. */
  boolean isReplaced() {
    boolean was = before.content() instanceof Content.Generated;
    boolean is = after.content() instanceof Content.Generated;
    if (!was && !is) {
      return false;
    }
    if (was && is) {
      return isRetyped() || (!before.content().equals(after.content()) && !canSetExpression());
    }
    return is || isRetyped() || keeping(before) == Column.Keeping.VIRTUAL;
  }

  private boolean canSetExpression() {
    return major >= 17 && keeping(before) == keeping(after);
  }

  static Column.@org.jspecify.annotations.Nullable Keeping keeping(Column column) {
    return column.content() instanceof Content.Generated generated ? generated.keeping() : null;
  }

  /** Whether what it holds now is computed, and will be again. */
  boolean isComputed() {
    return before.content() instanceof Content.Generated && after.content() instanceof Content.Generated;
  }

  boolean hasOtherContent() {
    return !before.content().equals(after.content());
  }

  /** Whether the one content can be turned into the other by one statement. */
  boolean isContentAlterable() {
    return before.content().getClass() == after.content().getClass();
  }

  /** As it is once it has the new type and content, which are statements of their own; a new type comes with its own storage. */
  Column rest() {
    boolean fresh = !before.type().equals(after.type());
    return new Column(before.id(), before.position(), after.type(), after.collation(), before.notNull(),
        after.content(), before.origin(), fresh ? "" : before.storage(), fresh ? "" : before.compression(),
        before.statistics(), before.options(), before.foreignOptions());
  }

  /** Whether it has an identity before and after, which takes part in everything that is done to the column. */
  boolean keepsIdentity() {
    return before.content() instanceof Content.Identity && after.content() instanceof Content.Identity;
  }

  /** Whether there is more to do than that. */
  boolean hasRest() {
    Column rest = rest();
    return !new Column(rest.id(), after.position(), rest.type(), rest.collation(), rest.notNull(), rest.content(),
        after.origin(), rest.storage(), rest.compression(), rest.statistics(), rest.options(), rest.foreignOptions())
        .equals(after);
  }
}
