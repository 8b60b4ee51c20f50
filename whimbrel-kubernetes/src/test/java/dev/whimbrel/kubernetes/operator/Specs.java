package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.Runner;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tests of the operator are made of. */
final class Specs {
  static final String NAMESPACE = "shop";

  private Specs() {}

  /** Files of two migrations, each with a way back. */
  static Map<String, String> two() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("1_users.up.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n");
    files.put("1_users.down.sql", "DROP TABLE users;\n");
    files.put("2_mail.up.sql", "ALTER TABLE users ADD COLUMN mail text;\n");
    files.put("2_mail.down.sql", "ALTER TABLE users DROP COLUMN mail;\n");
    return files;
  }

  static MigrationSpec spec(DatabaseSource database) {
    return new MigrationSpec(database, new DirectorySource(new ConfigMapRef("migrations"), null, null), null, null,
        null,
        null, null, null, null, null, null, null, null);
  }

  static MigrationSpec to(MigrationSpec spec, @Nullable String version) {
    return new MigrationSpec(spec.database(), spec.directory(), spec.format(), version, spec.policy(), spec.baseline(),
        spec.history(), spec.approval(), spec.suspend(), spec.timeouts(), spec.protectedFlows(), spec.job(),
        spec.resyncInterval());
  }

  static MigrationSpec with(MigrationSpec spec, JobTemplate job) {
    return new MigrationSpec(spec.database(), spec.directory(), spec.format(), spec.targetVersion(), spec.policy(),
        spec.baseline(), spec.history(), spec.approval(), spec.suspend(), spec.timeouts(), spec.protectedFlows(), job,
        spec.resyncInterval());
  }

  static MigrationSpec beginning(MigrationSpec spec, @Nullable String baseline, @Nullable String mirror) {
    return new MigrationSpec(spec.database(), spec.directory(), spec.format(), spec.targetVersion(), spec.policy(),
        baseline, new MigrationSpec.History(null, null, mirror), spec.approval(), spec.suspend(), spec.timeouts(),
        spec.protectedFlows(), spec.job(), spec.resyncInterval());
  }

  static DatabaseSource urlFrom(String secret, String key) {
    return new DatabaseSource(null, new SecretSource(new SecretKey(secret, key, null)), null, null, null);
  }

  static MigrationResource resource(String name, MigrationSpec spec) {
    MigrationResource resource = new MigrationResource();
    resource.getMetadata().setName(name);
    resource.getMetadata().setNamespace(NAMESPACE);
    resource.setSpec(spec);
    return resource;
  }

  static ConfigMap configMap(String name, Map<String, String> files) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata()
        .withData(files)
        .build();
  }

  static Secret secret(String name, Map<String, String> values) {
    Map<String, String> data = new HashMap<>();
    values.forEach((key, value) -> data.put(key,
        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return new SecretBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata().withData(data)
        .build();
  }

  static FileSet files(Map<String, String> texts) {
    Map<String, byte[]> bytes = new HashMap<>();
    texts.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return FileSet.of("migrations", bytes);
  }

  /** Does what a Job does. */
  static void migrate(TestDatabase test, Map<String, String> files, Goal goal) {
    FileSet set = files(files);
    MigrationSet migrations = Format.detect(set).orThrow().parse(set, ParseOptions.standard()).orThrow();
    migrate(DatabaseUrl.parse(test.url()).orThrow(), migrations, goal, "");
  }

  /** The same for a tenant. */
  static void migrate(TestDatabase test, Map<String, String> files, String tenant) {
    FileSet set = files(files);
    MigrationSet migrations = Format.detect(set).orThrow().parse(set, ParseOptions.standard()).orThrow();
    DatabaseUrl url = DatabaseUrl.parse(test.url()).orThrow();
    Map<String, String> properties = new HashMap<>(url.properties());
    properties.put("currentSchema", tenant);
    migrate(new DatabaseUrl(url.hosts(), url.database(), url.user(), url.password(), properties), migrations,
        new Goal.Latest(), tenant);
  }

  private static void migrate(DatabaseUrl url, MigrationSet migrations, Goal goal, String service) {
    try (Database database = Database.open(url, SessionSettings.standard())) {
      Journal journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, service, new Author("test", "", "whimbrel"));
      History history = journal.read();
      Plan plan = Planner.plan(migrations, history, goal, Policy.strict()).orThrow();
      new Runner(database, journal, Grouping.standard()).run(plan, event -> {});
    }
  }

  /** A cluster that holds a few objects. */
  static Cluster cluster(Map<String, Secret> secrets, Map<String, ConfigMap> maps) {
    return new Cluster() {
      @Override
      public @Nullable Secret secret(String namespace, String name) {
        return secrets.get(name);
      }

      @Override
      public @Nullable ConfigMap configMap(String namespace, String name) {
        return maps.get(name);
      }

      @Override
      public DatabaseUrl reached(String namespace, DatabaseUrl url) {
        return url;
      }
    };
  }
}
