package dev.whimbrel.kubernetes.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.whimbrel.kubernetes.cluster.ContainerRun.Which;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where the API server asks a kubelet for logs: {@code /containerLogs/NAMESPACE/POD/CONTAINER}, over HTTPS on
 * loopback.
 */
final class LogServer implements AutoCloseable {
  private static final String PASSWORD = "a-test-only";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String PREFIX = "/containerLogs/";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BiFunction<Path, Which, Optional<Log>> logs;

  /** @param logs by {@code NAMESPACE/POD/CONTAINER} */
  LogServer(Path scratch, BiFunction<Path, Which, Optional<Log>> logs) throws IOException {
    this.logs = logs;
    this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(scratch)));
    server.setExecutor(threads);
    server.createContext(PREFIX, this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> options = options(exchange.getRequestURI().getRawQuery());
      Path which = Path.of(exchange.getRequestURI().getPath().substring(PREFIX.length()));
      Optional<Log> log = logs.apply(which, isSet(options, "previous") ? Which.PREVIOUS : Which.CURRENT);
      if (log.isEmpty()) {
        byte[] text = ("container \"" + which.getFileName() + "\" in pod \"" + which.getName(1)
            + "\" is waiting to start, or there is no run of it before this one\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(400, text.length);
        exchange.getResponseBody().write(text);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(200, 0);
      send(log.get(), options, exchange.getResponseBody());
    }
  }

  private static void send(Log log, Map<String, String> options, OutputStream out) throws IOException {
    List<Log.Line> lines = log.lines();
    int first = options.containsKey("tailLines")
        ? Math.max(0, lines.size() - Integer.parseInt(options.get("tailLines")))
        : 0;
    Instant since = since(options);
    try {
      write(lines.subList(first, lines.size()), since, options, out);
      for (int known = lines.size(); isSet(options, "follow");) {
        List<Log.Line> more = log.after(known);
        if (more.isEmpty()) {
          return;
        }
        known += more.size();
        write(more, since, options, out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(List<Log.Line> lines, Instant since, Map<String, String> options, OutputStream out)
      throws IOException {
    for (Log.Line line : lines) {
      if (!line.time().isBefore(since)) {
        String time = isSet(options, "timestamps") ? line.time() + " " : "";
        out.write((time + line.text() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    out.flush();
  }

  private static Instant since(Map<String, String> options) {
    if (options.containsKey("sinceTime")) {
      return Instant.parse(options.get("sinceTime"));
    }
    return options.containsKey("sinceSeconds")
        ? Instant.now().minus(Duration.ofSeconds(Long.parseLong(options.get("sinceSeconds"))))
        : Instant.EPOCH;
  }

  private static boolean isSet(Map<String, String> options, String name) {
    return "true".equals(options.get(name));
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new HashMap<>();
    for (String option : query == null ? new String[0] : query.split("&")) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals),
            URLDecoder.decode(option.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return options;
  }

  /** With a certificate that nobody signed, as that of a kubelet is by default. */
  private static SSLContext tls(Path scratch) throws IOException {
    Path store = scratch.resolve("kubelet.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made = new ProcessBuilder(keytool, "-genkeypair", "-alias", "kubelet", "-keyalg", "EC", "-dname",
        "CN=kubelet", "-ext", "san=ip:" + LocalKubelet.LOOPBACK, "-validity", "30", "-storetype", "PKCS12",
        "-keystore", store.toString(), "-storepass", PASSWORD).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try (InputStream in = made.waitFor() == 0 ? Files.newInputStream(store) : InputStream.nullInputStream()) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for the kubelet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
