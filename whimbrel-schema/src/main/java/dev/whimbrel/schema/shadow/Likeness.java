package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what a shadow database is to be like another one, so that the same migrations make the same of it.
 *
 * @param major the version of the server, or 0 for any
 * @param database its name, or empty
 * @param user the role that migrates it, or empty
 * @param searchPath as {@code SHOW search_path} prints it, or empty for the server's default
 * @param schemas on that path that exist
 * @param timeZone as {@code SHOW TimeZone} prints it, or empty
 * @param roles that the server has; of these the shadow gets the ones that the migrations name
 */
public record Likeness(int major, String database, String user, String searchPath, List<String> schemas,
    String timeZone, List<String> roles) {
  private static final Set<String> GIVEN = Set.of("search_path", "timezone", Run.SETTING);

  private static final String SURROUNDINGS = """
      SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('TimeZone'),
        pg_catalog.current_database()::pg_catalog.text, SESSION_USER::pg_catalog.text
      UNION ALL
      SELECT s.name::pg_catalog.text, 'schema', NULL, NULL
      FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s(name)
      UNION ALL
      SELECT rolname::pg_catalog.text, 'role', NULL, NULL FROM pg_catalog.pg_roles
      WHERE rolname OPERATOR(pg_catalog.!~) '^pg_'""";

  public Likeness {
    Objects.requireNonNull(database);
    Objects.requireNonNull(user);
    Objects.requireNonNull(searchPath);
    Objects.requireNonNull(timeZone);
    schemas = List.copyOf(schemas);
    roles = roles.stream().sorted().toList();
  }

  /** Like none. */
  public static Likeness none() {
    return new Likeness(0, "", "", "", List.of(), "", List.of());
  }

  /**
   * Like a database that is there.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if it does not tell
   */
  public static Likeness of(Database target) {
    List<List<@Nullable String>> rows = target.query(SURROUNDINGS);
    List<@Nullable String> own = rows.getFirst();
    return new Likeness(major(target), text(own, 2), text(own, 3), text(own, 0), named(rows, "schema"), text(own, 1),
        named(rows, "role"));
  }

  private static List<String> named(List<List<@Nullable String>> rows, String what) {
    return rows.stream().skip(1).filter(row -> what.equals(row.get(1))).map(row -> text(row, 0)).toList();
  }

  /** Whether a shadow database has something because it is to be like another one, and not because a script made it. */
  public static boolean isGiven(Unmodelled one) {
    return one.kind().equals("setting") && GIVEN.contains(one.identity().toLowerCase(Locale.ROOT));
  }

  static int major(Database database) {
    return switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
