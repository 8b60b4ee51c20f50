package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.ChosenName;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.RangeType;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Enums, domains and ranges. */
final class Types {
  private final Found found;
  private final Map<Long, List<String>> labels = new HashMap<>();
  private final Map<Long, ObjectId> domains = new HashMap<>();

  private Types(Found found) {
    this.found = found;
  }

  /** Gives the domains by their numbers. */
  static Map<Long, ObjectId> read(Snapshot snapshot, Found found) {
    Types types = new Types(found);
    snapshot.rows(Query.ENUM_LABELS)
        .forEach(row -> types.labels.computeIfAbsent(row.number(), oid -> new ArrayList<>()).add(row.text()));
    snapshot.rows(Query.TYPES).forEach(types::type);
    return types.domains;
  }

  private void type(Row row) {
    Address address = row.address();
    SchemaObject type = switch (row.code()) {
      case 'e' -> new EnumType(ObjectId.of(Kind.ENUM, row.text(), row.text()),
          labels.getOrDefault(address.object(), List.of()));
      case 'd' -> domain(row, address);
      default -> range(row);
    };
    found.add(address, type);
  }

  private Domain domain(Row row, Address address) {
    ObjectId id = ObjectId.of(Kind.DOMAIN, row.text(), row.text());
    domains.put(address.object(), id);
    return new Domain(id, row.text(), row.text(), row.text(), notNull(row, id));
  }

  private @Nullable NotNull notNull(Row row, ObjectId id) {
    boolean isNotNull = row.flag();
    long constraint = row.number();
    String name = row.textOrEmpty();
    boolean isValid = row.flag();
    if (!isNotNull) {
      return null;
    }
    if (constraint == 0) {
      return NotNull.plain();
    }
    found.mention(new Address(Address.CONSTRAINTS, constraint, 0), id.part(Kind.DOMAIN_CONSTRAINT, name));
    return new NotNull(ChosenName.isOf(name, id.name(), "", "not_null") ? "" : name,
        isValid ? Validity.VALID : Validity.NOT_VALID, NotNull.Inheritance.INHERITED);
  }

  private static RangeType range(Row row) {
    ObjectId id = ObjectId.of(Kind.RANGE, row.text(), row.text());
    String subtype = row.text();
    String collation = row.text();
    for (int i = 0; i < 5; i++) { // default and not null are those of domains
      row.optional();
    }
    String operatorClass = row.text();
    String canonical = row.textOrEmpty();
    String difference = row.textOrEmpty();
    return new RangeType(id, subtype, operatorClass, collation, canonical, difference, row.text());
  }
}
