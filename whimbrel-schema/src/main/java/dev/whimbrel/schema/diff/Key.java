package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.ObjectId;

/** An object, or a side of it that can come and go while the object stays. */
record Key(ObjectId id, Facet facet) implements Comparable<Key> {
  /** What of it. */
  enum Facet {
    WHOLE,
    /** The default or the identity of a column. */
    CONTENT,
    /** Whose child a table is. */
    PARENTAGE,
    /** With which column a sequence is dropped. */
    OWNER,
    /** By which index replication tells rows of a table apart. */
    REPLICA
  }

  static Key of(ObjectId id) {
    return new Key(id, Facet.WHOLE);
  }

  boolean isWhole() {
    return facet == Facet.WHOLE;
  }

  @Override
  public int compareTo(Key other) {
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : facet.compareTo(other.facet);
  }
}
