package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** The operator as a whole: controllers, the Lease, endpoints. It ends when its thread is interrupted, or when it cannot go on. */
public final class Operator {
  /** What is under way gets this long when it is to end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private static final int MOST_CAUSES = 10;

  /** Between two looks at which namespaces there are. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  private final Options options;
  private final KubernetesClient client;
  private final Function<KubernetesClient, Writing> writing;
  private final Log log;
  private final Metrics metrics = new Metrics();
  private final Comparisons comparisons = new Comparisons();
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<Problem> broken = new CompletableFuture<>();
  private final List<RegisteredController<?>> controllers = new ArrayList<>();
  private volatile boolean started;
  private volatile boolean leading;
  private Reach reach = Reach.all(Set.of());

  private Operator(Options options, KubernetesClient client, Function<KubernetesClient, Writing> writing,
      Consumer<String> lines) {
    this.options = options;
    this.client = client;
    this.writing = writing;
    this.log = new Log(options.log() == Options.LogForm.JSON ? Log.Form.JSON : Log.Form.TEXT, clock, lines);
  }

  /**
   * Works until this thread is interrupted.
   *
   * @param client stays the caller's
   * @param lines is given each line of the log; by several threads
   * @return why it ended, or empty if it was interrupted, which it stays
   */
  public static Optional<Problem> run(Options options, KubernetesClient client, Consumer<String> lines) {
    return run(options, client, lines, Writing::serverSide, running -> {});
  }

  /** The same with another way of writing, for tests; is told the port when it has begun. */
  static Optional<Problem> run(Options options, KubernetesClient client, Consumer<String> lines,
      Function<KubernetesClient, Writing> writing, Consumer<Integer> begun) {
    return new Operator(options, client, writing, lines).work(begun);
  }

  private Optional<Problem> work(Consumer<Integer> begun) {
    io.javaoperatorsdk.operator.Operator operator = new io.javaoperatorsdk.operator.Operator(this::configure);
    try (Endpoints endpoints = Endpoints.listen(options.port(), () -> live(operator), this::ready, metrics::text)) {
      reach = begin();
      register(operator);
      operator.start();
      started = true;
      if (options.leadership() instanceof Options.Leadership.Alone) {
        leading = true;
        metrics.leads();
      }
      tellReach();
      begun.accept(endpoints.port());
      return Optional.of(toEnd());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      return Optional
          .of(Problem.of(ProblemCode.CONFIGURATION, "the operator cannot listen on the port " + options.port()
              + ": " + said(e)).remedy("name another with --port; 0 takes any that is free"));
    } catch (OperatorException | KubernetesClientException | ExecutionException | UncheckedIOException e) {
      return Optional.of(Problem.of(ProblemCode.UNREACHABLE, "the operator cannot work: " + said(e))
          .remedy(
              "see that the API server is there, the CRDs are installed, and the service account may list and watch them"));
    } finally {
      end(operator);
    }
  }

  /** Where none can be looked at, the framework says best what is wrong with the first one. */
  private Reach begin() {
    Reach found = Reach.of(client, options.namespaces());
    return found.isEmpty() ? Reach.all(options.namespaces()) : found;
  }

  private void tellReach() {
    log.info("the operator looks after "
        + (options.namespaces().isEmpty() ? "all namespaces" : "the namespaces " + reach.said()));
    reach.without(options.namespaces()).forEach(one -> log.warn("the namespace " + one
        + " is not looked after: it is not there, or the service account may not list migrations in it; it is as soon as it can be"));
  }

