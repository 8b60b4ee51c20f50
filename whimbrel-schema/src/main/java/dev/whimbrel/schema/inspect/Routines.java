package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Aggregate;
import dev.whimbrel.schema.model.Cast;
import dev.whimbrel.schema.model.EventTrigger;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Operator;
import dev.whimbrel.schema.model.Routine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What computes: functions, procedures, aggregates, operators, casts; and what calls them. */
final class Routines {
  private static final List<String> OF_AGGREGATES = List.of("SFUNC", "STYPE", "SSPACE", "FINALFUNC", "FINALFUNC_EXTRA",
      "FINALFUNC_MODIFY", "COMBINEFUNC", "SERIALFUNC", "DESERIALFUNC", "INITCOND", "MSFUNC", "MINVFUNC", "MSTYPE",
      "MSSPACE", "MFINALFUNC", "MFINALFUNC_EXTRA", "MFINALFUNC_MODIFY", "MINITCOND", "SORTOP", "PARALLEL",
      "HYPOTHETICAL");
  private static final List<String> OF_OPERATORS = List.of("FUNCTION", "LEFTARG", "RIGHTARG", "COMMUTATOR", "NEGATOR",
      "RESTRICT", "JOIN", "HASHES", "MERGES");

  private final Found found;

  private Routines(Found found) {
    this.found = found;
  }

  static void read(Snapshot snapshot, Found found) {
    Routines routines = new Routines(found);
    snapshot.rows(Query.ROUTINES).forEach(routines::routine);
    snapshot.rows(Query.AGGREGATES).forEach(routines::aggregate);
    snapshot.rows(Query.OPERATORS).forEach(routines::operator);
    snapshot.rows(Query.CASTS).forEach(routines::cast);
    snapshot.rows(Query.EVENT_TRIGGERS).forEach(routines::eventTrigger);
  }

  private void routine(Row row) {
    Address address = row.address();
    Kind kind = row.code() == 'p' ? Kind.PROCEDURE : Kind.FUNCTION;
    ObjectId id = new ObjectId(kind, row.text(), row.text(), row.text());
    found.add(address, new Routine(id, row.text(), row.text(), row.text(), row.text().strip()));
  }

  private void aggregate(Row row) {
    Address address = row.address();
    ObjectId id = new ObjectId(Kind.AGGREGATE, row.text(), row.text(), row.text());
    String signature = row.text();
    found.add(address, new Aggregate(id, signature.isEmpty() ? "*" : signature, options(OF_AGGREGATES, row)));
  }

  private void operator(Row row) {
    Address address = row.address();
    ObjectId id = new ObjectId(Kind.OPERATOR, row.text(), row.text(), row.text());
    found.add(address, new Operator(id, options(OF_OPERATORS, row)));
  }

  private static Map<String, String> options(List<String> names, Row row) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String name : names) {
      String value = row.optional();
      if (value != null) {
        options.put(name, value);
      }
    }
    return options;
  }

  private void cast(Row row) {
    Address address = row.address();
    ObjectId id = new ObjectId(Kind.CAST, "", row.text(), row.text());
    String method = row.text();
    found.add(address, new Cast(id, method, switch (row.code()) {
      case 'a' -> Cast.Context.ASSIGNMENT;
      case 'i' -> Cast.Context.IMPLICIT;
      default -> Cast.Context.EXPLICIT;
    }));
  }

  private void eventTrigger(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.EVENT_TRIGGER, "", row.text());
    found.add(address,
        new EventTrigger(id, row.text(), row.list(), row.text(), Text.firing(row.code())));
  }
}
