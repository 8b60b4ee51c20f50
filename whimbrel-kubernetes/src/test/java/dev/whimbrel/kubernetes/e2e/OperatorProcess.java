package dev.whimbrel.kubernetes.e2e;

import dev.whimbrel.kubernetes.cluster.Program;
import dev.whimbrel.kubernetes.cluster.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An operator that runs as a process of its own. */
final class OperatorProcess implements AutoCloseable {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
  private static final String LEASE = "whimbrel-operator";

  private final Program.Running running;
  private final int port;

  private OperatorProcess(Program.Running running, int port) {
    this.running = running;
    this.port = port;
  }

  /** One that works without asking for a Lease. */
  static OperatorProcess alone(OperatorAccount account) {
    return start(account, "alone", "none");
  }

  /** One of several. */
  static OperatorProcess electing(OperatorAccount account, String pod) {
    return start(account, pod, LEASE);
  }

  private static OperatorProcess start(OperatorAccount account, String pod, String lease) {
    try {
      int port = freePort();
      List<String> words = new ArrayList<>(List.of("k8s", "operator", "--lease", lease));
      words.addAll(account.options(port));
      return new OperatorProcess(account.cluster().program().with("KUBECONFIG", account.kubeconfig().toString())
          .with("HOSTNAME", pod).start(words.toArray(String[]::new)), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it watches. */
  OperatorProcess started() {
    return said("the operator looks after");
  }

  /** Waits until its log holds that. */
  OperatorProcess said(String text) {
    Wait.until("an operator that says: " + text, DeclaredShop.SOON, () -> {
      if (!process().isAlive()) {
        throw new AssertionError("the operator ended with " + process().exitValue() + ": " + log());
      }
      return log().contains(text);
    });
    return this;
  }

  boolean isAlive() {
    return process().isAlive();
  }

  String log() {
    return running.out() + running.err();
  }

  private Process process() {
    return running.process();
  }

  /** Whether it went on for so long. */
  boolean lives(Duration time) {
    return !endsWithin(time);
  }

  private boolean endsWithin(Duration time) {
    try {
      return process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** As if the power went. */
  void kill() {
    process().descendants().forEach(ProcessHandle::destroyForcibly);
    process().destroyForcibly();
    assertEnds();
  }

  /** As a node asks it to end; gives the exit code. */
  int terminate() {
    process().destroy();
    assertEnds();
    return process().exitValue();
  }

  private void assertEnds() {
    if (!endsWithin(DeclaredShop.SOON)) {
      throw new AssertionError("the operator does not end: " + log());
    }
  }

  /** An answer of its endpoints. */
  HttpResponse<String> get(String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20))
              .build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The most memory that it had, in MiB; 0 where the system does not tell. */
  long mostMemory() {
    return Stream.concat(Stream.of(process().toHandle()), process().descendants())
        .mapToLong(OperatorProcess::mostMemory).max()
        .orElse(0);
  }

  private static long mostMemory(ProcessHandle handle) {
    try {
      Path status = Path.of("/proc", Long.toString(handle.pid()), "status");
      Matcher found = RESIDENT.matcher(Files.isReadable(status) ? Files.readString(status) : "");
      return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
