package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.ClusterRef;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.source.FileSet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** What tests write manifests of. */
final class Examples {
  static final DatabaseSource URL_FROM = new DatabaseSource(null, secret("shop-db", "url"), null, null, null);
  static final DatabaseSource CNPG = new DatabaseSource(null, null, null, new ClusterRef("shop-db"), null);

  private Examples() {}

  static SecretSource secret(String name, String key) {
    return new SecretSource(new SecretKey(name, key, null));
  }

  static Bundle bundle() {
    return bundle(Map.of("20240204000001_initial.sql", """
        -- {{ not Helm's }}
        CREATE TABLE users (id bigint PRIMARY KEY);
        """.getBytes(StandardCharsets.UTF_8), "atlas.sum", "h1:abc=\n".getBytes(StandardCharsets.UTF_8)));
  }

  static Bundle nested() {
    return bundle(Map.of("sub/V1__a.sql", "SELECT 1;".getBytes(StandardCharsets.UTF_8)));
  }

  static Bundle large() {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    return bundle(Map.of("1.sql", noise));
  }

  private static Bundle bundle(Map<String, byte[]> files) {
    return Bundle.of(FileSet.of("migrations", files), "shop-migrations", "shop").orThrow();
  }

  static Installation shop(DatabaseSource database, Bundle bundle) {
    return Installation.of("shop", "whimbrel:1.0.0", database, Installation.directory(bundle));
  }
}
