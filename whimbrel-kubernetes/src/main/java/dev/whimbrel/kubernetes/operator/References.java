package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which other objects of its namespace a resource depends on. Pure. */
final class References {
  private References() {}

  /** The names of the Secrets. */
  static Set<String> secrets(@Nullable DatabaseSource database) {
    Set<String> names = new LinkedHashSet<>();
    if (database == null) {
      return names;
    }
    Stream.concat(Stream.ofNullable(database.urlFrom()), ofParts(database.credentials()))
        .filter(source -> source.secretKeyRef() != null).forEach(source -> names.add(source.secretKeyRef().name()));
    if (database.cnpgClusterRef() != null) {
      names.add(secretOfCluster(database.cnpgClusterRef().name()));
    }
    return names;
  }

  private static Stream<SecretSource> ofParts(@Nullable Credentials credentials) {
    return credentials == null
        ? Stream.of()
        : Stream.of(credentials.hostFrom(), credentials.userFrom(), credentials.passwordFrom())
            .filter(Objects::nonNull);
  }

  /** Where CloudNativePG writes how applications reach a cluster. */
  static String secretOfCluster(String cluster) {
    return cluster + "-app";
  }

  /** The names of the ConfigMaps, in the order of the resource. */
  static List<String> configMaps(@Nullable DirectorySource directory) {
    if (directory == null) {
      return List.of();
    }
    List<ConfigMapRef> several = directory.configMapRefs() == null ? List.of() : directory.configMapRefs();
    return Stream.concat(Stream.ofNullable(directory.configMapRef()), several.stream()).map(ConfigMapRef::name)
        .distinct().collect(Collectors.toList());
  }
}
