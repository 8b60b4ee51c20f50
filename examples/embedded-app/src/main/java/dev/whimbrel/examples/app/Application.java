package dev.whimbrel.examples.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.whimbrel.Readiness;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A pool, migrations, and an endpoint that says whether the database is ready. */
final class Application implements AutoCloseable {
  private static final int READY = 200;
  private static final int NOT_READY = 503;

  private final HikariDataSource pool;
  private final Whimbrel whimbrel;
  private final HttpServer server;

  private Application(HikariDataSource pool, HttpServer server) {
    this.pool = pool;
    this.server = server;
    this.whimbrel = Whimbrel.configure(pool)
        .resources("db/migrations")
        .code(FillTotals.MIGRATION)
        .service("shop")
        .lockWait(Duration.ofMinutes(2))
        .listener(event -> System.getLogger("shop").log(System.Logger.Level.INFO, String.valueOf(event)))
        .build();
  }

  /** Answers at once, so that whoever starts it can ask; the database may not be ready yet. */
  static Application start(String jdbcUrl, String user, String password, int port) throws IOException {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(jdbcUrl);
    pool.setUsername(user);
    pool.setPassword(password);
    pool.setMaximumPoolSize(4);
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Application application = new Application(pool, server);
    server.createContext("/ready", application::ready);
    server.start();
    return application;
  }

  /**
   * Brings the database up to date; safe in every instance at once.
   *
   * @throws WhimbrelException if it could not be
   */
  void migrate() {
    RunReport report = whimbrel.up();
    if (!report.isSuccess()) {
      throw new WhimbrelException(report.problems());
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void ready(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer();
      byte[] body = (answer.text() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private record Answer(int status, String text) {}

  private Answer answer() {
    try {
      Readiness readiness = whimbrel.readiness();
      String state = readiness.state().name().toLowerCase(Locale.ROOT);
      String more = readiness.pending().isEmpty() ? "" : ", pending: " + String.join(" ", readiness.pending());
      return new Answer(readiness.isReady() ? READY : NOT_READY, state + more);
    } catch (WhimbrelException e) {
      return new Answer(NOT_READY, "no answer from the database");
    }
  }

  @Override
  public void close() {
    server.stop(0);
    pool.close();
  }

  /** Starts the shop with what the environment says. */
  public static void main(String[] args) throws IOException {
    Application application = start(System.getenv("SHOP_JDBC_URL"), System.getenv("SHOP_USER"),
        System.getenv("SHOP_PASSWORD"), 8080);
    application.migrate();
  }
}
