package dev.whimbrel.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Where a server listens and how to log in. */
public record ServerAddress(String host, int port, String user, String password, String database) {
  public ServerAddress {
    Objects.requireNonNull(host);
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    Objects.requireNonNull(database);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /** The same server and user, another database. */
  public ServerAddress withDatabase(String name) {
    return new ServerAddress(host, port, user, password, name);
  }

  /** A {@code postgresql://} URL with the password in it. */
  public String url() {
    return "postgresql://" + encoded(user) + ":" + encoded(password) + "@" + host + ":" + port + "/"
        + encoded(database);
  }

  /** Fit for messages: holds no password. */
  @Override
  public String toString() {
    return "postgresql://" + encoded(user) + "@" + host + ":" + port + "/" + encoded(database);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
