package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceTest {
  private record Update(ConfigMap before, ConfigMap now) {
    boolean isNews() {
      return Trace.isOther(now, before, Watched::content);
    }
  }

  private static final class Updates implements ResourceEventHandler<ConfigMap> {
    private final BlockingQueue<Update> seen = new LinkedBlockingQueue<>();

    @Override
    public void onAdd(ConfigMap map) {}

    @Override
    public void onUpdate(ConfigMap before, ConfigMap now) {
      seen.add(new Update(before, now));
    }

    @Override
    public void onDelete(ConfigMap map, boolean isUnknown) {}

    Update next() throws InterruptedException {
      return Objects.requireNonNull(seen.poll(TestCluster.PATIENCE, TimeUnit.SECONDS));
    }
  }

  @Test
  void ofASecretItsNameAndADigestAreKept() {
    Trace<Secret> store = new Trace<>(Secret::new, Watched::content);
    Secret secret = Specs.secret("db", Map.of("url", "postgres://app:geheim@db/shop"));
    secret.getMetadata().setLabels(Map.of("team", "shop"));
    secret.getMetadata().setAnnotations(Map.of("last-applied", "postgres://app:geheim@db/shop"));
    secret.getMetadata().setResourceVersion("7");
    store.put(store.getKey(secret), secret);

    Secret kept = Objects.requireNonNull(store.get("shop/db"));
    assertThat(kept.getData()).isNullOrEmpty();
    assertThat(kept.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(kept.getMetadata().getAnnotations()).containsOnly(
        Map.entry("whimbrel.dev/content", Watched.content(secret)));
    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(store.values()).containsExactly(kept);
    assertThat(store.keySet()).containsExactly("shop/db");
    assertThat(secret.getData()).isNotEmpty();
    store.remove("shop/db");
    assertThat(store.size()).isZero();
  }

  @Test
  void aWatchKeepsNoContentAndSeesEachChangeOfIt() throws Exception {
    Updates updates = new Updates();
    try (TestCluster cluster = new TestCluster()) {
      KubernetesClient client = cluster.client();
      client.resource(Specs.configMap("migrations", Specs.two())).create();
      try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace(Specs.NAMESPACE)
          .runnableInformer(0)) {
        informer.itemStore(new Trace<>(ConfigMap::new, Watched::content));
        informer.addEventHandler(updates);
        informer.start().toCompletableFuture().get(TestCluster.PATIENCE, TimeUnit.SECONDS);

        ConfigMap touched = Specs.configMap("migrations", Specs.two());
        touched.getMetadata().setLabels(Map.of("touched", "by-somebody"));
        client.resource(touched).update();
        assertThat(updates.next().isNews()).isFalse();
        client.resource(Specs.configMap("migrations", Map.of("1_users.up.sql", "SELECT 1"))).update();
        Update news = updates.next();

        assertThat(news.isNews()).isTrue();
        assertThat(news.now().getData()).isNotEmpty();
        List<ConfigMap> kept = informer.getStore().list();
        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().getData()).isNullOrEmpty();
        assertThat(Trace.isOther(news.now(), kept.getFirst(), Watched::content)).isFalse();
      }
    }
  }

  /** An informer takes out of its store what it does not find itself; several of them would empty one another's. */
  @Test
  void eachInformerHasAStoreOfItsOwn() {
    InformerEventSourceConfiguration<ConfigMap> each = Trace.each(
        InformerEventSourceConfiguration.from(ConfigMap.class, MigrationResource.class).withName("maps")
            .withInformerListLimit(50L).withOnUpdateFilter((now, before) -> false).build(),
        () -> new Trace<>(ConfigMap::new, Watched::content));

    assertThat(each.getInformerConfig().getItemStore()).isInstanceOf(Trace.class)
        .isNotSameAs(each.getInformerConfig().getItemStore());
    assertThat(each.getInformerConfig().getInformerListLimit()).isEqualTo(50L);
    assertThat(each.getInformerConfig().getOnUpdateFilter()).isNotNull();
    assertThat(each.name()).isEqualTo("maps");
  }
}
