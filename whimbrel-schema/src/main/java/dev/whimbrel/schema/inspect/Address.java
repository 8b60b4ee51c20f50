package dev.whimbrel.schema.inspect;

/**
 * Where the server has something.
 *
 * @param catalog the number of the catalog
 * @param object its number in it
 * @param part the number of a column, otherwise 0
 */
record Address(long catalog, long object, int part) {
  /** The numbers of catalogs, which are the same in every version. */
  static final long RELATIONS = 1259;
  static final long TYPES = 1247;
  static final long CONSTRAINTS = 2606;
  static final long RULES = 2618;
  static final long SCHEMAS = 2615;
  static final long EXTENSIONS = 3079;
  static final long USER_MAPPINGS = 1418;

  static Address relation(long oid) {
    return new Address(RELATIONS, oid, 0);
  }

  static Address column(long relation, int number) {
    return new Address(RELATIONS, relation, number);
  }

  Address whole() {
    return part == 0 ? this : new Address(catalog, object, 0);
  }
}
