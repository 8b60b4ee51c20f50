package dev.whimbrel.cli.backup;

import dev.whimbrel.database.DatabaseUrl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A database as the programs of PostgreSQL are told of it. Only variables are used: what stands on a command line is seen by everybody
 * on the machine, and a name of a database there may be read as a whole connection string.
 */
final class Libpq {
  private static final Map<String, String> VARIABLES = Map.of(
      "sslmode", "PGSSLMODE",
      "sslrootcert", "PGSSLROOTCERT",
      "sslcert", "PGSSLCERT",
      "sslkey", "PGSSLKEY",
      "channelBinding", "PGCHANNELBINDING",
      "gssEncMode", "PGGSSENCMODE",
      "requireAuth", "PGREQUIREAUTH");

  private Libpq() {}

  /**
   * The variables of a program that is to connect as we did.
   *
   * @param variables of this process; those of libpq in it are for other databases, but for the one that names the password file
   * @param database its name, which the URL may leave to the server
   */
  static Map<String, String> variables(DatabaseUrl url, String database, Map<String, String> variables) {
    Map<String, String> all = new LinkedHashMap<>();
    variables.forEach((name, value) -> {
      if (!name.startsWith("PG") || name.equals("PGPASSFILE")) {
        all.put(name, value);
      }
    });
    all.put("PGHOST", hosts(url));
    all.put("PGPORT", ports(url));
    all.put("PGDATABASE", database);
    all.put("PGAPPNAME", "whimbrel backup");
    if (url.user() != null) {
      all.put("PGUSER", url.user());
    }
    if (url.password() != null) {
      all.put("PGPASSWORD", url.password());
    }
    if (url.properties().containsKey("options")) {
      all.put("PGOPTIONS", url.properties().getOrDefault("options", ""));
    }
    all.putAll(secured(url));
    return all;
  }

  /** What decides how, and to which of several servers, it connects. */
  static Map<String, String> secured(DatabaseUrl url) {
    Map<String, String> some = new LinkedHashMap<>();
    if ("true".equals(url.properties().get("ssl"))) {
      some.put("PGSSLMODE", "verify-full"); // what the driver takes it for
    }
    url.properties().entrySet().stream().filter(property -> VARIABLES.containsKey(property.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(property -> some.put(VARIABLES.getOrDefault(property.getKey(), ""), property.getValue()));
    if (url.hosts().size() > 1) {
      some.put("PGTARGETSESSIONATTRS", "read-write");
    }
    return some;
  }

  static String hosts(DatabaseUrl url) {
    return url.hosts().stream().map(host -> host.substring(0, host.lastIndexOf(':')))
        .map(host -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
        .collect(Collectors.joining(","));
  }

  static String ports(DatabaseUrl url) {
    return url.hosts().stream().map(host -> host.substring(host.lastIndexOf(':') + 1))
        .collect(Collectors.joining(","));
  }
}
