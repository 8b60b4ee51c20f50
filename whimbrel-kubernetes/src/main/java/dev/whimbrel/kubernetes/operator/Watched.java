package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which changes of other objects make a resource look again: those of what is in them. A label, or a write that changes nothing, does not. */
final class Watched {
  /** In place of a name: all of the namespace. */
  static final String ANY = "*";

  /** Each may have a mebibyte, and no more of them are in memory than this. */
  private static final long AT_ONCE = 50;

  private static final String CONFIG_MAPS = "config-maps";
  private static final String SECRETS = "secrets";
  /** Helm keeps whole releases in Secrets; nobody refers to those. */
  private static final FieldSelector.Field NO_RELEASES = new FieldSelector.Field("type", "helm.sh/release.v1", true);

  /** What schemas were is a lot, and nobody refers to it either. */
  private static final String NO_MEMORIES = "!" + Labels.REMEMBERS;

  private Watched() {}

  /** The spec, or an annotation of ours; what is written into the status changes neither. */
  static boolean isNews(HasMetadata now, HasMetadata before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !ours(now).equals(ours(before))
        || !Objects.equals(now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }

  private static Map<String, String> ours(HasMetadata resource) {
    Map<String, String> all = Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.of());
    return all.entrySet().stream().filter(entry -> entry.getKey().startsWith("whimbrel.dev/"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static String content(ConfigMap map) {
    return new Digest().with(map.getData()).with(map.getBinaryData()).with(verified(map)).hex();
  }

  /** What the content is compared with: where it was edited by hand, this is what is put right. */
  private static Map<String, String> verified(ConfigMap map) {
    Map<String, String> all = Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.of());
    Map<String, String> verified = new TreeMap<>(all);
    verified.keySet().retainAll(Set.of(Labels.DIRECTORY, Labels.PART));
    return verified;
  }

  static String content(Secret secret) {
    return new Digest().with(secret.getData()).with(secret.getStringData()).hex();
  }

  /** ConfigMaps that resources name. */
  static <P extends HasMetadata> EventSource<ConfigMap, P> configMaps(EventSourceContext<P> context, Class<P> type,
      Function<P, List<String>> names) {
    var all = InformerEventSourceConfiguration.from(ConfigMap.class, type).withName(CONFIG_MAPS)
        .withLabelSelector(NO_MEMORIES)
        .withInformerListLimit(AT_ONCE).withSecondaryToPrimaryMapper(index(context, CONFIG_MAPS, names))
        .withOnUpdateFilter((now, before) -> Trace.isOther(now, before, Watched::content)).build();
    return new InformerEventSource<>(Trace.each(all, () -> new Trace<>(ConfigMap::new, Watched::content)), context);
  }

  /** Secrets that resources name. */
  static <P extends HasMetadata> EventSource<Secret, P> secrets(EventSourceContext<P> context, Class<P> type,
      Function<P, List<String>> names) {
    var all = InformerEventSourceConfiguration.from(Secret.class, type).withName(SECRETS)
        .withFieldSelector(new FieldSelector(NO_RELEASES)).withInformerListLimit(AT_ONCE)
        .withSecondaryToPrimaryMapper(index(context, SECRETS, names))
        .withOnUpdateFilter((now, before) -> Trace.isOther(now, before, Watched::content)).build();
    return new InformerEventSource<>(Trace.each(all, () -> new Trace<>(Secret::new, Watched::content)), context);
  }

  private static <S extends HasMetadata, P extends HasMetadata> SecondaryToPrimaryMapper<S> index(
      EventSourceContext<P> context, String name, Function<P, List<String>> names) {
    context.getPrimaryCache().addIndexer(name, resource -> named(resource, names).stream()
        .map(one -> key(resource.getMetadata().getNamespace(), one)).toList());
    return secondary -> Stream.of(secondary.getMetadata().getName(), ANY)
        .flatMap(
            one -> context.getPrimaryCache().byIndex(name, key(secondary.getMetadata().getNamespace(), one)).stream())
        .map(ResourceID::fromResource).collect(Collectors.toSet());
  }

  /** What is thrown here ends the watch of all resources without a word. Who looks at that one resource tells what is wrong with it. */
  private static <P> List<String> named(P resource, Function<P, List<String>> names) {
    try {
      return names.apply(resource);
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  /** What a resource owns. */
  static <S extends HasMetadata, P extends HasMetadata> EventSource<S, P> owned(EventSourceContext<P> context,
      Class<S> type,
      Class<P> owner, String label, Function<S, Object> state) {
    return new InformerEventSource<>(InformerEventSourceConfiguration.from(type, owner)
        .withName(type.getSimpleName().toLowerCase(java.util.Locale.ROOT) + "s")
        .withLabelSelector(label)
        .withSecondaryToPrimaryMapper(owned -> owners(owned, HasMetadata.getKind(owner)))
        .withOnUpdateFilter((now, before) -> !Objects.equals(state.apply(now), state.apply(before))).build(), context);
  }

  private static Set<ResourceID> owners(HasMetadata owned, String kind) {
    return owned.getMetadata().getOwnerReferences().stream().filter(owner -> owner.getKind().equals(kind))
        .map(owner -> new ResourceID(owner.getName(), owned.getMetadata().getNamespace())).collect(Collectors.toSet());
  }

  /** How far a Job is. */
  static Object progress(Job job) {
    return job.getStatus() == null
        ? "none"
        : List.of(Objects.requireNonNullElse(job.getStatus().getConditions(), List.of()),
            Objects.requireNonNullElse(job.getStatus().getFailed(), 0),
            Objects.requireNonNullElse(job.getStatus().getActive(), 0));
  }
}
