package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Statistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What needs what, as the server keeps it, told of objects alone: what is a part of an object stands for that. */
final class Dependencies {
  private static final Set<Kind> PARTS = Set.of(Kind.COLUMN, Kind.CONSTRAINT, Kind.TRIGGER, Kind.RULE, Kind.POLICY,
      Kind.DOMAIN_CONSTRAINT);
  private static final Set<Kind> OWNERS = Set.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.DOMAIN);

  private final Names names;
  private final Found found;
  private final Map<Address, Part> parts = new HashMap<>();
  private final NavigableMap<ObjectId, Set<ObjectId>> edges = new TreeMap<>();

  /**
   * Something that is no object.
   *
   * @param whole what it is a part of, or null
   * @param voice whether what it needs is what that needs
   */
  private record Part(@Nullable Address whole, Voice voice) {}

  private enum Voice {
    OF_THE_WHOLE, NONE
  }

  private Dependencies(Names names, Found found) {
    this.names = names;
    this.found = found;
  }

  static Dependencies read(Snapshot snapshot, Names names, Found found) {
    Dependencies dependencies = new Dependencies(names, found);
    snapshot.rows(Query.PARTS).forEach(dependencies::part);
    snapshot.rows(Query.DEPENDENCIES).forEach(dependencies::edge);
    found.objects().values().forEach(dependencies::fromRecord);
    return dependencies;
  }

  NavigableMap<ObjectId, Set<ObjectId>> edges() {
    return edges;
  }

  /** What is neither an object nor of an extension nor a part of anything. */
  List<Address> unknown() {
    List<Address> unknown = new ArrayList<>();
    parts.forEach((address, part) -> {
      boolean isNamedByItsWhole = part.whole() != null && parts.containsKey(part.whole().whole());
      if (!isNamedByItsWhole && !names.isMember(address) && resolve(address) == null) {
        unknown.add(address);
      }
    });
    return unknown;
  }

  /** Whether it is an object or a part of one; what an extension brought is none. */
  boolean isModelled(Address address) {
    return !names.isMember(address) && resolve(address) != null;
  }

  private void part(Row row) {
    Address address = row.address();
    String catalog = row.optional();
    long whole = row.number();
    int number = row.whole();
    parts.put(address, new Part(catalog == null ? null : new Address(Long.parseLong(catalog), whole, number),
        row.flag() ? Voice.OF_THE_WHOLE : Voice.NONE));
  }

  private void edge(Row row) {
    Address from = row.partAddress();
    Address to = row.partAddress();
    ObjectId dependent = speaker(from);
    ObjectId needed = dependent == null ? null : resolve(to);
    if (dependent != null && needed != null) {
      add(dependent, needed);
    }
  }

  /** That the sequence goes with its column is part of it; that the column needs it for its default is not. */
  private void add(ObjectId dependent, ObjectId needed) {
    boolean isOwner = dependent.kind() == Kind.SEQUENCE && needed.kind() == Kind.COLUMN;
    if (!isOwner && !dependent.equals(needed) && !isStructure(dependent, needed)) {
      edges.computeIfAbsent(dependent, id -> new TreeSet<>()).add(needed);
    }
  }

  private static boolean isStructure(ObjectId dependent, ObjectId needed) {
    boolean isSchema = needed.kind() == Kind.SCHEMA && needed.name().equals(dependent.schema());
    return isSchema || isPartOf(dependent, needed) || isPartOf(needed, dependent);
  }

  private static boolean isPartOf(ObjectId part, ObjectId whole) {
    return PARTS.contains(part.kind()) && OWNERS.contains(whole.kind()) && part.schema().equals(whole.schema())
        && part.name().equals(whole.name());
  }

  /** Its object's dependencies are those of this, or null if they are nobody's. */
  private @Nullable ObjectId speaker(Address address) {
    Address at = address;
    for (int depth = 0; depth < 10; depth++) {
      SchemaObject object = object(at);
      if (object != null) {
        return object.id();
      }
      Part part = parts.get(at.whole());
      if (part == null || part.whole() == null || part.voice() == Voice.NONE) {
        return null;
      }
      at = part.whole();
    }
    return null;
  }

  /** The object, or the extension, that something belongs to. */
  private @Nullable ObjectId resolve(Address address) {
    Address at = address;
    for (int depth = 0; depth < 10; depth++) {
      SchemaObject object = object(at);
      if (object != null) {
        return object.id();
      }
      Long extension = names.extension(at.whole());
      if (extension != null) {
        SchemaObject bringer = found.object(new Address(Address.EXTENSIONS, extension, 0));
        return bringer == null ? null : bringer.id();
      }
      Part part = parts.get(at.whole());
      if (part == null || part.whole() == null) {
        return null;
      }
      at = part.whole();
    }
    return null;
  }

  private @Nullable SchemaObject object(Address address) {
    SchemaObject exact = found.object(address);
    return exact != null || address.part() == 0 ? exact : found.object(address.whole());
  }

  private void fromRecord(SchemaObject object) {
    switch (object) {
      case Index index -> add(index.id(), index.relation());
      case Statistics statistics -> add(statistics.id(), statistics.relation());
      default -> {
      }
    }
  }
}
