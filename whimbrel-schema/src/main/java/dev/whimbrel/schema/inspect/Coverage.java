package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is there and is none of the objects: counted, and named as the server names it. */
final class Coverage {
  private Coverage() {}

  static List<Unmodelled> of(Database database, Scope scope, Snapshot snapshot, Found found,
      Dependencies dependencies, Privileges privileges) {
    List<Unmodelled> unmodelled = new ArrayList<>();
    // what lies in no schema is chosen by its kind in the place of one: setting.work_mem
    snapshot.rows(Query.SETTINGS).stream().map(row -> new Unmodelled(row.text(), row.text()))
        .filter(one -> scope.hasIn(one.kind(), one.identity())).forEach(unmodelled::add);
    found.unseen().forEach(id -> unmodelled.add(options(id)));
    List<Address> stray = privileges.strayComments().stream()
        .filter(address -> dependencies.isModelled(address.whole())).toList();
    List<Address> unknown = dependencies.unknown();
    if (!unknown.isEmpty() || !stray.isEmpty()) {
      unmodelled.addAll(named(database, scope, unknown, stray));
    }
    return unmodelled.stream().sorted(Comparator.comparing(Unmodelled::kind).thenComparing(Unmodelled::identity))
        .toList();
  }

  private static Unmodelled options(ObjectId mapping) {
    return new Unmodelled("options of a user mapping",
        mapping.part() + " on server " + mapping.name() + ", which this role may not see");
  }

  /** What is gone by now has no name. */
  private static List<Unmodelled> named(Database database, Scope scope, List<Address> unknown, List<Address> stray) {
    String question = """
        select case a.what when 'comment' then a.what else i.type end,
               case a.what when 'comment' then i.type || ' ' else '' end || i.identity, i.schema, coalesce(i.name, i.identity)
          from (values %s) a (what, class, object, part)
         cross join lateral pg_identify_object(a.class::oid, a.object::oid, a.part) i
         where i.identity is not null""".formatted(
        Stream.concat(unknown.stream().map(address -> tuple("object", address)),
            stray.stream().map(address -> tuple("comment", address))).collect(Collectors.joining(", ")));
    List<Unmodelled> named = new ArrayList<>();
    for (Row row : Snapshot.later(database, question)) {
      Unmodelled one = new Unmodelled(row.text(), row.text());
      if (scope.hasIn(row.textOrEmpty(), row.text())) {
        named.add(one);
      }
    }
    return named;
  }

  private static String tuple(String what, Address address) {
    return "('%s', %d, %d, %d)".formatted(what, address.catalog(), address.object(), address.part());
  }
}
