package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads what is in a database. */
public final class Inspector {
  private Inspector() {}

  /**
   * All of it at one moment, in two round trips. In a transaction that is open, what that has done is read, too, and nothing of the
   * transaction is changed.
   *
   * @param scope what of it is told
   * @throws dev.whimbrel.problem.WhimbrelException if the server refuses
   */
  public static DatabaseSchema inspect(Database database, Scope scope) {
    Snapshot snapshot = Snapshot.take(database);
    Names names = Names.of(snapshot);
    Found found = new Found(names);
    Others.read(snapshot, names, found);
    Map<Long, ObjectId> domains = Types.read(snapshot, found);
    Columns columns = Columns.read(snapshot, names, found);
    Relations.read(snapshot, names, found, columns);
    Constraints.read(snapshot, names, found, domains);
    Routines.read(snapshot, found);
    Privileges privileges = Privileges.read(snapshot, found);
    Dependencies dependencies = Dependencies.read(snapshot, names, found);
    NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>();
    found.objects().values().forEach(object -> objects.put(object.id(), object));
    return scope.of(new DatabaseSchema(snapshot.major(), privileges.mainOwner(), objects, privileges.aspects(),
        dependencies.edges(), Coverage.of(database, scope, snapshot, found, dependencies, privileges)));
  }
}
