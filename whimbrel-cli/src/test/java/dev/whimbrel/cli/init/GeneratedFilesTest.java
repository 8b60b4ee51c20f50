package dev.whimbrel.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.init.Workshop.Ran;
import dev.whimbrel.cli.init.Workshop.Running;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.OwnServer;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class GeneratedFilesTest {
  /** The archives of PostgreSQL are longer, and not needed to say a version. */
  private static final long SMALL = 5_000_000;

  @TempDir
  private Path directory;

  private Workshop workshop;

  @BeforeEach
  void begin() throws IOException {
    workshop = Workshop.in(directory).withWhimbrel();
  }

  private String only(String glob) throws IOException {
    try (Stream<Path> files = Files.list(workshop.project().resolve("migrations"))) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.matches(glob)).reduce((a, b) -> {
        throw new AssertionError("two: " + a + ", " + b);
      }).orElseThrow();
    }
  }

  @Test
  void make(TestDatabase test) throws Exception {
    workshop.init("make").with("WHIMBREL_URL", test.url());
    workshop.done("make", "migrate-create", "name=create users");
    String users = only(".*_create_users\\.sql");
    workshop.write("migrations/" + users,
        "-- +migrate Up\nCREATE TABLE users ();\n-- +migrate Down\nDROP TABLE users;\n");
    workshop.write("migrations/29990101000000_more.sql",
        "-- +migrate Up\nCREATE TABLE more ();\n-- +migrate Down\nDROP TABLE more;\n");
    assertThat(workshop.done("make", "-s", "migrate-validate")).contains("2 migrations in the format sql-migrate");
    assertThat(workshop.done("make", "-s", "migrate-dry-run")).contains("It was a dry run");
    assertThat(test.value("SELECT to_regclass('users')")).isNull();
    assertThat(workshop.done("make", "-s", "migrate-up")).contains("Applied 2 migrations");
    assertThat(workshop.done("make", "-s", "migrate-version")).isEqualTo("29990101000000\n");
    assertThat(workshop.done("make", "-s", "migrate-status")).contains("Nothing pending");
    assertThat(workshop.done("make", "-s", "migrate-verify")).contains("2 migrations");
    assertThat(workshop.done("make", "-s", "migrate-down")).contains("Reverted 1 migration");
    assertThat(workshop.done("make", "-s", "migrate-up")).contains("Applied 1 migration");
    assertThat(workshop.done("make", "-s", "migrate-rollback", "version=" + users.replaceAll("_.*", "")))
        .contains("Reverted 1 migration");
    Ran asked = workshop.run("make", "-s", "migrate-reset");
    assertThat(asked.err()).contains("there is nobody to answer");
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(workshop.done("make", "-s", "migrate-refresh", "WHIMBREL=" + workshop.launcher() + " --yes"))
        .contains("Reverted 1 migration and applied 2 migrations");
    assertThat(test.value("SELECT to_regclass('more')")).isEqualTo("more");
    Ran nameless = workshop.run("make", "-s", "migrate-new");
    assertThat(nameless.err()).startsWith("name it: make migrate-new name=\"add user preferences\"\n");
    assertThat(nameless.exitCode()).isEqualTo(2);
  }

  @Test
  void just(TestDatabase test) throws Exception {
    String just = Tools.just().toString();
    workshop.init("just").with("WHIMBREL_URL", test.url());
    workshop.done(just, "migrate-new", "create the user's table");
    only(".*_create_the_user_?s_table\\.sql");
    assertThat(workshop.done(just, "migrate-dry")).contains("It was a dry run");
    assertThat(workshop.done(just, "migrate")).contains("Applied 1 migration");
    assertThat(workshop.done(just, "migrate-status")).contains("Nothing pending");
    assertThat(workshop.done(just)).contains("prod-migrate-preview");
  }

  /** The database is started when the container waits already; then it becomes what it was started for. */
  @Test
  void entryPoint(TestDatabase any) throws Exception {
    workshop.init("docker").write("migrations/001_a.up.sql", "CREATE TABLE a (n int);\n");
    try (OwnServer server = OwnServer.in(directory.resolve("server"))) {
      server.crash();
      workshop.with("DATABASE_URL", server.url()).with("WHIMBREL_ENV", "prod");
      Running running = workshop.start("./docker-entrypoint.sh", "sh", "-c", "echo \"became $1\"", "sh", "the service");
      while (!running.printed().contains("cannot be reached; waiting for it")) {
        assertThat(running.process().isAlive()).as(running.printed()).isTrue();
      }
      server.start();
      Ran ran = running.end();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("applied    001  a").endsWith("is at version 001.\nbecame the service\n");
      assertThat(ran.exitCode()).isZero();
      assertThat(server.query("SELECT count(*) FROM a")).containsExactly(List.of("0"));

      // what fails is not started
      workshop.write("migrations/002_b.up.sql", "SELECT 1/0;\n");
      Ran failed = workshop.run("./docker-entrypoint.sh", "echo", "started");
      assertThat(failed.err()).startsWith("error: 002_b.up.sql:1:1 division by zero\n");
      assertThat(failed.out()).doesNotContain("started");
      assertThat(failed.exitCode()).isEqualTo(2);
    }
    workshop.with("DATABASE_URL", any.url()).with("MIGRATE", "off");
    assertThat(workshop.done("./docker-entrypoint.sh", "echo", "started")).isEqualTo("started\n");
  }

  private Ran commit() throws Exception {
    workshop.done("git", "add", "-A");
    return workshop.run("git", "commit", "-q", "-m", "a change");
  }

  private void refused(String message) throws Exception {
    Ran ran = commit();
    assertThat(ran.err()).contains(message);
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void hook(TestDatabase any) throws Exception {
    workshop.init("pre-commit").with("WHIMBREL_URL", any.url());
    workshop.done("git", "init", "-q");
    workshop.done("git", "config", "core.hooksPath", ".githooks");
    assertThat(commit().err()).isEmpty(); // nothing to check, and that is no mistake
    workshop.write("migrations/20240101000000_a.sql", "CREATE TABLE a ();\n")
        .write("migrations/20240301000000_c.sql", "CREATE TABLE c ();\n");
    workshop.done(workshop.launcher().toString(), "hash");
    assertThat(commit()).isEqualTo(new Ran(0, "", ""));

    // the order
    workshop.write("migrations/20240201000000_b.sql", "CREATE TABLE b ();\n");
    workshop.done(workshop.launcher().toString(), "hash");
    refused("error: 20240201000000_b.sql:1:1 new, but comes before version 20240301000000, which was there before\n");
    Files.move(workshop.project().resolve("migrations/20240201000000_b.sql"),
        workshop.project().resolve("migrations/20240401000000_b.sql"));

    // the sum: made for other files
    refused("atlas.sum");
    workshop.done(workshop.launcher().toString(), "hash");
    assertThat(commit()).isEqualTo(new Ran(0, "", ""));

    // edited, and its sum is not: what is staged counts, not what lies in the directory
    String before = Files.readString(workshop.project().resolve("migrations/20240101000000_a.sql"));
    workshop.write("migrations/20240101000000_a.sql", "CREATE TABLE edited ();\n");
    workshop.done("git", "add", "-A");
    workshop.write("migrations/20240101000000_a.sql", before);
    Ran edited = workshop.run("git", "commit", "-q", "-m", "an edit");
    assertThat(edited.err()).contains("checksum mismatch", "20240101000000_a.sql was edited");
    assertThat(edited.exitCode()).isEqualTo(1);
    workshop.done("git", "reset", "-q", "--hard");

    // what is none of its business costs nothing, and needs no Whimbrel
    workshop.with("WHIMBREL", "/no/such/program").write("README.md", "A project.\n");
    assertThat(commit()).isEqualTo(new Ran(0, "", ""));
    workshop.write("migrations/20240501000000_d.sql", "CREATE TABLE d ();\n");
    refused("pre-commit: \"/no/such/program\" is not there; put it on the PATH, or set WHIMBREL to where it lies\n");
  }

  /** In a directory of a repository that holds more. */
  @Test
  void hookOfAPartOfARepository(TestDatabase any) throws Exception {
    Path backend = Files.createDirectories(workshop.project().resolve("the back end"));
    workshop.done("git", "init", "-q");
    workshop.write("the back end/migrations/1_a.up.sql", "SELECT 1;\n");
    workshop.init("-C", "the back end", "pre-commit", "github", "gitlab");
    assertThat(workshop.project().resolve(".githooks/pre-commit")).isExecutable();
    assertThat(workshop.project().resolve(".github/workflows/migrations.yml")).exists();
    assertThat(backend.resolve("whimbrel.yaml")).exists();
    workshop.done("git", "config", "core.hooksPath", ".githooks");
    assertThat(commit()).isEqualTo(new Ran(0, "", ""));
    workshop.write("the back end/migrations/add_users.up.sql", "SELECT 1;\n");
    refused("error: add_users.up.sql:1:1 ");
    Files.delete(backend.resolve("migrations/add_users.up.sql"));
    workshop.write("the back end/migrations/01_again.up.sql", "SELECT 1;\n");
    refused("01_again.up.sql");
    Files.delete(backend.resolve("migrations/01_again.up.sql"));
    workshop.write("the back end/migrations/0_late.up.sql", "SELECT 1;\n");
    refused("error: 0_late.up.sql:1:1 new, but comes before version 1, which was there before\n");
    assertThat(any.value("SELECT 1")).isEqualTo("1");
  }

  /** Two services, of which one needs the other's table, on a database that the job makes for itself. */
  @ParameterizedTest
  @ValueSource(strings = {"github", "gitlab"})
  void pipelines(String where, TestDatabase any) throws Exception {
    workshop.write("whimbrel.yaml", """
        services:
          chat-svc:
            dir: chat-svc/migrations
            requires: [ai-svc]
          ai-svc:
            dir: ai-svc/migrations
        """)
        .write("ai-svc/migrations/001_a.up.sql", "CREATE TABLE a (n int PRIMARY KEY);\n")
        .write("chat-svc/migrations/001_b.up.sql", "CREATE TABLE b (n int REFERENCES a);\n")
        .init(where).with("WHIMBREL_URL", "embedded:.whimbrel/ci");
    workshop.done("git", "init", "-q");
    workshop.done("git", "add", "-A");
    workshop.done("git", "commit", "-q", "-m", "first");
    List<String> scripts = where.equals("github")
        ? Pipelines.ofGithub(workshop.project())
        : Pipelines.ofGitlab(workshop.project());
    workshop.write("ai-svc/migrations/002_c.up.sql", "CREATE TABLE c (n bigint PRIMARY KEY);\n")
        .write("chat-svc/migrations/002_note.up.sql", "ALTER TABLE b ADD COLUMN note text;\n");
    workshop.done("git", "add", "-A");
    workshop.done("git", "commit", "-q", "-m", "second");
    workshop.with("BASE", "HEAD~").with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD~").with("RUNNER_TEMP",
        directory.toString()).with("CI_PROJECT_DIR", workshop.project().toString());
    StringBuilder out = new StringBuilder();
    for (String script : scripts) {
      out.append(workshop.done("bash", "-e", "-c", script));
    }
    assertThat(out.toString()).containsSubsequence("ai-svc/migrations is in order", "chat-svc/migrations is in order",
        "dry run", "Applied 2 migrations", "agrees", "dry run", "Applied 2 migrations", "agrees");
    // what keeps others waiting ends the job, and the report names it as the repository does
    workshop.write("ai-svc/migrations/003_d.up.sql", "CREATE INDEX a_n ON a (n);\n");
    Ran linted = workshop.run("bash", "-e", "-c", scripts.stream().filter(script -> script.contains("lint")).findFirst()
        .orElseThrow());
    assertThat(linted.exitCode()).isEqualTo(9);
    assertThat(where.equals("github")
        ? linted.out()
        : Files.readString(workshop.project().resolve("lint-1.xml")))
        .contains("ai-svc/migrations/003_d.up.sql", "WB101");
    // and so does a mistake
    workshop.write("ai-svc/migrations/003_d.up.sql", "CREATE TABLE d (n int REFERENCES nothing);\n");
    String last = scripts.getLast();
    assertThat(workshop.with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "").run("bash", "-e", "-c", last).exitCode())
        .isEqualTo(2);
    assertThat(any.value("SELECT 1")).isEqualTo("1");
  }

  @Test
  void areWellFormed() throws Exception {
    workshop.init("--all");
    Path project = workshop.project();
    for (String script : List.of("docker-entrypoint.sh", ".githooks/pre-commit")) {
      workshop.done("sh", "-n", script);
      workshop.done("bash", "-n", script);
    }
    Object compose = Pipelines.yaml(project.resolve("compose.yaml"));
    assertThat(Pipelines.at(compose, "services", "db", "image")).isEqualTo("postgres:18");
    assertThat(Pipelines.at(compose, "services", "migrate", "volumes", 0)).isEqualTo("./migrations:/app/migrations:ro");
    assertThat(Pipelines.at(compose, "services", "migrate", "environment", "WHIMBREL_ENV")).isEqualTo("local");
    assertThat((Map<?, ?>) Pipelines.yaml(project.resolve(".gitlab-ci.yml"))).hasSize(2);
    assertThat(Pipelines.ofGithub(project)).hasSize(6);
    for (String file : List.of("Dockerfile", "compose.yaml", ".gitlab-ci.yml")) {
      assertThat(Files.readAllLines(project.resolve(file)).stream().map(String::strip)
          .filter(line -> line.matches("(FROM|image:) .*"))).as(file)
          .isNotEmpty().allSatisfy(line -> assertThat(line).matches("\\S+ [a-z-]+:[0-9][\\w.-]*( AS build)?"));
    }
  }

  @Test
  void satisfyShellcheck() throws Exception {
    String shellcheck = Tools.onPath("shellcheck").toString();
    workshop.write("whimbrel.yaml", """
        services:
          it's ours: {dir: it's ours/migrations}
          chat-svc: {dir: chat-svc/migrations}
        """).init("docker", "pre-commit", "github", "gitlab");
    workshop.done(shellcheck, "docker-entrypoint.sh", ".githooks/pre-commit");
    int n = 0;
    for (String script : Stream.concat(Pipelines.ofGithub(workshop.project()).stream(),
        Pipelines.ofGitlab(workshop.project()).stream()).toList()) {
      workshop.write("step" + n + ".sh", script);
      workshop.done(shellcheck, "-s", "bash", "step" + n++ + ".sh");
    }
    workshop.done(shellcheck, workshop.launcher().toString());
  }

  /** As in an image whose user has no rights: what cannot be kept for the next start is no failure of this one. */
  @Test
  void launcherWhereNothingCanBeWritten() throws Exception {
    Path dist = workshop.launcher().resolveSibling("whimbrel-cli/target/dist");
    StringBuilder classPath = new StringBuilder();
    for (String jar : Files.readString(dist.resolve("classpath")).split(":")) {
      Path readable = dist.resolve("lib").resolve(Path.of(jar).getFileName());
      if (!Files.exists(readable) && Files.size(Path.of(jar)) < SMALL) {
        Files.copy(Path.of(jar), readable);
      }
      classPath.append(readable).append(':');
    }
    Files.writeString(dist.resolve("classpath"), classPath);
    workshop.done("chmod", "-R", "a+rX,a-w", directory.resolve("installed").toString());
    workshop.done("chmod", "a+rx", directory.toString());
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> without = root ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    Ran ran = workshop.run(Stream.concat(without.stream(), Stream.of(workshop.launcher().toString(), "about"))
        .toArray(String[]::new));
    workshop.done("chmod", "-R", "u+w", directory.resolve("installed").toString());
    assertThat(ran.out()).matches("whimbrel \\S+ on Java .*\n");
    assertThat(ran).isEqualTo(new Ran(0, ran.out(), ""));
    assertThat(dist.resolve("whimbrel.jsa")).doesNotExist();
  }

  /** As in an image: through a link on the PATH, from anywhere, with no variable that says where Java is. */
  @Test
  void launcherByALink() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("usr/local/bin"));
    Files.createSymbolicLink(bin.resolve("whimbrel"), bin.relativize(workshop.launcher()));
    Files.createSymbolicLink(bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    workshop.with("WHIMBREL_JAVA_HOME", "").with("PATH", bin + ":/usr/bin:/bin");
    Path elsewhere = Files.createDirectories(directory.resolve("somewhere else"));
    Ran ran = workshop.start(elsewhere, "sh", "-c", "whimbrel about").end();
    assertThat(ran.out()).matches("whimbrel \\S+ on Java .*\n");
    assertThat(ran).isEqualTo(new Ran(0, ran.out(), ""));
    Files.delete(bin.resolve("java")); // it leads out of the directory
  }
}
