package dev.whimbrel.kubernetes.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.source.PrimaryToSecondaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of objects that are watched for a change alone: who they are, and a digest of what is in them. There may be more of them in a
 * cluster than fit into the memory of an operator, Secrets among them, and who looks at a resource reads them from the API server anyway.
 */
final class Trace<T extends HasMetadata> implements ItemStore<T> {
  private static final String DIGEST = "whimbrel.dev/content";

  private final Map<String, T> kept = new ConcurrentHashMap<>();
  private final Supplier<T> empty;
  private final Function<T, String> content;

  /**
   * A store of a single informer.
   *
   * @param content a digest that nothing secret can be read out of
   */
  Trace(Supplier<T> empty, Function<T, String> content) {
    this.empty = empty;
    this.content = content;
  }

  /** Whether something else is in it than before; {@code before} comes from a store. */
  static <T extends HasMetadata> boolean isOther(T now, T before, Function<T, String> content) {
    Map<String, String> kept = Objects.requireNonNullElse(before.getMetadata().getAnnotations(), Map.of());
    return !content.apply(now).equals(kept.get(DIGEST));
  }

  private T reduced(T whole) {
    T trace = empty.get();
    trace.setMetadata(new ObjectMetaBuilder().withName(whole.getMetadata().getName())
        .withNamespace(whole.getMetadata().getNamespace()).withUid(whole.getMetadata().getUid())
        .withResourceVersion(whole.getMetadata().getResourceVersion())
        .addToAnnotations(DIGEST, content.apply(whole)).build());
    return trace;
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    return kept.put(key, reduced(object));
  }

  @Override
  public @Nullable T remove(String key) {
    return kept.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return kept.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return kept.values().stream();
  }

  @Override
  public int size() {
    return kept.size();
  }

  @Override
  public @Nullable T get(String key) {
    return kept.get(key);
  }

  /** With a store for each namespace: what an informer does not find in its own is gone for it, and the framework gives one to all. */
  static <T extends HasMetadata> InformerEventSourceConfiguration<T> each(InformerEventSourceConfiguration<T> all,
      Supplier<Trace<T>> store) {
    return new InformerEventSourceConfiguration<>() {
      @Override
      public InformerConfiguration<T> getInformerConfig() {
        InformerConfiguration<T> config = all.getInformerConfig();
        return InformerConfiguration.builder(config).withItemStore(store.get()).build();
      }

      @Override
      public String name() {
        return all.name();
      }

      @Override
      public boolean followControllerNamespaceChanges() {
        return all.followControllerNamespaceChanges();
      }

      @Override
      public Optional<KubernetesClient> getKubernetesClient() {
        return all.getKubernetesClient();
      }

      @Override
      public SecondaryToPrimaryMapper<T> getSecondaryToPrimaryMapper() {
        return all.getSecondaryToPrimaryMapper();
      }

      @Override
      public <P extends HasMetadata> PrimaryToSecondaryMapper<P> getPrimaryToSecondaryMapper() {
        return all.getPrimaryToSecondaryMapper();
      }

      @Override
      public Optional<GroupVersionKind> getGroupVersionKind() {
        return all.getGroupVersionKind();
      }
    };
  }
}
