package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Collation;
import dev.whimbrel.schema.model.DefaultPrivileges;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.ForeignDataWrapper;
import dev.whimbrel.schema.model.ForeignServer;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.Namespace;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.TextSearchConfiguration;
import dev.whimbrel.schema.model.TextSearchDictionary;
import dev.whimbrel.schema.model.UserMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is neither a relation nor a type nor a routine. */
final class Others {
  private final Names names;
  private final Found found;
  private final Map<Long, Map<String, List<String>>> mappings = new HashMap<>();
  private final Map<Long, List<Publication.Member>> published = new HashMap<>();
  private final Map<Long, List<String>> publishedSchemas = new HashMap<>();
  private final Map<Address, ObjectId> defaults = new LinkedHashMap<>();
  private final Map<Address, List<Grant>> defaultGrants = new HashMap<>();

  private Others(Names names, Found found) {
    this.names = names;
    this.found = found;
  }

  static void read(Snapshot snapshot, Names names, Found found) {
    Others others = new Others(names, found);
    snapshot.rows(Query.SCHEMAS).forEach(others::schema);
    snapshot.rows(Query.EXTENSIONS).forEach(others::extension);
    snapshot.rows(Query.COLLATIONS).forEach(others::collation);
    snapshot.rows(Query.TEXT_SEARCH_DICTIONARIES).forEach(others::dictionary);
    snapshot.rows(Query.TEXT_SEARCH_MAPPINGS).forEach(others::mapping);
    snapshot.rows(Query.TEXT_SEARCH_CONFIGURATIONS).forEach(others::configuration);
    snapshot.rows(Query.FOREIGN_DATA_WRAPPERS).forEach(others::wrapper);
    snapshot.rows(Query.SERVERS).forEach(others::server);
    snapshot.rows(Query.USER_MAPPINGS).forEach(others::userMapping);
    snapshot.rows(Query.PUBLICATION_TABLES).forEach(others::publicationTable);
    snapshot.rows(Query.PUBLICATION_SCHEMAS).forEach(others::publicationSchema);
    snapshot.rows(Query.PUBLICATIONS).forEach(others::publication);
    snapshot.rows(Query.DEFAULT_PRIVILEGES).forEach(others::defaultPrivilege);
    others.defaults.forEach((address, id) -> found.add(address,
        new DefaultPrivileges(id, others.defaultGrants.getOrDefault(address, List.of()))));
  }

  private void schema(Row row) {
    found.add(row.address(), new Namespace(ObjectId.of(Kind.SCHEMA, "", row.text())));
  }

  private void extension(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.EXTENSION, "", row.text());
    found.add(address, new Extension(id, row.text(), row.text()));
  }

  private void collation(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.COLLATION, row.text(), row.text());
    String provider = switch (row.code()) {
      case 'i' -> "icu";
      case 'b' -> "builtin";
      case 'd' -> "default";
      default -> "libc";
    };
    found.add(address,
        new Collation(id, provider, row.text(), row.text(),
            row.flag() ? Collation.Determinism.DETERMINISTIC : Collation.Determinism.NONDETERMINISTIC, row.text()));
  }

  private void dictionary(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.TEXT_SEARCH_DICTIONARY, row.text(), row.text());
    found.add(address, new TextSearchDictionary(id, row.text(), row.text()));
  }

  private void mapping(Row row) {
    mappings.computeIfAbsent(row.number(), configuration -> new TreeMap<>())
        .computeIfAbsent(row.text(), token -> new ArrayList<>()).add(row.text());
  }

  private void configuration(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.TEXT_SEARCH_CONFIGURATION, row.text(), row.text());
    found.add(address, new TextSearchConfiguration(id, row.text(), mappings.getOrDefault(address.object(), Map.of())));
  }

  private void wrapper(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.FOREIGN_DATA_WRAPPER, "", row.text());
    found.add(address, new ForeignDataWrapper(id, row.text(), row.text(), Secrets.hidden(row.options())));
  }

  private void server(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.SERVER, "", row.text());
    found.add(address, new ForeignServer(id, row.text(), row.text(), row.text(), Secrets.hidden(row.options())));
  }

  private void userMapping(Row row) {
    Address address = row.address();
    ObjectId id = new ObjectId(Kind.USER_MAPPING, "", row.text(), row.text());
    List<String> options = row.list();
    if (!row.flag()) {
      found.addUnseen(id);
    }
    found.add(address, new UserMapping(id, options));
  }

  private void publicationTable(Row row) {
    long publication = row.number();
    long relation = row.number();
    List<String> columns = names.columns(relation, row.spaced());
    String filter = row.text();
    ObjectId table = names.relationIfAny(relation);
    if (table != null) {
      published.computeIfAbsent(publication, oid -> new ArrayList<>())
          .add(new Publication.Member(table, columns, filter));
    }
  }

  private void publicationSchema(Row row) {
    publishedSchemas.computeIfAbsent(row.number(), oid -> new ArrayList<>()).add(row.text());
  }

  private void publication(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.PUBLICATION, "", row.text());
    Publication.Reach reach = row.flag() ? Publication.Reach.ALL_TABLES : Publication.Reach.SELECTED;
    found.add(address,
        new Publication(id, reach, published.getOrDefault(address.object(), List.of()),
            publishedSchemas.getOrDefault(address.object(), List.of()), publicationOptions(row)));
  }

  /** Those that are not what they are without being given. */
  private static Map<String, String> publicationOptions(Row row) {
    List<String> operations = new ArrayList<>();
    for (String operation : List.of("insert", "update", "delete", "truncate")) {
      if (row.flag()) {
        operations.add(operation);
      }
    }
    Map<String, String> options = new TreeMap<>();
    if (operations.size() < 4) {
      options.put("publish", String.join(", ", operations));
    }
    if (row.flag()) {
      options.put("publish_via_partition_root", "true");
    }
    if (row.code() == 's') {
      options.put("publish_generated_columns", "stored");
    }
    return options;
  }

  private void defaultPrivilege(Row row) {
    Address address = row.address();
    String schema = row.text();
    String role = row.text();
    String what = switch (row.code()) {
      case 'r' -> "TABLES";
      case 'S' -> "SEQUENCES";
      case 'f' -> "FUNCTIONS";
      case 'T' -> "TYPES";
      case 'n' -> "SCHEMAS";
      default -> "LARGE OBJECTS";
    };
    defaults.put(address, new ObjectId(Kind.DEFAULT_PRIVILEGES, schema, role, what));
    Grant grant = Privileges.grant(row);
    if (grant != null) {
      defaultGrants.computeIfAbsent(address, one -> new ArrayList<>()).add(grant);
    }
  }
}
