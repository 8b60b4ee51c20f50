package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetSpec.Soak;
import dev.whimbrel.kubernetes.api.FleetSpec.Target;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.FleetDecision;
import dev.whimbrel.kubernetes.decide.FleetSituation;
import dev.whimbrel.kubernetes.decide.FleetSituation.Check;
import dev.whimbrel.kubernetes.decide.FleetSituation.Child;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import dev.whimbrel.kubernetes.decide.FleetSituation.Members;
import dev.whimbrel.kubernetes.decide.Meta;
import dev.whimbrel.kubernetes.decide.Sources;
import dev.whimbrel.sql.Redaction;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at all migrations of a fleet, decides which come next, and writes those. */
@ControllerConfiguration(name = FleetReconciler.NAME)
final class FleetReconciler implements Reconciler<FleetResource> {
  static final String NAME = "fleets";
  /** A label of migrations: whose they are. */
  static final String FLEET = "whimbrel.dev/fleet";

  private static final Duration SHORTEST = Duration.ofMillis(200);

  private final Workplace place;
  private final Cluster cluster;
  private final SessionSettings session;
  private final Selector selector;

  FleetReconciler(Workplace place, Cluster cluster, SessionSettings session, Selector selector) {
    this.place = place;
    this.cluster = cluster;
    this.session = session;
    this.selector = selector;
  }

  @Override
  public List<EventSource<?, FleetResource>> prepareEventSources(EventSourceContext<FleetResource> context) {
    Class<FleetResource> type = FleetResource.class;
    return List.of(
        Watched.configMaps(context, type, one -> References.configMaps(one.getSpec().template().directory())),
        Watched.secrets(context, type, FleetReconciler::secrets),
        Watched.owned(context, MigrationResource.class, type, FLEET,
            child -> List.of(Objects.requireNonNullElse(child.getMetadata().getGeneration(), 0L),
                child.getStatus() == null ? "none" : child.getStatus())));
  }

  private static List<String> secrets(FleetResource fleet) {
    var targets = fleet.getSpec().targets();
    if (targets.secretSelector() != null) {
      return List.of(Watched.ANY);
    }
    Stream<DatabaseSource> databases = targets.tenantSchemas() != null
        ? Stream.of(targets.tenantSchemas().database())
        : targets.databases() == null ? Stream.of() : targets.databases().stream().map(Target::database);
    return databases.flatMap(one -> References.secrets(one).stream()).distinct().toList();
  }

  @Override
  public UpdateControl<FleetResource> reconcile(FleetResource cached, Context<FleetResource> context) {
    return place.measured(FleetResource.KIND, cached, () -> reconciled(cached));
  }

  private UpdateControl<FleetResource> reconciled(FleetResource cached) {
    FleetResource fleet = place.client().resource(cached).get();
    if (fleet == null || fleet.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Children all = Children.of(fleet, place.client().resources(MigrationResource.class)
        .inNamespace(fleet.getMetadata().getNamespace()).list().getItems());
    FleetMembers members = all.checked(FleetMembers.of(fleet, place.client(), cluster, session));
    Map<String, MigrationResource> children = all.own();
    children.values().forEach(child -> label(fleet, child));
    FleetDecision first = decide(fleet, members, children, Map.of(), Map.of());
    Map<String, Check> checks = first.checks().isEmpty() ? Map.of() : checks(fleet, members, first.checks());
    Written written = new Written(fleet, all);
    FleetDecision decision = checks.isEmpty() ? first : decide(fleet, members, children, checks, Map.of());
    while (written.put(decision.puts()) == Written.Course.SOME_REFUSED) {
      decision = decide(fleet, members, children, checks, written.refused);
    }
    decision.removals().forEach(name -> place.client().resources(MigrationResource.class)
        .inNamespace(fleet.getMetadata().getNamespace()).withName(name).delete());
    if (!decision.status().equals(fleet.getStatus())) {
      place.writing().status(fleet, decision.status());
    }
    decision.events().forEach(told -> {
      place.announcing().announce(fleet, told, Mask.none());
      place.log().info(told.reason() + ": " + told.message(), fleet);
    });
    written.tryAgain();
    Duration again = decision.again();
    return UpdateControl.<FleetResource>noUpdate().rescheduleAfter(again.compareTo(SHORTEST) < 0 ? SHORTEST : again);
  }

  /** Whoever looks after a fleet sees its migrations by the same labels; those of before have them not. */
  private void label(FleetResource fleet, MigrationResource child) {
    Map<String, String> asked = selector.among(fleet.getMetadata().getLabels());
    if (!child.getMetadata().getLabels().entrySet().containsAll(asked.entrySet())) {
      place.client().resources(MigrationResource.class).inNamespace(child.getMetadata().getNamespace())
          .withName(child.getMetadata().getName()).edit(now -> {
            now.getMetadata().getLabels().putAll(asked);
            return now;
          });
    }
  }

  private FleetDecision decide(FleetResource fleet, FleetMembers members, Map<String, MigrationResource> children,
      Map<String, Check> checks, Map<String, String> refused) {
    Meta meta = new Meta(fleet.getMetadata().getName(), fleet.getMetadata().getNamespace(),
        Objects.requireNonNullElse(fleet.getMetadata().getGeneration(), 0L),
        Objects.requireNonNullElse(fleet.getMetadata().getAnnotations(), Map.of()));
    return FleetDecision.of(new FleetSituation(fleet.getSpec(), meta, fleet.getStatus(), sources(fleet),
        found(members, children, checks, refused), place.clock().instant()));
  }

  private Sources sources(FleetResource fleet) {
    String unreadable = fleet.unreadable();
    if (unreadable != null) {
      return new Sources.Unreadable(unreadable);
    }
    String namespace = fleet.getMetadata().getNamespace();
    return switch (Directory.of(fleet.getSpec().template().directory(), name -> cluster.configMap(namespace, name))) {
      case Directory.Found found -> new Sources.Found(found.digest(), "");
      case Directory.Missing missing -> new Sources.Missing(missing.what());
      case Directory.Refused refused -> new Sources.Refused(refused.problems());
    };
  }

  private static Members found(FleetMembers members, Map<String, MigrationResource> children,
      Map<String, Check> checks, Map<String, String> refused) {
    return switch (members) {
      case FleetMembers.Unknown unknown -> new Members.Unknown(unknown.why());
      case FleetMembers.Refused wrong -> new Members.Refused(wrong.problems());
      case FleetMembers.Known known -> {
        Set<String> names = known.targets().stream().map(Target::name).collect(Collectors.toSet());
        List<String> orphans = children.entrySet().stream().filter(entry -> !names.contains(entry.getKey()))
            .map(entry -> entry.getValue().getMetadata().getName()).toList();
        yield new Members.Found(known.targets().stream()
            .map(target -> new Member(target.name(), target.database(), child(children.get(target.name())),
                checks.getOrDefault(target.name(), Check.NOT_ASKED), refused.get(target.name())))
            .toList(), orphans);
      }
    };
  }

  private static @Nullable Child child(@Nullable MigrationResource child) {
    return child == null
        ? null
        : new Child(child.getSpec(), Objects.requireNonNullElse(child.getMetadata().getGeneration(), 0L),
            Objects.requireNonNullElse(child.getMetadata().getAnnotations(), Map.of()), child.getStatus());
  }

  private MigrationResource child(FleetResource fleet, String name, FleetDecision.Put put) {
    Map<String, String> labels = new TreeMap<>(Labels.of(name));
    labels.putAll(selector.among(fleet.getMetadata().getLabels()));
    labels.put(FLEET, Labels.value(fleet.getMetadata().getName()));
    Map<String, String> annotations = new TreeMap<>(put.annotations());
    annotations.put(Children.TARGET, put.target());
    MigrationResource child = new MigrationResource();
    child.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(fleet.getMetadata().getNamespace())
        .withLabels(labels).withAnnotations(annotations).withOwnerReferences(Jobs.owner(fleet)).build());
    child.setSpec(put.spec());
    return child;
  }

