package dev.whimbrel.database;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Where a database is and who asks. Read from the forms people have: {@code postgres://}, {@code postgresql://} and {@code
 * jdbc:postgresql://}, with the parameters of libpq. Never shows its password.
 *
 * @param hosts {@code host:port}, at least one; several are tried in turn for the primary
 * @param database the name of the database, or null for the user's own
 * @param user or null for the operating system's user
 * @param password or null if it is to come from {@code ~/.pgpass}
 * @param properties the driver's own names and values for everything else
 */
public record DatabaseUrl(
    List<String> hosts, @Nullable String database, @Nullable String user, @Nullable String password,
    Map<String, String> properties) {
  private static final Set<String> SSL_MODES = Set.of("disable", "allow", "prefer", "require", "verify-ca",
      "verify-full");
  private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");

  /** libpq's parameters that the driver knows by another name. */
  private static final Map<String, String> RENAMED = Map.of(
      "search_path", "currentSchema",
      "application_name", "ApplicationName",
      "connect_timeout", "connectTimeout",
      "tcp_keepalives", "tcpKeepAlive",
      "keepalives", "tcpKeepAlive",
      "channel_binding", "channelBinding",
      "gssencmode", "gssEncMode",
      "require_auth", "requireAuth");

  private static final String ESCAPES = "in a user or password write @ as %40, / as %2F, ? as %3F, : as %3A and % as %25";

  public DatabaseUrl {
    hosts = List.copyOf(hosts);
    properties = Map.copyOf(properties);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
  }

  /** Whether a text is meant as a URL of a PostgreSQL server. */
  public static boolean isServerUrl(String text) {
    String url = text.startsWith("jdbc:") ? text.substring(5) : text;
    int scheme = url.indexOf("://");
    return scheme > 0 && SCHEMES.contains(url.substring(0, scheme));
  }

  /** Reads a URL; the problems name the part that is wrong, never the URL itself. */
  public static Result<DatabaseUrl> parse(String text) {
    String url = text.startsWith("jdbc:") ? text.substring(5) : text;
    int scheme = url.indexOf("://");
    if (!isServerUrl(text)) {
      return Result.rejected(Problem.of(ProblemCode.CONFIGURATION,
          "the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql://")
          .remedy("write it like postgres://user@host:5432/database?sslmode=require"));
    }
    return new Reader(url.substring(scheme + 3)).read();
  }

  /** The same with another password. */
  public DatabaseUrl withPassword(String secret) {
    return new DatabaseUrl(hosts, database, user, secret, properties);
  }

  /** The same with other hosts, {@code host:port} each. */
  public DatabaseUrl withHosts(List<String> others) {
    return new DatabaseUrl(others, database, user, password, properties);
  }

  /** The same with the schemas that unqualified names are in, separated by commas, whatever the URL says of them. */
  public DatabaseUrl withSearchPath(String path) {
    Map<String, String> others = new TreeMap<>(properties);
    others.put("currentSchema", path);
    return new DatabaseUrl(hosts, database, user, password, others);
  }

  /** The same server, user and settings, another database. */
  public DatabaseUrl withDatabase(String name) {
    return new DatabaseUrl(hosts, name, user, password, properties);
  }

  /** The driver's URL: without user and password, so that no message of the driver can show them. */
  String driverUrl() {
    return "jdbc:postgresql://" + String.join(",", hosts) + "/"
        + (database == null ? "" : java.net.URLEncoder.encode(database, StandardCharsets.UTF_8));
  }

  Properties driverProperties() {
    Properties all = new Properties();
    properties.forEach(all::setProperty);
    if (user != null) {
      all.setProperty("user", user);
    }
    if (password != null) {
      all.setProperty("password", password);
    }
    return all;
  }

  /** Host, port and database, without any secret. */
  public String label() {
    return String.join(",", hosts) + "/" + (database == null ? Objects.requireNonNullElse(user, "") : database);
  }

  @Override
  public String toString() {
    return "DatabaseUrl[" + label() + "]";
  }

  /** One reading of one URL. */
  private static final class Reader {
    private final String rest;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String database;
    private @Nullable String host;
    private @Nullable String port;

    Reader(String rest) {
      this.rest = rest;
    }

    Result<DatabaseUrl> read() {
      int query = rest.indexOf('?');
      String beforeQuery = query < 0 ? rest : rest.substring(0, query);
      int slash = beforeQuery.indexOf('/', Math.max(0, beforeQuery.lastIndexOf('@')));
      String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
      if (slash >= 0 && slash + 1 < beforeQuery.length()) {
        database = decode(beforeQuery.substring(slash + 1), "database");
      }
      int at = authority.lastIndexOf('@');
      if (at >= 0) {
        readUser(authority.substring(0, at));
      }
      if (query >= 0) {
        readParameters(rest.substring(query + 1));
      }
      List<String> hosts = hosts(authority.substring(at + 1));
      if (hosts.size() > 1) {
        properties.putIfAbsent("targetServerType", "primary");
      }
      if (!problems.isEmpty()) {
        return Result.rejected(problems);
      }
      return Result.ok(new DatabaseUrl(hosts, database, user, password, properties));
    }

    private void readUser(String userinfo) {
      int colon = userinfo.indexOf(':');
      user = decode(colon < 0 ? userinfo : userinfo.substring(0, colon), "user");
      if (colon >= 0) {
        password = decode(userinfo.substring(colon + 1), "password");
      }
    }

    private List<String> hosts(String list) {
      String named = list.isEmpty() ? Objects.requireNonNullElse(host, "localhost") : list;
      List<String> hosts = new ArrayList<>();
      for (String one : named.split(",", -1)) {
        hosts.add(hostAndPort(one));
      }
      return hosts;
    }

    private String hostAndPort(String one) {
      int bracket = one.lastIndexOf(']');
      int colon = one.indexOf(':', bracket + 1);
      String name = decode(colon < 0 ? one : one.substring(0, colon), "host");
      String number = colon < 0 ? Objects.requireNonNullElse(port, "5432") : one.substring(colon + 1);
      if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > 65_535 || Integer.parseInt(number) == 0) {
        problems.add(wrong("the port is not a number from 1 to 65535").remedy(ESCAPES));
      }
      if (name.isEmpty()) {
        name = "localhost";
      }
      if (name.startsWith("/")) {
        problems.add(wrong("a Unix socket directory is given as host, and only TCP is supported")
            .remedy("name a host, such as localhost"));
      }
      return name + ":" + number;
    }

    private void readParameters(String query) {
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        if (pair.isEmpty()) {
          continue;
        }
        if (equals < 0) {
          problems.add(wrong(named(pair) + " has no value").remedy(ESCAPES));
          continue;
        }
        readParameter(pair.substring(0, equals),
            decode(pair.substring(equals + 1), "value of " + named(pair.substring(0, equals))));
      }
    }

    private void readParameter(String key, String value) {
      switch (key) {
        case "user" -> user = value;
        case "password" -> password = value;
        case "dbname" -> database = value;
        case "host" -> host = value;
        case "port" -> port = value;
        case "target_session_attrs" -> readTarget(value);
        default -> {
          String name = RENAMED.getOrDefault(key, key);
          if (key.startsWith("x-")) {
            return; // golang-migrate's own parameters are not for the server
          }
          if (PGProperty.forName(name) == null) {
            problems.add(wrong(named(key) + " is not known")
                .remedy(Nearest.to(key, known()).map(near -> "did you mean \"" + near + "\"?").orElse(
                    "known are sslmode, sslrootcert, sslcert, sslkey, search_path, connect_timeout, application_name, options"
                        + " (for any setting of the server: options=-c%20name=value) and those of the JDBC driver")));
            return;
          }
          if (key.equals("sslmode") && !SSL_MODES.contains(value)) {
            problems.add(wrong("sslmode \"" + value + "\" is not known")
                .remedy("it is one of disable, allow, prefer, require, verify-ca and verify-full"));
            return;
          }
          properties.put(name, "keepalives".equals(key) ? String.valueOf(!"0".equals(value)) : value);
        }
      }
    }

    private static List<String> known() {
      return Stream.concat(RENAMED.keySet().stream(), Arrays.stream(PGProperty.values()).map(PGProperty::getName))
          .toList();
    }

    /** The text behind a ? may be the rest of a password that holds one: what does not look like a name is not shown. */
    private String named(String key) {
      return rest.indexOf('@', rest.indexOf('?')) < 0 && key.matches("[A-Za-z_.-]{1,40}")
          ? "the parameter \"" + key + "\""
          : "a parameter";
    }

    private void readTarget(String value) {
      switch (value) {
        case "read-write", "primary" -> properties.put("targetServerType", "primary");
        case "any" -> properties.put("targetServerType", "any");
        default -> problems.add(wrong("target_session_attrs=" + value + " makes no sense for a migration")
            .remedy("use target_session_attrs=read-write"));
      }
    }

    private String decode(String text, String part) {
      try {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        problems.add(wrong("the " + part + " has a % that is not followed by two hexadecimal digits")
            .remedy("write % itself as %25"));
        return "";
      }
    }

    private static Problem wrong(String fact) {
      return Problem.of(ProblemCode.CONFIGURATION, "the database URL is wrong: " + fact);
    }
  }
}
