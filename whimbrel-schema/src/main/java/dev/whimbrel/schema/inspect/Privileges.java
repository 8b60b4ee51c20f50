package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Owners, comments and privileges. */
final class Privileges {
  /** It is nobody's who makes a schema: if it has an owner other than from the start, that is told whoever owns most. */
  private static final ObjectId PUBLIC = ObjectId.of(Kind.SCHEMA, "", "public");

  private final Found found;
  private final Map<ObjectId, String> owners = new HashMap<>();
  private final Map<ObjectId, String> comments = new HashMap<>();
  private final Map<ObjectId, List<Grant>> grants = new HashMap<>();
  private final List<Address> strayComments = new ArrayList<>();

  private Privileges(Found found) {
    this.found = found;
  }

  static Privileges read(Snapshot snapshot, Found found) {
    Privileges privileges = new Privileges(found);
    snapshot.rows(Query.OWNERS).forEach(privileges::owner);
    snapshot.rows(Query.COMMENTS).forEach(privileges::comment);
    snapshot.rows(Query.GRANTS).forEach(privileges::grants);
    return privileges;
  }

  /** From grantee, privilege and option; null if there is no grantee. */
  static @Nullable Grant grant(Row row) {
    String grantee = row.optional();
    String privilege = row.textOrEmpty();
    boolean isGrantable = row.flag();
    return grantee == null
        ? null
        : new Grant(grantee, privilege, isGrantable ? Grant.Option.WITH_GRANT_OPTION : Grant.Option.PLAIN);
  }

  /** The role that owns most; of two, the first by name. */
  String mainOwner() {
    return owners.entrySet().stream().filter(entry -> !entry.getKey().equals(PUBLIC))
        .collect(Collectors.groupingBy(Map.Entry::getValue, TreeMap::new, Collectors.counting()))
        .entrySet().stream()
        .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
        .map(Map.Entry::getKey).orElse("");
  }

  NavigableMap<ObjectId, Aspects> aspects() {
    String main = mainOwner();
    Set<ObjectId> ids = new HashSet<>(owners.keySet());
    ids.addAll(comments.keySet());
    ids.addAll(grants.keySet());
    NavigableMap<ObjectId, Aspects> aspects = new TreeMap<>();
    for (ObjectId id : ids) {
      String owner = owners.getOrDefault(id, "");
      boolean isMain = owner.equals(main) && !id.equals(PUBLIC);
      Aspects some = new Aspects(isMain ? "" : owner, comments.getOrDefault(id, ""), grants.get(id));
      if (!some.equals(Aspects.NONE)) {
        aspects.put(id, some);
      }
    }
    return aspects;
  }

  /** Comments on what is no object. */
  List<Address> strayComments() {
    return List.copyOf(strayComments);
  }

  private void owner(Row row) {
    Address address = row.address();
    String owner = row.text();
    ObjectId id = found.object(address) == null ? null : found.bearer(address);
    if (id != null) {
      owners.put(id, owner);
    }
  }

  private void comment(Row row) {
    Address address = row.partAddress();
    ObjectId id = found.bearer(address);
    if (id == null) {
      strayComments.add(address);
    } else {
      comments.put(id, row.text());
    }
  }

  private void grants(Row row) {
    ObjectId id = found.bearer(row.partAddress());
    if (id == null) {
      return;
    }
    List<Grant> all = grants.computeIfAbsent(id, one -> new ArrayList<>());
    Grant grant = grant(row);
    if (grant != null) {
      all.add(grant);
    }
  }
}
