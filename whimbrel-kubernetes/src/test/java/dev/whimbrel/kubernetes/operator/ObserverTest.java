package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.ClusterRef;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.decide.PlanSeen;
import dev.whimbrel.kubernetes.decide.Sources;
import dev.whimbrel.kubernetes.decide.Target;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserverTest {
  private static final SessionSettings QUICK = new SessionSettings(Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofSeconds(2), Duration.ofSeconds(10), "whimbrel operator");
  private static final String PASSWORD = "s3cr%t/p@ss";

  private final Map<String, String> files = new HashMap<>(Specs.two());
  private final Map<String, Secret> secrets = new HashMap<>();
  private TestDatabase database = Databases.create();

  @BeforeEach
  void knowsTheDatabase() {
    secrets.put("db", Specs.secret("db", Map.of("url", database.url())));
  }

  @AfterEach
  void drops() {
    database.close();
  }

  private Observation observe(MigrationSpec spec) {
    Cluster cluster = Specs.cluster(secrets, Map.of("migrations", Specs.configMap("migrations", files)));
    return new Observer(cluster, QUICK, new Comparisons()).observe(Specs.resource("shop", spec), Instant.now());
  }

  private Target.Standing standing(MigrationSpec spec) {
    Target target = observe(spec).target();
    assertThat(target).isInstanceOf(Target.Standing.class);
    return (Target.Standing) target;
  }

  private static MigrationSpec spec() {
    return Specs.spec(Specs.urlFrom("db", "url"));
  }

  @Test
  void plansAllThatThereIs() {
    Target.Standing standing = standing(spec());
    assertThat(standing.current()).isNull();
    assertThat(standing.wanted()).isEqualTo("2");
    assertThat(standing.pending()).containsExactly("1", "2");
    PlanSeen plan = Objects.requireNonNull(standing.plan());
    assertThat(plan.direction()).isEqualTo(PlanSeen.Direction.UP);
    assertThat(plan.destructive()).isEmpty();
    assertThat(plan.text()).contains("apply 1").contains("CREATE TABLE users");
    assertThat(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'whimbrel'")).isEqualTo("0");
  }

  @Test
  void knowsWhatWasDone() {
    Specs.migrate(database, files, new Goal.Latest());
    Target.Standing standing = standing(spec());
    assertThat(standing.current()).isEqualTo("2");
    assertThat(standing.pending()).isEmpty();
    assertThat(standing.plan()).isNull();
    assertThat(Objects.requireNonNull(standing.lastApplied()).version()).isEqualTo("2");
  }

  @Test
  void leadsBackWhereTheDatabaseIsAhead() {
    Specs.migrate(database, files, new Goal.Latest());
    Target.Standing standing = standing(Specs.to(spec(), "1"));
    PlanSeen plan = Objects.requireNonNull(standing.plan());
    assertThat(plan.direction()).isEqualTo(PlanSeen.Direction.DOWN);
    assertThat(plan.destructive()).containsExactly("2_mail.down.sql:1 drops column \"users\".\"mail\"");
    assertThat(standing.wanted()).isEqualTo("1");
  }

  @Test
  void goesNoFurtherThanTheTarget() {
    assertThat(standing(Specs.to(spec(), "1")).pending()).containsExactly("1");
  }

  @Test
  void anotherHistoryIsAnotherPlan() {
    String before = Objects.requireNonNull(standing(spec()).plan()).digest();
    assertThat(Objects.requireNonNull(standing(spec()).plan()).digest()).isEqualTo(before);
    Specs.migrate(database, files, new Goal.Next(1));
    assertThat(Objects.requireNonNull(standing(spec()).plan()).digest()).isNotEqualTo(before);
  }

  @Test
  void saysWhatIsLost() {
    Specs.migrate(database, files, new Goal.Latest());
    files.put("3_rid.up.sql", """
        CREATE TABLE young (id int, old int);
        DROP TABLE young;
        TRUNCATE users;
        DELETE FROM users;
        DELETE FROM users WHERE id = 1;
        ALTER TABLE users DROP COLUMN mail;
        DROP TYPE mood;
        DROP SCHEMA old CASCADE;
        DO $$ BEGIN EXECUTE 'DROP TABLE x'; END $$;
        """);
    assertThat(Objects.requireNonNull(standing(spec()).plan()).destructive()).containsExactly(
        "3_rid.up.sql:3 empties \"users\"",
        "3_rid.up.sql:4 deletes all rows of \"users\"",
        "3_rid.up.sql:6 drops column \"users\".\"mail\"",
        "3_rid.up.sql:7 drops type \"mood\"",
        "3_rid.up.sql:8 drops schema \"old\" and all that depends on it",
        "3_rid.up.sql:9 runs a block that drops or deletes something");
  }

  @Test
  void refusesWhatWasEdited() {
    Specs.migrate(database, files, new Goal.Latest());
    files.put("2_mail.up.sql", "ALTER TABLE users ADD COLUMN post text;\n");
    assertThat(((Target.Refused) observe(spec()).target()).problems()).first()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.EDITED));
  }

  @Test
  void refusesWhatIsNoDirectoryWithoutConnecting() {
    files.put("2_mail.up.sql", "SELECT 'never closed");
    secrets.put("db", Specs.secret("db", Map.of("url", "postgres://nobody@127.0.0.1:1/nowhere")));
    assertThat(observe(spec()).target()).isInstanceOf(Target.Refused.class);
  }

  @Test
  void waitsForAServer() {
    secrets.put("db", Specs.secret("db", Map.of("url", "postgres://me:" + "geheim99" + "@127.0.0.1:1/nowhere")));
    Target target = observe(spec()).target();
    assertThat(((Target.Unreachable) target).problem().code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(target.toString()).doesNotContain("geheim99").contains("127.0.0.1:1/nowhere");
  }

  @Test
  void waitsForAnotherPassword() {
    String role = "kube_" + database.name();
    database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'another'");
    try {
      secrets.put("db", Specs.secret("db", Map.of("password", PASSWORD)));
      Target target = observe(Specs.spec(credentials(role))).target();
      assertThat(target).isInstanceOfAny(Target.Unreachable.class, Target.Standing.class);
      assertThat(target.toString()).doesNotContain(PASSWORD).doesNotContain("s3cr%25t");
    } finally {
      database.execute("DROP ROLE " + role);
    }
  }

  private DatabaseSource credentials(String role) {
    return new DatabaseSource(null, null, new Credentials(database.host(), null, database.port(), database.name(), role,
        null, new SecretSource(new SecretKey("db", "password", null)), Map.of("sslmode", "disable")), null, null);
  }

  @Test
  void readsTheSecretOfACluster() {
    DatabaseSource source = new DatabaseSource(null, null, null, new ClusterRef("shop-db"), null);
    secrets.put("shop-db-app", Specs.secret("shop-db-app", Map.of("password", database.password())));
    assertThat(((Sources.Missing) observe(Specs.spec(source)).sources()).what()).containsExactly(
        "key \"jdbc-uri\" of the Secret \"shop-db-app\" of the cluster \"shop-db\"");
    secrets.put("shop-db-app",
        Specs.secret("shop-db-app", Map.of("jdbc-uri", database.url(), "password", database.password())));
    assertThat(standing(Specs.spec(source)).pending()).hasSize(2);
  }

  @Test
  void looksIntoTheSchemaOfATenant() {
    database.execute("CREATE SCHEMA tenant");
    DatabaseSource source = new DatabaseSource(null, new SecretSource(new SecretKey("db", "url", null)), null, null,
        "tenant");
    assertThat(standing(Specs.spec(source)).pending()).hasSize(2);
  }

  @Test
  void refusesSecretsOfOthersAndPasswordsInTheOpen() {
    DatabaseSource other = new DatabaseSource(null, new SecretSource(new SecretKey("db", "url", "bank")), null, null,
        null);
    assertThat(problems(other)).singleElement().asString().contains("of the namespace \"bank\" is not read");
    DatabaseSource open = new DatabaseSource("postgres://me:geheim99@db/shop", null, null, null, null);
    assertThat(problems(open)).singleElement().asString().contains("holds a password").doesNotContain("geheim99");
    DatabaseSource none = new DatabaseSource(null, null, null, null, null);
    assertThat(problems(none)).singleElement().asString().contains("names no database");
  }

  private List<?> problems(DatabaseSource source) {
    return ((Sources.Refused) observe(Specs.spec(source)).sources()).problems();
  }

  @Test
  void waitsForWhatIsMissing() {
    MigrationSpec spec = Specs.spec(Specs.urlFrom("nowhere", "url"));
    assertThat(((Sources.Missing) observe(spec).sources()).what()).containsExactly("Secret \"nowhere\"");
    assertThat(((Sources.Missing) observe(Specs.spec(Specs.urlFrom("db", "uri"))).sources()).what())
        .containsExactly("key \"uri\" of the Secret \"db\"");
  }

  @Test
  void showsNothingOfABrokenUrl() {
    secrets.put("db", Specs.secret("db", Map.of("url", "postgres://me:geheim99@db:port/shop")));
    assertThat(observe(spec()).toString()).doesNotContain("geheim99");
  }

  @Test
  void digestsTellRotationsApart() {
    Sources.Found before = (Sources.Found) observe(spec()).sources();
    secrets.put("db", Specs.secret("db", Map.of("url", database.url())).edit().editMetadata().withResourceVersion("8")
        .endMetadata().build());
    Sources.Found after = (Sources.Found) observe(spec()).sources();
    assertThat(after.secretDigest()).isNotEqualTo(before.secretDigest());
    assertThat(after.directoryDigest()).isEqualTo(before.directoryDigest());
  }

  @Test
  void foreseesABaseline() {
    database.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)");
    Target.Standing standing = standing(Specs.beginning(spec(), "1", null));
    assertThat(standing.pending()).containsExactly("2");
    PlanSeen plan = Objects.requireNonNull(standing.plan());
    assertThat(plan.text()).contains("records 1 migration up to the baseline 1 as already there");
    assertThat(plan.digest()).isNotEqualTo(digest(Specs.beginning(spec(), "2", null)));
  }

  private String digest(MigrationSpec spec) {
    return Objects.requireNonNull(standing(spec).plan()).digest();
  }

  @Test
  void foreseesTheHistoryOfAnotherTool() {
    database.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text);"
        + "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
        + "INSERT INTO schema_migrations VALUES (1, false)");
    MigrationSpec spec = Specs.beginning(spec(), null, "golang-migrate");
    Target.Standing standing = standing(spec);
    assertThat(standing.pending()).containsExactly("2");
    PlanSeen plan = Objects.requireNonNull(standing.plan());
    assertThat(plan.text()).contains("takes over 1 migration of golang-migrate from public.schema_migrations");
    database.execute("UPDATE schema_migrations SET version = 2");
    assertThat(digest(spec)).isNotEqualTo(plan.digest());
    assertThat(observe(spec()).target()).isInstanceOf(Target.Refused.class); // nobody said what to do about that table
  }

  /** A Job would refuse it, and be started again for ever. */
  @Test
  void refusesWhatTheFirstRunWouldRefuse() {
    database.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)");
    MigrationSpec spec = Specs.beginning(spec(), null, "golang-migrate");
    assertThat(problems(spec)).as("the journal may have been lost").contains(ProblemCode.JOURNAL);
    database.execute("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
        + "CREATE SCHEMA old; CREATE TABLE old.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");
    assertThat(problems(spec)).as("there are two").contains(ProblemCode.USAGE);
    assertThat(problems(Specs.beginning(spec(), "9", null))).contains(ProblemCode.NO_SUCH_VERSION);
  }

  private List<ProblemCode> problems(MigrationSpec spec) {
    return ((Target.Refused) observe(spec).target()).problems().stream().map(Problem::code).toList();
  }
}
