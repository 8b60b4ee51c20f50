package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Grant.Option;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code GRANT} and {@code REVOKE} that lead from some privileges to others.
 *
 * @param prefix what stands in front, with a space behind it, or empty
 * @param privileges what there is to grant
 * @param columns as in {@code GRANT SELECT (c)}, with a space before it, or empty
 * @param object as it stands behind {@code ON}
 * @param owner who is meant by {@link Grant#OWNER}
 */
record GrantText(String prefix, Privileges privileges, String columns, String object, String owner) {
  private record Key(String grantee, String privilege) {}

  List<String> change(Collection<Grant> before, Collection<Grant> after) {
    Map<String, Collection<String>> revoked = new TreeMap<>();
    Map<String, Collection<String>> narrowed = new TreeMap<>();
    Map<String, Collection<String>> granted = new TreeMap<>();
    Map<String, Collection<String>> widened = new TreeMap<>();
    Map<Key, Option> was = byKey(before);
    Map<Key, Option> is = byKey(after);
    was.forEach((key, option) -> {
      if (!is.containsKey(key)) {
        add(revoked, key);
      } else if (option == Option.WITH_GRANT_OPTION && is.get(key) == Option.PLAIN && !key.grantee().isEmpty()) {
        add(narrowed, key);
      }
    });
    is.forEach((key, option) -> {
      boolean more = !was.containsKey(key) || (was.get(key) == Option.PLAIN && option == Option.WITH_GRANT_OPTION);
      if (more && !(was.containsKey(key) && key.grantee().isEmpty())) {
        add(option == Option.PLAIN ? granted : widened, key);
      }
    });
    List<String> statements = new ArrayList<>();
    statements.addAll(statements("REVOKE ", revoked, " FROM ", ""));
    statements.addAll(statements("REVOKE GRANT OPTION FOR ", narrowed, " FROM ", ""));
    statements.addAll(statements("GRANT ", granted, " TO ", ""));
    statements.addAll(statements("GRANT ", widened, " TO ", " WITH GRANT OPTION"));
    return statements;
  }

  private Map<Key, Option> byKey(Collection<Grant> grants) {
    Map<Key, Option> map = new TreeMap<>(Comparator.comparing(Key::grantee).thenComparing(Key::privilege));
    grants.stream().filter(grant -> privileges.all().contains(grant.privilege()))
        .forEach(grant -> map.put(new Key(grant.grantee(), grant.privilege()), grant.option()));
    return map;
  }

  private static void add(Map<String, Collection<String>> map, Key key) {
    map.computeIfAbsent(key.grantee(), grantee -> new TreeSet<>()).add(key.privilege());
  }

  private List<String> statements(String verb, Map<String, Collection<String>> byGrantee, String preposition,
      String end) {
    return byGrantee.entrySet().stream()
        .map(entry -> prefix + verb + list(entry.getValue()) + " ON " + object + preposition + role(entry.getKey())
            + end)
        .toList();
  }

  private String list(Collection<String> chosen) {
    if (chosen.size() == privileges.all().size() && chosen.size() > 1) {
      return "ALL" + columns;
    }
    return privileges.all().stream().filter(chosen::contains).map(privilege -> privilege + columns)
        .collect(Collectors.joining(", "));
  }

  private String role(String grantee) {
    return grantee.equals(Grant.OWNER) ? owner : Quoting.role(grantee);
  }
}
