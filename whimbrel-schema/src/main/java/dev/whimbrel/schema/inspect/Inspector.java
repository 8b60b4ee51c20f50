package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads what is in a database. */
public final class Inspector {
  private Inspector() {}

  /** What is dropped while we look makes a function of the server fail, and is gone at the next attempt. */
  private static final int ATTEMPTS = 3;

  /**
   * All of it at one moment, in a handful of round trips. In a transaction that is open, what that has done is read, too, and nothing of
   * the transaction is changed.
   *
   * @param scope what of it is told
   * @throws WhimbrelException if the server refuses
   */
  public static DatabaseSchema inspect(Database database, Scope scope) {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return read(database, scope);
      } catch (WhimbrelException e) {
        if (!isWorthAnother(e)) {
          throw e;
        }
      }
    }
    return read(database, scope);
  }

  /** Not of what is wrong, but of what is not there any more. */
  private static boolean isWorthAnother(WhimbrelException e) {
    ServerError error = e.problems().getFirst().server();
    return error != null && (error.sqlState().startsWith("XX") || error.sqlState().startsWith("42P"));
  }

  private static DatabaseSchema read(Database database, Scope scope) {
    try (Snapshot snapshot = Snapshot.of(database)) {
      return read(database, snapshot, scope);
    }
  }

  private static DatabaseSchema read(Database database, Snapshot snapshot, Scope scope) {
    Names names = Names.of(snapshot);
    Found found = new Found(names);
    Columns columns = Columns.read(snapshot, names, found);
    Others.read(snapshot, names, found);
    Map<Long, ObjectId> domains = Types.read(snapshot, found);
    Relations.read(snapshot, names, found, columns);
    Routines.read(snapshot, found);
    Constraints.read(snapshot, names, found, domains);
    Dependencies dependencies = Dependencies.read(snapshot, names, found);
    Privileges privileges = Privileges.read(snapshot, found);
    NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>();
    found.objects().values().forEach(object -> objects.put(object.id(), object));
    return scope.of(new DatabaseSchema(snapshot.major(), privileges.mainOwner(), objects, privileges.aspects(),
        dependencies.edges(), Coverage.of(database, scope, snapshot, found, dependencies, privileges)));
  }
}
