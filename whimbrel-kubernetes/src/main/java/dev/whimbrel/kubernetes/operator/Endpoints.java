package dev.whimbrel.kubernetes.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** What a cluster asks the operator by HTTP: whether it lives, whether it is ready, and its numbers. */
final class Endpoints implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * An answer of a probe.
   *
   * @param says why not, or {@code ok}
   */
  record Health(Verdict verdict, String says) {
    enum Verdict {
      WELL, ILL
    }

    static Health well() {
      return new Health(Verdict.WELL, "ok");
    }

    static Health ill(String why) {
      return new Health(Verdict.ILL, why);
    }
  }

  private Endpoints(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @param port 0 for any that is free
   * @throws IOException if it cannot, as somebody else does
   */
  static Endpoints listen(int port, Supplier<Health> live, Supplier<Health> ready, Supplier<String> metrics)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 16);
    ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
      Thread thread = new Thread(work, "endpoints");
      thread.setDaemon(true);
      return thread;
    });
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> answer(exchange, "/healthz", live.get()));
    server.createContext("/readyz", exchange -> answer(exchange, "/readyz", ready.get()));
    server.createContext("/metrics", exchange -> send(exchange, "/metrics", 200,
        "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    server.start();
    return new Endpoints(server, threads);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String path, Health health) throws IOException {
    int code = switch (health.verdict()) {
      case WELL -> 200;
      case ILL -> 503;
    };
    send(exchange, path, code, "text/plain; charset=utf-8", health.says() + "\n");
  }

  private static void send(HttpExchange exchange, String path, int code, String type, String text) throws IOException {
    try (exchange) {
      boolean read = exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
      boolean known = exchange.getRequestURI().getPath().equals(path);
      byte[] body = (read && known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(read && known ? code : read ? 404 : 405, head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