  private Problem toEnd() throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return broken.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        lookAround();
      }
    }
  }

  /** A namespace may have come or gone. Who waits for the Lease begins with what he has: to change it would make him work. */
  private void lookAround() {
    if (options.namespaces().isEmpty() || !leading) {
      return;
    }
    try {
      Reach now = Reach.of(client, options.namespaces());
      if (!now.isEmpty() && !now.equals(reach)) {
        reach = now;
        controllers.forEach(controller -> controller.changeNamespaces(now.namespaces()));
        tellReach();
      }
    } catch (KubernetesClientException e) {
      log.warn("the namespaces cannot be looked at: " + said(e));
    }
  }

  /** The framework wraps what the API server said several times. */
  private static String said(Throwable e) {
    Set<String> words = new LinkedHashSet<>();
    for (Throwable cause = e; cause != null && words.size() < MOST_CAUSES; cause = cause.getCause()) {
      String message = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
      words.removeIf(outer -> outer.endsWith(message));
      words.add(message);
    }
    return String.join(": ", words);
  }

  /** The interrupt would end at once what is waited for here. */
  private void end(io.javaoperatorsdk.operator.Operator operator) {
    boolean interrupted = Thread.interrupted();
    try {
      operator.stop();
      log.info("the operator ended");
    } catch (OperatorException e) {
      log.warn("the operator did not end cleanly: " + said(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Endpoints.Health live(io.javaoperatorsdk.operator.Operator operator) {
    if (broken.isDone()) {
      return Endpoints.Health.ill("ended");
    }
    return !started || operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Endpoints.Health.well()
        : Endpoints.Health.ill("a watch is broken");
  }

  /** Who waits for the Lease is ready too: it is there to take over. */
  private Endpoints.Health ready() {
    return started ? Endpoints.Health.well() : Endpoints.Health.ill("starting");
  }

  private void configure(ConfigurationServiceOverrider overrider) {
    overrider.withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .checkingCRDAndValidateLocalModel(false)
        .withUseSSAToPatchPrimaryResource(false)
        .withConcurrentReconciliationThreads(options.threads())
        .withReconciliationTerminationTimeout(LAST_WORDS)
        .withStopOnInformerErrorDuringStartup(true)
        .withInformerStoppedHandler((informer, error) -> {
          if (error != null) {
            broken.complete(Problem.of(ProblemCode.UNREACHABLE, "a watch ended for good: " + error.getMessage()));
          }
        })
        .withMetrics(new io.javaoperatorsdk.operator.api.monitoring.Metrics() {
          @Override
          public void cleanupDoneFor(ResourceID id, Map<String, Object> metadata) {
            // a fleet of the same name is another thing
            if (metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind gone
                && gone.getKind().equals(MigrationResource.KIND)) {
              metrics.forget(id.getNamespace().orElse(null), id.getName());
              comparisons.forget(id.getNamespace().orElse(null), id.getName());
            }
          }
        });
    if (options.leadership() instanceof Options.Leadership.Lease lease) {
      overrider.withLeaderElectionConfiguration(election(lease));
    }
  }

  private LeaderElectionConfiguration election(Options.Leadership.Lease lease) {
    LeaderElectionConfigurationBuilder builder = LeaderElectionConfigurationBuilder
        .aLeaderElectionConfiguration(lease.name())
        .withIdentity(identity())
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(new LeaderCallbacks(this::leads, this::leadsNoMore,
            leader -> log.info("the operator at work is " + leader)));
    if (lease.namespace() != null) {
      builder.withLeaseNamespace(lease.namespace());
    }
    return builder.build();
  }

  /** The name alone is no identity: two Pods with the network of their node have the same one, and both would be at work. */
  private static String identity() {
    return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "whimbrel") + "_" + UUID.randomUUID();
  }

  private void leads() {
    leading = true;
    metrics.leads();
    log.info("this operator holds the Lease and begins");
  }

  /** Another may be at work already; what is started anew comes back to wait for its turn. */
  private void leadsNoMore() {
    leading = false;
    metrics.leadsNoMore();
    broken.complete(Problem.of(ProblemCode.LOCK_LOST, "the Lease was lost to another operator")
        .remedy("start it again: it waits for the Lease then"));
  }

  private void register(io.javaoperatorsdk.operator.Operator operator) {
    Workplace place = new Workplace(client, writing.apply(client), new Announcing(client, clock, log), metrics, log,
        clock,
        () -> ThreadLocalRandom.current().nextDouble(), options.image());
    Cluster cluster = Cluster.of(client);
    controllers
        .add(operator.register(new MigrationReconciler(place, new Observer(cluster, Observer.SESSION, comparisons)),
            this::<MigrationResource>scope));
    controllers
        .add(operator.register(new FleetReconciler(place, cluster, Observer.SESSION, Selector.of(options.selector())),
            this::<FleetResource>scope));
  }

  private <P extends HasMetadata> void scope(ControllerConfigurationOverrider<P> overrider) {
    overrider.withGenerationAware(false).withOnUpdateFilter(Watched::isNews)
        .withRetry(new GenericRetry().withoutMaxAttempts().setInitialInterval(FIRST_RETRY).setIntervalMultiplier(2)
            .setMaxInterval(LONGEST_RETRY.toMillis()));
    if (options.namespaces().isEmpty()) {
      overrider.watchingAllNamespaces();
    } else {
      overrider.settingNamespaces(reach.namespaces());
    }
    if (options.selector() != null) {
      overrider.withLabelSelector(options.selector());
    }
  }
}