  /** What became of the migrations that were to be written in one look: one that is refused keeps no other from its turn. */
  private final class Written {
    /** Whether there is something that was not decided with. */
    enum Course {
      ALL_DONE, SOME_REFUSED
    }

    private final FleetResource fleet;
    private final Children all;
    private final Set<FleetDecision.Put> done = new HashSet<>();
    private final Map<String, String> refused = new TreeMap<>();
    private @Nullable KubernetesClientException last;

    Written(FleetResource fleet, Children all) {
      this.fleet = fleet;
      this.all = all;
    }

    Course put(List<FleetDecision.Put> puts) {
      int before = refused.size();
      puts.stream().filter(done::add).forEach(this::put);
      return refused.size() == before ? Course.ALL_DONE : Course.SOME_REFUSED;
    }

    private void put(FleetDecision.Put put) {
      try {
        place.writing().put(Tenancy.of(fleet).child(child(fleet, all.name(put.target()), put)));
      } catch (KubernetesClientException e) {
        if (!Workplace.isRefusal(e)) {
          throw e;
        }
        refused.put(put.target(), Redaction.inText(Workplace.said(e)));
        last = e;
      }
    }

    /** Whoever called waits longer each time it is thrown to. */
    void tryAgain() {
      if (last != null) {
        throw last;
      }
    }
  }

  private Map<String, Check> checks(FleetResource fleet, FleetMembers members, List<String> asked) {
    var rollout = fleet.getSpec().rollout();
    Soak soak = rollout == null ? null : rollout.soak();
    String query = soak == null ? null : soak.check();
    List<Target> targets = new ArrayList<>();
    if (members instanceof FleetMembers.Known known) {
      known.targets().stream().filter(target -> asked.contains(target.name())).forEach(targets::add);
    }
    Map<String, Check> checks = new HashMap<>();
    for (Target target : targets) {
      checks.put(target.name(), query == null ? Check.HOLDS : check(fleet, target.database(), query));
    }
    return checks;
  }

  private Check check(FleetResource fleet, DatabaseSource database, String query) {
    String namespace = fleet.getMetadata().getNamespace();
    if (!(Address.of(database, namespace, name -> cluster.secret(namespace, name)) instanceof Address.Found found)) {
      return Check.NO_ANSWER;
    }
    return switch (Asking.of(cluster.reached(namespace, found.url()), found.mask(), session,
        "spec.rollout.soak.check", query)) {
      case Asking.Said said -> !said.values().isEmpty() && said.values().stream().allMatch(value -> value.equals("t"))
          ? Check.HOLDS
          : Check.FAILS;
      case Asking.Refused refused -> {
        place.log().warn("the soak check is refused: " + refused.said(), fleet);
        yield Check.FAILS;
      }
      case Asking.Silent silent -> {
        place.log().warn("the soak check has no answer: " + silent.why(), fleet);
        yield Check.NO_ANSWER;
      }
    };
  }
}
