package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects and where the server has them. What an extension brought is none of them. */
final class Found {
  private final Names names;
  private final Map<Address, SchemaObject> objects = new HashMap<>();
  private final Map<Address, ObjectId> mentioned = new HashMap<>();
  private final List<ObjectId> unseen = new ArrayList<>();

  Found(Names names) {
    this.names = names;
  }

  void add(Address address, SchemaObject object) {
    if (!names.isMember(address)) {
      objects.put(address, object);
    }
  }

  /** What is a part of a relation goes with it. */
  void addPart(Address address, long relation, SchemaObject object) {
    if (!names.isMember(Address.relation(relation))) {
      objects.put(address, object);
    }
  }

  /** What has a comment or privileges of its own, and is no object but a part of one. */
  void mention(Address address, ObjectId id) {
    mentioned.put(address, id);
  }

  @Nullable
  SchemaObject object(Address address) {
    return objects.get(address);
  }

  /** Under which id comments and privileges are kept, or null. */
  @Nullable
  ObjectId bearer(Address address) {
    SchemaObject object = objects.get(address);
    return object == null ? mentioned.get(address) : object.id();
  }

  Map<Address, SchemaObject> objects() {
    return Collections.unmodifiableMap(objects);
  }

  /** There is more of it than may be read. */
  void addUnseen(ObjectId id) {
    unseen.add(id);
  }

  List<ObjectId> unseen() {
    return Collections.unmodifiableList(unseen);
  }
}
