package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Column.Content;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The statements that make one column out of another, in an order that the server accepts. */
final class ColumnChange {
  private static final int STORAGE_SINCE = 16;
  private static final int UNLOGGED_SEQUENCES_SINCE = 15;
  private static final int NAMED_SINCE = 18;

  /** Whether what is done to a parent is done to its children as well. */
  enum Children {
    TAKEN_ALONG, LEFT_ALONE
  }

  private final Setting setting;
  private final Column before;
  private final Column after;
  private final Children children;
  private final List<String> statements = new ArrayList<>();

  ColumnChange(Setting setting, Column before, Column after, Children children) {
    this.setting = setting;
    this.before = before;
    this.after = after;
    this.children = children;
  }

  List<String> statements() {
    Content kept = type();
    beforeNotNull(kept);
    notNull();
    afterNotNull(kept);
    storage();
    if (!before.compression().equals(after.compression()) || (!after.compression().isEmpty() && isRetyped())) {
      alone("SET COMPRESSION " + (after.compression().isEmpty() ? "default" : Quoting.name(after.compression())),
          Column::compression);
    }
    if (before.statistics() != after.statistics()) {
      following("SET STATISTICS " + after.statistics(), Column::statistics);
    }
    String column = setting.alterOnly(after.id()) + " ALTER COLUMN " + name();
    statements.addAll(Parameters.change(column, before.options(), after.options()));
    statements.addAll(Parameters.foreignChange(setting.alterRelation(after.id()) + " ALTER COLUMN " + name(),
        before.foreignOptions(), after.foreignOptions()));
    return tidy(statements);
  }

  /** {@code ONLY} is said only of tables that have children. */
  private List<String> tidy(List<String> all) {
    return setting.children(after.id().relation()).isEmpty()
        ? all.stream().map(statement -> statement.replaceFirst("^(ALTER (?:FOREIGN )?TABLE) ONLY ", "$1 ")).toList()
        : all;
  }

  private String name() {
    return Quoting.name(after.id().part());
  }

  private boolean isInherited() {
    return after.origin() != Origin.LOCAL && before.origin() != Origin.LOCAL;
  }

  /** With all children, as the server does it by itself. */
  private void all(String action) {
    statements.add(setting.alterRelation(after.id()) + " ALTER COLUMN " + name() + " " + action);
  }

  /** With those children that shall be like the parent afterwards. */
  private void following(String action, Function<Column, Object> property) {
    List<Column> others = descendants();
    List<Column> alike = others.stream().filter(child -> property.apply(child).equals(property.apply(after))).toList();
    if (children == Children.TAKEN_ALONG && alike.size() == others.size()) {
      all(action);
      return;
    }
    alone(action, property);
  }

  /** One by one. */
  private void alone(String action, Function<Column, Object> property) {
    statements.add(setting.alterOnly(after.id()) + " ALTER COLUMN " + name() + " " + action);
    if (children == Children.TAKEN_ALONG) {
      descendants().stream().filter(child -> property.apply(child).equals(property.apply(after)))
          .forEach(child -> statements.add(setting.alterOnly(child.id()) + " ALTER COLUMN " + name() + " " + action));
    }
  }

  private List<Column> descendants() {
    return setting.descendants(after.id().relation())
        .map(child -> setting.schema().objects().get(child.part(Kind.COLUMN, after.id().part())))
        .filter(Objects::nonNull).map(Column.class::cast).filter(child -> child.origin() != Origin.LOCAL).distinct()
        .toList();
  }

  /** The type, where the server converts the values of its own; gives the content that is there afterwards. */
  private Content type() {
    boolean same = before.type().equals(after.type()) && before.collation().equals(after.collation());
    if (same || isInherited()) {
      return before.content();
    }
    boolean anew = before.content() instanceof Content.Default && !before.content().equals(after.content());
    if (anew) {
      all("DROP DEFAULT");
    }
    all("TYPE " + after.type() + (after.collation().isEmpty() ? "" : " COLLATE " + after.collation()));
    return anew ? new Content.None() : retyped(before.content());
  }

  private Content retyped(Content content) {
    return content instanceof Content.Identity identity
        ? new Content.Identity(identity.giving(), identity.sequence(),
            SequenceText.retyped(identity.counting(), after.type()), identity.persistence())
        : content;
  }

  /** Identity goes before {@code NOT NULL} does, and an expression before a default comes. */
  private void beforeNotNull(Content content) {
    if (content instanceof Content.Identity && !(after.content() instanceof Content.Identity)) {
      all("DROP IDENTITY");
    }
    if (content instanceof Content.Generated && !(after.content() instanceof Content.Generated)
        && after.origin() != Origin.INHERITED) {
      all("DROP EXPRESSION");
    }
    if (content instanceof Content.Default && !(after.content() instanceof Content.Default)) {
      following("DROP DEFAULT", Column::content);
    }
  }

  private void afterNotNull(Content content) {
    if (content.equals(after.content())) {
      return;
    }
    switch (after.content()) {
      case Content.None() -> {
      }
      case Content.Default(String expression) -> following("SET DEFAULT " + expression, Column::content);
      case Content.Generated(String expression, Column.Keeping keeping) -> {
        if (after.origin() != Origin.INHERITED) {
          all("SET EXPRESSION AS " + Fragment.parenthesized(expression));
        }
      }
      case Content.Identity identity -> identity(content, identity);
    }
  }

