package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.decide.PlanSeen;
import dev.whimbrel.kubernetes.decide.Target;
import dev.whimbrel.kubernetes.operator.Observer;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator looks at a plan, and a Job with the command line in it does exactly that: both have to mean the same by its digest. */
class PlanInClusterTest {
  /** What the operator takes for a plan that is not the plan any more, and a Job for what no other try changes. */
  private static final int OUTDATED = ProblemCode.Kind.OUTDATED.exitCode();

  @TempDir
  Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private String said = "";

  @Test
  void theOperatorAndTheJobMeanTheSamePlan() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      PlanSeen first = plan(database, spec("1", null));
      assertThat(run(database, "up --to 1 --plan 0123456789abcdef")).isEqualTo(OUTDATED);
      assertThat(run(database, "up --to 1 --plan " + first.digest())).as(said).isZero();
      PlanSeen second = plan(database, spec(null, "all"));
      assertThat(run(database, "up --plan " + second.digest())).as("each by itself is something else")
          .isEqualTo(OUTDATED);
      assertThat(run(database, "up --tx all --plan " + second.digest())).as(said).isZero();
      PlanSeen back = plan(database, spec("1", null));
      assertThat(back.direction()).isEqualTo(PlanSeen.Direction.DOWN);
      assertThat(run(database, "down --to 1 --yes --plan " + back.digest())).as(said).isZero();
      assertThat(database.value("select to_regclass('b') is null")).isEqualTo("t");
    }
  }

  @Test
  void aFirstRunIsHeldToWhatItDeclares() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int)");
      PlanSeen seen = plan(database, first("1", null));
      variables.put("WHIMBREL_BASELINE", "1");
      refused(database, "up --plan " + plan(database, spec(null, null)).digest());
      variables.put("WHIMBREL_BASELINE", "2");
      refused(database, "up --plan " + seen.digest());
      variables.put("WHIMBREL_BASELINE", "1");
      assertThat(printed(database, "plan")).as(said).isEqualTo(seen.digest());
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(journal(database)).isEqualTo("1 baselined, 2 applied");
      assertThat(run(database, "up --plan " + seen.digest())).as("a Job that is repeated does no harm").isZero();
    }
  }

  @Test
  void aFirstRunIsHeldToWhatItTakesOver() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int); " + golangMigrate(1));
      PlanSeen seen = plan(database, first(null, "golang-migrate"));
      variables.put("WHIMBREL_ADOPT", "golang-migrate");
      refused(database, "up --plan 0123456789abcdef");
      assertThat(printed(database, "plan")).as(said).isEqualTo(seen.digest());
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(journal(database)).isEqualTo("1 adopted, 2 applied");
      assertThat(database.value("select version from schema_migrations")).isEqualTo("2");
    }
  }

  @Test
  void aFirstRunThatOnlyRecordsIsHeldToThat() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int); create table b (n int); " + golangMigrate(2));
      PlanSeen seen = plan(database, first(null, "golang-migrate"));
      variables.put("WHIMBREL_ADOPT", "golang-migrate");
      refused(database, "up --plan 0123456789abcdef");
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(journal(database)).isEqualTo("1 adopted, 2 adopted");
    }
  }

  @Test
  void aFirstRunIsHeldToTheTableThatItMakes() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int)");
      PlanSeen seen = plan(database, first("1", "golang-migrate"));
      variables.putAll(Map.of("WHIMBREL_ADOPT", "golang-migrate", "WHIMBREL_BASELINE", "1"));
      assertThat(printed(database, "plan")).as(said).isEqualTo(seen.digest());
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(journal(database)).isEqualTo("1 baselined, 2 applied");
      assertThat(database.value("select version from schema_migrations")).isEqualTo("2");
    }
  }

  @Test
  void aTableThatIsToSayWhatTheJournalSaysIsInThePlan() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      assertThat(run(database, "up 1")).as(said).isZero();
      PlanSeen seen = plan(database, first(null, "golang-migrate"));
      variables.put("WHIMBREL_ADOPT", "golang-migrate");
      refused(database, "up --plan " + plan(database, spec(null, null)).digest());
      assertThat(printed(database, "plan")).as(said).isEqualTo(seen.digest());
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(database.value("select version from schema_migrations")).isEqualTo("2");
    }
  }

  @Test
  void inTheSchemaOfATenantItIsTheSame() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create schema tenant");
      DatabaseUrl url = DatabaseUrl.parse(database.url()).orThrow().withSearchPath("tenant");
      PlanSeen seen = plan(url, first(null, "golang-migrate"));
      variables.putAll(Map.of("WHIMBREL_ADOPT", "golang-migrate", "WHIMBREL_SEARCH_PATH", "tenant"));
      assertThat(run(database, "up --plan " + seen.digest())).as(said).isZero();
      assertThat(database.value("select version from tenant.schema_migrations")).isEqualTo("2");
    }
  }

  /** Whoever was faster wins: the Job writes nothing, and the next look makes another plan, which runs. */
  @Test
  void whatSomebodyTookOverBetweenLookAndJobIsAnotherPlan() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int); " + golangMigrate(1));
      MigrationSpec spec = first(null, "golang-migrate");
      PlanSeen outdated = plan(database, spec);
      assertThat(run(database, "adopt --no-proof --yes")).as(said).isZero();
      variables.put("WHIMBREL_ADOPT", "golang-migrate");
      assertThat(run(database, "up --plan " + outdated.digest())).as(said).isEqualTo(OUTDATED);
      assertThat(said).contains("this is not what was agreed to");
      assertThat(journal(database)).isEqualTo("1 adopted");
      PlanSeen now = plan(database, spec);
      assertThat(now.digest()).isNotEqualTo(outdated.digest());
      assertThat(run(database, "up --plan " + now.digest())).as(said).isZero();
      assertThat(journal(database)).isEqualTo("1 adopted, 2 applied");
    }
  }

  @Test
  void whatTheOtherToolDidBetweenLookAndJobIsAnotherPlan() throws IOException {
    writeTwo();
    try (TestDatabase database = Databases.create()) {
      database.execute("create table a (n int); " + golangMigrate(1));
      PlanSeen outdated = plan(database, first(null, "golang-migrate"));
      database.execute("create table b (n int); update schema_migrations set version = 2");
      variables.put("WHIMBREL_ADOPT", "golang-migrate");
      refused(database, "up --plan " + outdated.digest());
      assertThat(database.value("select version from schema_migrations")).isEqualTo("2");
    }
  }

  /** As a plan is refused that is no longer the plan, and with nothing written. */
  private void refused(TestDatabase database, String line) {
    CatalogFingerprint before = database.fingerprint();
    assertThat(run(database, line)).as(said).isEqualTo(OUTDATED);
    assertThat(said).contains("this is not what was agreed to").contains("nothing was changed");
    assertThat(database.fingerprint()).isEqualTo(before);
  }

  private String printed(TestDatabase database, String line) {
    assertThat(run(database, line)).as(said).isZero();
    return said.replaceAll("(?s).*--plan ([0-9a-f]{16}).*", "$1");
  }

  private static String journal(TestDatabase database) {
    return String.valueOf(database.value(
        "select string_agg(version || ' ' || event, ', ' order by id) from whimbrel.journal"));
  }

  private void writeTwo() throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    write("1_a.up.sql", "create table a (n int);\n");
    write("1_a.down.sql", "drop table a;\n");
    write("2_b.up.sql", "create table b (n int);\n");
    write("2_b.down.sql", "drop table b;\n");
  }

  private static String golangMigrate(int version) {
    return "create table schema_migrations (version bigint not null primary key, dirty boolean not null); "
        + "insert into schema_migrations values (" + version + ", false)";
  }

  private PlanSeen plan(TestDatabase database, MigrationSpec spec) {
    return plan(DatabaseUrl.parse(database.url()).orThrow(), spec);
  }

  private PlanSeen plan(DatabaseUrl url, MigrationSpec spec) {
    FileSet files = FileSet.read(directory.resolve("migrations")).orThrow();
    Target target = Observer.look(spec, files, url);
    assertThat(target).isInstanceOfSatisfying(Target.Standing.class,
        standing -> assertThat(standing.plan()).isNotNull());
    PlanSeen plan = ((Target.Standing) target).plan();
    return plan == null ? new PlanSeen("none", PlanSeen.Direction.UP, List.of(), "") : plan;
  }

  private static MigrationSpec spec(@Nullable String to, @Nullable String tx) {
    return spec(to, tx, null, null);
  }

  /** With what a first run declares, and the tool whose history it takes over. */
  private static MigrationSpec first(@Nullable String baseline, @Nullable String mirror) {
    return spec(null, null, baseline, mirror);
  }

  private static MigrationSpec spec(@Nullable String to, @Nullable String tx, @Nullable String baseline,
      @Nullable String mirror) {
    return new MigrationSpec(new DatabaseSource(null, null, null, null, null),
        new DirectorySource(null, null, Map.of()), null, to, new MigrationSpec.Policy(null, null, tx), baseline,
        new MigrationSpec.History(null, null, mirror), null, null, null, null, null, null);
  }

  private int run(TestDatabase database, String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Map<String, String> all = new HashMap<>(variables);
    all.put("WHIMBREL_URL", database.url());
    Surroundings surroundings = new Surroundings(all, directory,
        new StringReader(""),
        stream, stream, Terminal.NONE, Clock.systemUTC());
    int exitCode = new Cli(surroundings).run(line.split(" "));
    said = out.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve("migrations").resolve(name), text);
  }
}
