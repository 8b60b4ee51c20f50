package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.SchemaSeen;
import dev.whimbrel.kubernetes.decide.Target;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an observer sees of a schema, and remembers between two looks. */
class SchemaLookTest {
  private static final SessionSettings QUICK = new SessionSettings(Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofMillis(200), Duration.ofSeconds(10), "whimbrel operator");

  private final Map<String, String> files = new HashMap<>(Specs.two());
  private final Map<String, ConfigMap> maps = new HashMap<>();
  private final Map<String, String> annotations = new HashMap<>();
  private final TestDatabase database = Databases.create();
  private Comparisons comparisons = new Comparisons();
  private MigrationSpec spec = Specs.spec(Specs.urlFrom("db", "url"));
  private @Nullable KnownSchema known;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @AfterEach
  void drops() {
    database.close();
  }

  /** Looks as the next operator does, which remembers nothing itself. */
  private SchemaSeen look() {
    comparisons = new Comparisons();
    return lookAgain();
  }

  /** Looks, and writes down what is to be kept. */
  private SchemaSeen lookAgain() {
    maps.put("migrations", Specs.configMap("migrations", files));
    Cluster cluster = Specs.cluster(Map.of("db", Specs.secret("db", Map.of("url", database.url()))), maps);
    MigrationResource resource = Specs.resource("shop", spec);
    resource.getMetadata().setUid("u1");
    resource.getMetadata().setAnnotations(annotations);
    resource.setStatus(new MigrationStatus(1L, null, null, null, null, null, null, null, null, null, null, null, known,
        null));
    Observer observer = new Observer(cluster, QUICK, comparisons);
    Observation observation = observer.observe(resource, now);
    observer.wrote(resource, observation, now);
    Target.Standing standing = (Target.Standing) observation.target();
    known = standing.schema() instanceof SchemaSeen.Compared compared ? compared.known() : known;
    Remembered write = observation.schema() == null ? null : observation.schema().write();
    if (write != null) {
      maps.put("shop-schema", new ConfigMapBuilder(write.configMap("shop")).editMetadata()
          .withOwnerReferences(Jobs.owner(resource)).endMetadata().build());
    }
    return standing.schema();
  }

  private static List<String> differences(SchemaSeen seen) {
    return ((SchemaSeen.Compared) seen).differences();
  }

  private void migrated() {
    Specs.migrate(database, files, new Goal.Latest());
  }

  @Test
  void tellsWhatSomebodyDidByHandUntilTheNextMigration() {
    migrated();
    assertThat(differences(look())).isEmpty();
    assertThat(Objects.requireNonNull(known).after()).isEqualTo("2 was applied");
    assertThat(known.since()).isEqualTo(now.toString());
    assertThat(differences(look())).isEmpty();
    database.execute("ALTER TABLE users ADD COLUMN nick text, ALTER COLUMN name SET NOT NULL; "
        + "CREATE INDEX users_mail ON users (mail); CREATE TABLE extra (id int PRIMARY KEY, n int); "
        + "INSERT INTO users VALUES (1, 'a'); COMMENT ON TABLE users IS 'all of them'");
    now = now.plusSeconds(60);
    List<String> told = differences(look());
    assertThat(told).contains("column public.users.name is not what it was after 2 was applied",
        "column public.users.nick was not there after 2 was applied",
        "index public.users_mail was not there after 2 was applied",
        "table public.extra was not there after 2 was applied",
        "table public.users is not what it was after 2 was applied");
    assertThat(told).noneMatch(sentence -> sentence.contains("extra."));
    assertThat(Objects.requireNonNull(known).since()).as("since when").isEqualTo("2026-03-01T12:00:00Z");

    database.execute("ALTER TABLE users DROP COLUMN nick, ALTER COLUMN name DROP NOT NULL; DROP INDEX users_mail; "
        + "DROP TABLE extra; COMMENT ON TABLE users IS NULL");
    assertThat(differences(look())).as("taken back").isEmpty();
    database.execute("ALTER TABLE users DROP COLUMN name");
    assertThat(differences(look())).as("and those behind it are what they were")
        .containsExactly("column public.users.name was there after 2 was applied, and is gone");

    files.put("3_more.up.sql", "CREATE TABLE more (id int);\n");
    assertThat(look()).as("something is to be done").isInstanceOf(SchemaSeen.NotCompared.class);
    migrated();
    assertThat(differences(look())).isEmpty();
    assertThat(Objects.requireNonNull(known).after()).isEqualTo("3 was applied");
    database.execute("DROP TABLE more");
    assertThat(differences(look())).containsExactly("table public.more was there after 3 was applied, and is gone");
  }

  @Test
  void whatIsDoneEveryDayIsNoDrift() throws SQLException {
    files.put("3_sums.up.sql", """
        CREATE MATERIALIZED VIEW sums AS SELECT count(*) AS n FROM users WITH NO DATA;
        CREATE SEQUENCE numbers;
        CREATE INDEX users_mail ON users (mail);
        """);
    migrated();
    look();
    database.execute("INSERT INTO users SELECT n, 'a', 'b' FROM generate_series(1, 1000) n; SELECT nextval('numbers')");
    database.execute("REFRESH MATERIALIZED VIEW sums");
    database.execute("VACUUM ANALYZE users");
    database.execute("REINDEX TABLE users");
    try (Connection other = database.connect(); Statement statement = other.createStatement()) {
      statement.execute("CREATE TEMP TABLE scratch (id int PRIMARY KEY)");
      assertThat(differences(look())).isEmpty();
    }
  }

