package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.ChosenName;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Validity;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns of tables as objects, those of views and composite types as lists, and the sequences that columns own. */
final class Columns {
  private final Names names;
  private final Found found;
  private final Map<Address, IdentitySequence> identities = new HashMap<>();
  private final Map<Address, String> notNulls = new HashMap<>();
  private final Map<Long, List<ViewColumn>> ofViews = new HashMap<>();
  private final Map<Long, List<CompositeType.Attribute>> ofComposites = new HashMap<>();

  private record IdentitySequence(String name, Sequence.Counting counting, Persistence persistence) {}

  private Columns(Names names, Found found) {
    this.names = names;
    this.found = found;
  }

  /** Adds sequences, columns and composite types. */
  static Columns read(Snapshot snapshot, Names names, Found found) {
    Columns columns = new Columns(names, found);
    snapshot.rows(Query.SEQUENCES).forEach(columns::sequence);
    snapshot.rows(Query.COLUMNS).forEach(columns::notNullName);
    snapshot.rows(Query.COLUMNS).forEach(columns::column);
    snapshot.rows(Query.RELATIONS).forEach(columns::composite);
    return columns;
  }

  List<ViewColumn> ofView(long oid) {
    return ofViews.getOrDefault(oid, List.of());
  }

  private void sequence(Row row) {
    Address address = row.address();
    Persistence persistence = persistence(row.code());
    Sequence.Counting counting = new Sequence.Counting(row.text(), row.number(), row.number(), row.number(),
        row.number(), row.number(), row.flag() ? Sequence.End.CYCLE : Sequence.End.ERROR);
    char dependency = row.code();
    long table = row.number();
    int column = row.whole();
    ObjectId id = names.relation(address.object());
    if (dependency == 'i') {
      identities.put(Address.column(table, column), new IdentitySequence(id.name(), counting, persistence));
      found.mention(address, id);
      return;
    }
    ObjectId owner = dependency == 'a' && names.relationIfAny(table) != null
        ? names.relation(table).part(Kind.COLUMN, names.column(table, column))
        : null;
    found.add(address, new Sequence(id, persistence, counting, owner));
  }

  static Persistence persistence(char code) {
    return code == 'u' ? Persistence.UNLOGGED : Persistence.LOGGED;
  }

  private void notNullName(Row row) {
    Address address = Address.column(row.number(), row.whole());
    for (int i = 0; i < 6; i++) {
      row.optional();
    }
    String name = row.textOrEmpty();
    if (!name.isEmpty()) {
      notNulls.put(address, name);
    }
  }

  private void column(Row row) {
    long relation = row.number();
    int number = row.whole();
    ObjectId owner = names.relation(relation);
    switch (names.kindOf(relation)) {
      case 'r', 'p', 'f' -> ofTable(row, relation, number, owner);
      case 'c' -> ofComposite(row, relation, number, owner);
      default -> ofView(row, relation, number, owner);
    }
  }

  private void ofTable(Row row, long relation, int number, ObjectId owner) {
    String name = row.text();
    int position = row.whole();
    String type = row.text();
    String collation = row.text();
    NotNull notNull = notNull(row, relation, owner, name);
    Column.Content content = content(row, Address.column(relation, number));
    Origin origin = origin(row);
    Column column = new Column(owner.part(Kind.COLUMN, name), position, type, collation, notNull, content, origin,
        storage(row.code()), compression(row.code()), row.whole(), row.options(), row.options());
    found.addPart(Address.column(relation, number), relation, column);
  }

  /** By the name of its constraint it is told whether somebody gave it one. */
  private @Nullable NotNull notNull(Row row, long relation, ObjectId table, String column) {
    boolean isNotNull = row.flag();
    long constraint = row.number();
    String name = row.textOrEmpty();
    boolean isValid = row.flag();
    boolean isNotInherited = row.flag();
    if (!isNotNull) {
      return null;
    }
    if (constraint == 0) {
      return NotNull.plain();
    }
    found.mention(new Address(Address.CONSTRAINTS, constraint, 0), table.part(Kind.CONSTRAINT, name));
    return new NotNull(isChosen(relation, table, column, name) ? "" : name,
        isValid ? Validity.VALID : Validity.NOT_VALID,
        isNotInherited ? NotNull.Inheritance.NO_INHERIT : NotNull.Inheritance.INHERITED);
  }

  private boolean isChosen(long relation, ObjectId table, String column, String name) {
    return ChosenName.isOf(name, table.name(), column, "not_null") || names.parents(relation).stream()
        .anyMatch(parent -> name.equals(notNullOfParent(parent, column)));
  }

  private @Nullable String notNullOfParent(long parent, String column) {
    Integer number = names.numberOf(parent, column);
    return number == null ? null : notNulls.get(Address.column(parent, number));
  }

  private Column.Content content(Row row, Address address) {
    char generated = row.code();
    char identity = row.code();
    String expression = row.textOrEmpty();
    IdentitySequence sequence = identities.get(address);
    if (identity != ' ' && sequence != null) {
      return new Column.Content.Identity(identity == 'a' ? Column.Giving.ALWAYS : Column.Giving.BY_DEFAULT,
          sequence.name(), sequence.counting(), sequence.persistence());
    }
    if (generated != ' ') {
      return new Column.Content.Generated(expression,
          generated == 'v' ? Column.Keeping.VIRTUAL : Column.Keeping.STORED);
    }
    return expression.isEmpty() ? new Column.Content.None() : new Column.Content.Default(expression);
  }

  /** From two values: whether it is declared here, and how many parents have it. */
  static Origin origin(Row row) {
    boolean isLocal = row.flag();
    long parents = row.number();
    if (!isLocal) {
      return Origin.INHERITED;
    }
    return parents == 0 ? Origin.LOCAL : Origin.BOTH;
  }

  private static String storage(char code) {
    return switch (code) {
      case 'p' -> "PLAIN";
      case 'e' -> "EXTERNAL";
      case 'm' -> "MAIN";
      case 'x' -> "EXTENDED";
      default -> "";
    };
  }

  private static String compression(char code) {
    return switch (code) {
      case 'p' -> "pglz";
      case 'l' -> "lz4";
      default -> "";
    };
  }

  private void ofComposite(Row row, long relation, int number, ObjectId owner) {
    String name = row.text();
    row.optional();
    ofComposites.computeIfAbsent(relation, oid -> new ArrayList<>())
        .add(new CompositeType.Attribute(name, row.text(), row.text()));
    found.mention(Address.column(relation, number), owner.part(Kind.COLUMN, name));
  }

  private void ofView(Row row, long relation, int number, ObjectId owner) {
    String name = row.text();
    row.optional();
    String type = row.text();
    String collation = row.text();
    for (int i = 0; i < 7; i++) { // not null, generated and identity are those of tables
      row.optional();
    }
    String defaultValue = row.textOrEmpty();
    for (int i = 0; i < 4; i++) { // so are origin, storage and compression
      row.optional();
    }
    ofViews.computeIfAbsent(relation, oid -> new ArrayList<>())
        .add(new ViewColumn(name, type, collation, defaultValue, row.whole()));
    found.mention(Address.column(relation, number), owner.part(Kind.COLUMN, name));
  }

  private void composite(Row row) {
    Address address = row.address();
    if (row.code() == 'c') {
      found.add(address, new CompositeType(names.relation(address.object()),
          ofComposites.getOrDefault(address.object(), List.of())));
    }
  }
}
