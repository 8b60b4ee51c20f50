package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.problem.Problem;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An API server in memory, with faults, and an operator that works on it through a line that can be cut. */
final class TestCluster implements AutoCloseable {
  /** In seconds; only a test that fails waits so long. */
  static final long PATIENCE = 60;

  /** Answers in place of the server, or null. */
  interface Fault extends Function<RecordedRequest, @Nullable MockResponse> {}

  private final CopyOnWriteArrayList<Fault> faults = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Line line;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private CompletableFuture<Integer> port = new CompletableFuture<>();
  private @Nullable Thread operator;
  private @Nullable KubernetesClient operatorsClient;
  private CompletableFuture<Optional<Problem>> ended = new CompletableFuture<>();

  TestCluster() throws IOException {
    List<CustomResourceDefinitionContext> kinds = List.of(
        CustomResourceDefinitionContext.fromCustomResourceType(MigrationResource.class),
        CustomResourceDefinitionContext.fromCustomResourceType(FleetResource.class));
    server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(),
        new KubernetesCrudDispatcher(kinds) {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            for (Fault fault : faults) {
              MockResponse answer = fault.apply(request);
              if (answer != null) {
                return answer;
              }
            }
            return super.dispatch(request);
          }
        }, false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    line = new Line(server.getPort());
    client = client(server.getPort());
  }

  private static KubernetesClient client(int port) {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + port + "/")
        .withNamespace(Specs.NAMESPACE)
        .withHttp2Disable(true).withRequestRetryBackoffLimit(0).withWatchReconnectInterval(100).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  KubernetesClient client() {
    return client;
  }

  /** Lets the operator begin. */
  TestCluster operated() {
    return operated(null);
  }

  /** Lets one begin that looks after what has these labels. */
  TestCluster operated(@Nullable String selector) {
    KubernetesClient through = client(line.port());
    if (operatorsClient != null) {
      operatorsClient.close();
    }
    operatorsClient = through;
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    CompletableFuture<Optional<Problem>> over = new CompletableFuture<>();
    port = listening;
    ended = over;
    Options options = Options.standard().withNamespaces(Set.of(Specs.NAMESPACE)).withPort(0).withThreads(4)
        .withLeadership(new Options.Leadership.Alone()).withImage("whimbrel:test")
        .withSelector(selector);
    operator = Thread.ofPlatform().daemon().start(() -> {
      try {
        over.complete(Operator.run(options, through, log::add, Writing::optimistic, listening::complete));
      } catch (RuntimeException | Error e) {
        over.completeExceptionally(e);
        listening.completeExceptionally(e);
      }
    });
    port();
    return this;
  }

  int port() {
    Object first = CompletableFuture.anyOf(port, ended).orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    if (first instanceof Integer number) {
      return number;
    }
    throw new AssertionError("the operator ended: " + first);
  }

  /** Ends the operator as a signal does. */
  Optional<Problem> interrupted() {
    Thread thread = operator;
    if (thread != null) {
      thread.interrupt();
    }
    return ended.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
  }

  List<String> log() {
    return log;
  }

  void fault(Fault fault) {
    faults.add(fault);
  }

  void mended() {
    faults.clear();
  }

  /** Breaks every connection that the operator has. */
  void cut() {
    line.cut();
  }

  @Override
  public void close() throws IOException {
    faults.clear();
    if (operator != null && !ended.isDone()) {
      interrupted();
    }
    if (operatorsClient != null) {
      operatorsClient.close();
    }
    client.close();
    line.close();
    server.destroy();
  }

  /** Passes bytes on. */
  private static final class Line implements AutoCloseable {
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;

    Line(int target) throws IOException {
      this.target = target;
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket from = listening.accept();
          Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
          open.add(from);
          open.add(to);
          Thread.ofVirtual().start(() -> pass(from, to));
          Thread.ofVirtual().start(() -> pass(to, from));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void pass(Socket from, Socket to) {
      try (from; to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // cut
      } finally {
        open.remove(from);
        open.remove(to);
      }
    }

    void cut() {
      open.forEach(socket -> {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }

    @Override
    public void close() throws IOException {
      listening.close();
      cut();
    }
  }
}
