package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Policy;
import dev.whimbrel.schema.model.Rule;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.Trigger;
import dev.whimbrel.schema.model.View;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tables and views, and what belongs to them apart from columns, constraints and indexes. */
final class Relations {
  private final Names names;
  private final Found found;
  private final Columns columns;

  private Relations(Names names, Found found, Columns columns) {
    this.names = names;
    this.found = found;
    this.columns = columns;
  }

  static void read(Snapshot snapshot, Names names, Found found, Columns columns) {
    Relations relations = new Relations(names, found, columns);
    snapshot.rows(Query.TABLES).forEach(relations::table);
    snapshot.rows(Query.VIEWS).forEach(relations::view);
    snapshot.rows(Query.TRIGGERS).forEach(relations::trigger);
    snapshot.rows(Query.RULES).forEach(relations::rule);
    snapshot.rows(Query.POLICIES).forEach(relations::policy);
    snapshot.rows(Query.STATISTICS).forEach(relations::statistics);
  }

  private void table(Row row) {
    Address address = row.address();
    char kind = row.code();
    Table table = new Table(names.relation(address.object()), Columns.persistence(row.code()), row.text(), row.text(),
        options(row), row.text(), row.text(), parentage(row, address.object()), replicaIdentity(row, kind),
        rowSecurity(row), foreign(row));
    found.add(address, table);
  }

  private static Map<String, String> options(Row row) {
    Map<String, String> options = new TreeMap<>(row.options());
    row.options().forEach((name, value) -> options.put("toast." + name, value));
    return options;
  }

  private Table.Parentage parentage(Row row, long oid) {
    String bound = row.optional();
    List<ObjectId> parents = names.parents(oid).stream().map(names::relation).toList();
    if (parents.isEmpty()) {
      return new Table.Parentage.None();
    }
    return bound == null
        ? new Table.Parentage.Inherits(parents)
        : new Table.Parentage.PartitionOf(parents.getFirst(), bound);
  }

  private static Table.ReplicaIdentity replicaIdentity(Row row, char kind) {
    char code = row.code();
    String index = row.text();
    if (kind == 'f') {
      return new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.DEFAULT, "");
    }
    return switch (code) {
      case 'n' -> new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.NOTHING, "");
      case 'f' -> new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.FULL, "");
      case 'i' -> new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.INDEX, index);
      default -> new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.DEFAULT, "");
    };
  }

  private static Table.RowSecurity rowSecurity(Row row) {
    boolean isOn = row.flag();
    boolean isForced = row.flag();
    if (isOn) {
      return isForced ? Table.RowSecurity.FORCED : Table.RowSecurity.ENABLED;
    }
    return isForced ? Table.RowSecurity.OFF_BUT_FORCED : Table.RowSecurity.OFF;
  }

  private static Table.@Nullable Foreign foreign(Row row) {
    String server = row.optional();
    return server == null ? null : new Table.Foreign(server, Secrets.hidden(row.options()));
  }

  private void view(Row row) {
    Address address = row.address();
    long oid = address.object();
    char kind = row.code();
    String query = Text.withoutSemicolon(row.text());
    Map<String, String> options = row.options();
    ObjectId id = names.relation(oid);
    SchemaObject view = kind == 'v'
        ? new View(id, query, columns.ofView(oid), options)
        : new MaterializedView(id, query, columns.ofView(oid), options, row.text(), row.text(),
            row.flag() ? MaterializedView.Filling.WITH_DATA : MaterializedView.Filling.WITH_NO_DATA);
    found.add(address, view);
  }

  private void trigger(Row row) {
    Address address = row.address();
    long relation = row.number();
    ObjectId id = names.relation(relation).part(Kind.TRIGGER, row.text());
    found.addPart(address, relation, new Trigger(id, row.text(), Text.firing(row.code())));
  }

  private void rule(Row row) {
    Address address = row.address();
    long relation = row.number();
    ObjectId id = names.relation(relation).part(Kind.RULE, row.text());
    found.addPart(address, relation, new Rule(id, Text.withoutSemicolon(row.text()), Text.firing(row.code())));
  }

  private void policy(Row row) {
    Address address = row.address();
    long relation = row.number();
    ObjectId id = names.relation(relation).part(Kind.POLICY, row.text());
    Policy.Combination combination = row.flag() ? Policy.Combination.PERMISSIVE : Policy.Combination.RESTRICTIVE;
    String command = switch (row.code()) {
      case 'r' -> "SELECT";
      case 'a' -> "INSERT";
      case 'w' -> "UPDATE";
      case 'd' -> "DELETE";
      default -> "ALL";
    };
    found.addPart(address, relation, new Policy(id, combination, command, row.list(), row.text(), row.text()));
  }

  private void statistics(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.STATISTICS, row.text(), row.text());
    long relation = row.number();
    found.addPart(address, relation, new Statistics(id, names.relation(relation), row.text(), row.whole()));
  }
}