  private void identity(Content content, Content.Identity is) {
    if (isInherited() && setting.isPartition(after.id()) && setting.major() >= 17) {
      return;
    }
    if (content instanceof Content.Identity was) {
      change(was, is);
      return;
    }
    String clause = new ColumnText(setting).qualifiers(withoutNotNull(), Set.of());
    all("ADD" + clause);
    new ColumnText(setting).settle(new ColumnText(setting).created(withoutNotNull()), withoutNotNull())
        .forEach(statements::add);
  }

  private Column withoutNotNull() {
    return new Column(after.id(), after.position(), after.type(), after.collation(), null, after.content(),
        after.origin(),
        "", "", -1, Map.of(), Map.of());
  }

  private void change(Content.Identity was, Content.Identity is) {
    if (!was.sequence().equals(is.sequence())) {
      statements.add("ALTER " + setting.target(ColumnText.sequence(after, was.sequence())) + " RENAME TO "
          + Quoting.name(is.sequence()));
    }
    List<String> actions = new ArrayList<>();
    if (was.giving() != is.giving()) {
      actions.add("SET GENERATED " + is.giving().name().replace('_', ' '));
    }
    ObjectId sequence = ColumnText.sequence(after, is.sequence());
    List<String> counting = SequenceText.change(was.counting(), is.counting());
    if (!was.counting().type().equals(is.counting().type())) {
      statements.add("ALTER " + setting.target(sequence) + " " + String.join(" ", counting));
    } else {
      counting.forEach(option -> actions.add(option.equals(SequenceText.RESTART) ? option : "SET " + option));
    }
    if (!actions.isEmpty()) {
      all(String.join(" ", actions));
    }
    if (was.persistence() != is.persistence() && setting.major() >= UNLOGGED_SEQUENCES_SINCE
        && !followsTable(is.persistence())) {
      statements.add(new SequenceText(setting).persistence(sequence, is.persistence()));
    }
  }

  /** A table takes the sequence of its identity along when it becomes logged or unlogged. */
  private boolean followsTable(Persistence persistence) {
    return children == Children.TAKEN_ALONG
        && setting.table(after.id()).filter(table -> table.persistence() == persistence).isPresent();
  }

  private void notNull() {
    NotNull was = before.notNull();
    NotNull is = after.notNull();
    if (Objects.equals(was, is)) {
      return;
    }
    if (is == null) {
      all("DROP NOT NULL");
    } else if (was == null) {
      statements.add(newNotNull(is));
    } else if (setting.major() >= NAMED_SINCE) {
      change(was, is);
    }
  }

  private String newNotNull(NotNull notNull) {
    String alter = setting.alterRelation(after.id());
    if (setting.major() < NAMED_SINCE || notNull.equals(NotNull.plain())) {
      return alter + " ALTER COLUMN " + name() + " SET NOT NULL";
    }
    return alter + " ADD CONSTRAINT " + Quoting.name(constraint(notNull)) + " NOT NULL " + name()
        + (notNull.inheritance() == NotNull.Inheritance.NO_INHERIT ? " NO INHERIT" : "")
        + (notNull.validity() == Validity.NOT_VALID ? " NOT VALID" : "");
  }

  private String constraint(NotNull notNull) {
    return notNull.name().isEmpty() ? Chosen.notNull(after.id().name(), after.id().part()) : notNull.name();
  }

  private void change(NotNull was, NotNull is) {
    String alter = setting.alterRelation(after.id());
    String name = Quoting.name(constraint(is));
    if (was.validity() == Validity.VALID && is.validity() == Validity.NOT_VALID && !isInherited()) {
      all("DROP NOT NULL");
      statements.add(newNotNull(is));
      return;
    }
    if (!constraint(was).equals(constraint(is)) && !isInherited()) {
      statements.add(alter + " RENAME CONSTRAINT " + Quoting.name(constraint(was)) + " TO " + name);
    }
    if (was.inheritance() != is.inheritance()) {
      boolean inherits = is.inheritance() == NotNull.Inheritance.INHERITED;
      statements.add(alter + " ALTER CONSTRAINT " + name + (inherits ? " INHERIT" : " NO INHERIT"));
    }
    if (was.validity() == Validity.NOT_VALID && is.validity() == Validity.VALID) {
      statements.add(alter + " VALIDATE CONSTRAINT " + name);
    }
  }

  private void storage() {
    if (before.storage().equals(after.storage()) && !losesStorage()) {
      return;
    }
    following("SET STORAGE " + (after.storage().isEmpty() ? ownStorage() : after.storage()), Column::storage);
  }

  /** A new type takes its own storage with it; what was set is gone. */
  private boolean losesStorage() {
    return !after.storage().isEmpty() && isRetyped();
  }

  private boolean isRetyped() {
    return !before.type().equals(after.type()) && !isInherited();
  }

  private String ownStorage() {
    if (setting.major() >= STORAGE_SINCE) {
      return "DEFAULT";
    }
    if (after.type().startsWith("numeric") && !after.type().endsWith("[]")) {
      return "MAIN";
    }
    Set<String> fixed = new HashSet<>(
        Set.of("smallint", "integer", "bigint", "boolean", "real", "double precision", "date",
            "uuid", "oid", "interval", "money"));
    return fixed.contains(after.type()) || after.type().startsWith("time") ? "PLAIN" : "EXTENDED";
  }
}