  @Test
  void whatIsAcceptedMayStay() {
    migrated();
    look();
    database.execute("CREATE TABLE extra (id int)");
    look();
    annotations.put(Labels.ACCEPT_DRIFT, "something else");
    assertThat(differences(look())).hasSize(1);
    annotations.put(Labels.ACCEPT_DRIFT, Objects.requireNonNull(Objects.requireNonNull(known).drift()));
    assertThat(differences(look())).isEmpty();
    database.execute("CREATE TABLE another (id int)");
    assertThat(differences(look())).containsExactly("table public.another was not there after 2 was applied");
  }

  @Test
  void aLostConfigMapOrAStatusThatIsGoneHidesNothing() {
    migrated();
    look();
    maps.remove("shop-schema");
    assertThat(differences(look())).isEmpty();
    assertThat(maps).containsKey("shop-schema");
    database.execute("CREATE TABLE extra (id int)");
    known = null;
    assertThat(differences(look())).containsExactly("table public.extra was not there after 2 was applied");
    Objects.requireNonNull(maps.get("shop-schema")).setData(Map.of("objects", "spoilt"));
    assertThat(differences(look())).containsExactly(
        "the schema is not what it was after 2 was applied, and which objects differ is not known");
    known = null;
    assertThat(differences(look())).as("with both gone, it begins anew").isEmpty();
    assertThat(Objects.requireNonNull(maps.get("shop-schema")).getData()).containsKey("digest");
  }

  @Test
  void aConfigMapOfSomebodyElsesIsNotRead() {
    migrated();
    look();
    ConfigMap own = Objects.requireNonNull(maps.get("shop-schema"));
    maps.put("shop-schema", new ConfigMapBuilder(own).editMetadata().withOwnerReferences().endMetadata().build());
    database.execute("CREATE TABLE extra (id int)");
    assertThat(differences(look()).getFirst()).contains("which objects differ is not known");
  }

  @Test
  void journalsAndTablesOfOtherToolsDoNotCount() {
    migrated();
    look();
    database.execute("CREATE TABLE whimbrel.notes (id int); COMMENT ON TABLE whimbrel.journal IS 'ours'; "
        + "CREATE SCHEMA app; CREATE TABLE app.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");
    assertThat(differences(look())).containsExactly("schema app was not there after 2 was applied");
  }

  @Test
  void ofATenantOnlyItsSchemaCounts() {
    database.execute("CREATE SCHEMA acme; CREATE SCHEMA globex");
    spec = tenant("acme");
    Specs.migrate(database, files, "acme");
    assertThat(differences(look())).isEmpty();
    Specs.migrate(database, files, "globex");
    database.execute("CREATE TABLE globex.extra (id int); CREATE TABLE public.extra (id int)");
    String since = Objects.requireNonNull(known).since();
    now = now.plusSeconds(60);
    assertThat(differences(look())).isEmpty();
    assertThat(Objects.requireNonNull(known).since()).as("what others migrate is no reason to begin anew")
        .isEqualTo(since);
    database.execute("CREATE TABLE acme.extra (id int)");
    assertThat(differences(look())).containsExactly("table acme.extra was not there after 2 was applied");
    database.execute("DROP SCHEMA acme CASCADE");
    assertThat(differences(look())).contains("schema acme was there after 2 was applied, and is gone");
  }

  private static MigrationSpec tenant(String schema) {
    MigrationSpec spec = Specs.spec(
        new DatabaseSource(null, new SecretSource(new SecretKey("db", "url", null)), null, null, schema));
    return new MigrationSpec(spec.database(), spec.directory(), null, null, null, null,
        new MigrationSpec.History(null, schema, null), null, null, null, null, null, null);
  }

  @Test
  void servicesThatShareADatabaseChangeItForEachOther() {
    migrated();
    look();
    Specs.migrate(database, Map.of("1_extra.up.sql", "CREATE TABLE extra (id int);\n"), "public");
    assertThat(differences(look())).isEmpty();
  }

  @Test
  void aCatalogIsReadSeldomAndWhenSomebodyAsks() {
    migrated();
    look();
    database.execute("CREATE TABLE extra (id int)");
    now = now.plus(Duration.ofMinutes(8));
    assertThat(lookAgain()).isInstanceOf(SchemaSeen.NotCompared.class);
    annotations.put(Labels.ACCEPT_DRIFT, "look");
    assertThat(differences(lookAgain())).hasSize(1);
    assertThat(lookAgain()).isInstanceOf(SchemaSeen.NotCompared.class);
    now = now.plus(Duration.ofMinutes(10));
    assertThat(differences(lookAgain())).hasSize(1);
  }

  @Test
  void aCatalogThatCannotBeReadIsUnknownAndNothingElse() throws SQLException {
    migrated();
    look();
    try (Connection other = database.connect(); Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE");
      SchemaSeen seen = look();
      assertThat(seen).isInstanceOfSatisfying(SchemaSeen.Unknown.class,
          unknown -> assertThat(unknown.why()).startsWith("the schema cannot be read: "));
      assertThat(seen.toString()).doesNotContain(database.password());
      other.rollback();
    }
    assertThat(differences(look())).isEmpty();
  }
}
