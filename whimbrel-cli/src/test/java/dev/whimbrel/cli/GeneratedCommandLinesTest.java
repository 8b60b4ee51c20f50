package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.init.Pipelines;
import dev.whimbrel.cli.init.Tools;
import dev.whimbrel.cli.init.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command line of ours in a generated file is one that we understand. */
class GeneratedCommandLinesTest {
  private static final String SERVICES = """
      services:
        chat-svc:
          dir: chat-svc/migrations
          requires: ["it's ours"]
        it's ours:
          dir: it's ours/migrations
      """;

  /** Commands that come with the files. */
  private static final Set<String> IN_THE_SAME_RELEASE = Set.of("db", "deploy");

  @TempDir
  private Path directory;

  private Workshop workshop;

  @BeforeEach
  void begin() throws Exception {
    workshop = Workshop.in(directory).withRecorder();
  }

  private List<String> understood() throws Exception {
    List<String> lines = new ArrayList<>();
    for (List<String> args : workshop.recorded()) {
      String line = String.join(" ", args);
      if (Commands.find(args.getFirst()).isPresent() || !IN_THE_SAME_RELEASE.contains(args.getFirst())) {
        CommandLineReader.read(args).orThrow(); // says by itself what it does not understand
      }
      lines.add(line);
    }
    return lines;
  }

  private static Set<String> matches(Path file, String pattern) throws Exception {
    Set<String> names = new TreeSet<>();
    Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(file)).results()
        .map((MatchResult match) -> match.group(1)).forEach(found -> names.addAll(List.of(found.split(" "))));
    return names;
  }

  @Test
  void ofEveryTargetOfMake() throws Exception {
    workshop.init("make");
    Set<String> targets = matches(workshop.project().resolve("Makefile"), "^([a-z][a-z0-9 -]*):.*##");
    targets.remove("help");
    assertThat(targets).hasSize(26);
    for (String target : targets) {
      workshop.done("make", target, "name=it's a \"name\"", "version=20240101123456");
    }
    assertThat(understood()).containsExactly(
        "db create", "db drop", "db reset", "k8s clean", "k8s logs", "k8s pipeline", "k8s rollback 20240101123456",
        "k8s run", "k8s status", "k8s validate", "new -- it's a \"name\"", "down", "up --dry-run", "hash", "lint",
        "new -- it's a \"name\"", "refresh", "reset", "down --to 20240101123456", "status", "up", "validate",
        "verify", "version", "deploy --env prod", "deploy --env prod --preview");
  }

  @Test
  void ofEveryRecipeOfJust() throws Exception {
    String just = Tools.just().toString();
    workshop.init("just").write("migrations/atlas.sum", "");
    Set<String> recipes = matches(workshop.project().resolve("justfile"),
        "^([a-z][a-z-]*)(?: \\w+| \\w+=\"[\\w/]*\")?:(?!=)");
    assertThat(recipes).hasSize(28);
    for (String recipe : recipes) {
      boolean argument = Set.of("migrate-new", "migrate-create", "migrate-rollback").contains(recipe);
      workshop.done(Stream.concat(Stream.of(just, recipe), argument ? Stream.of("it's 3") : Stream.of())
          .toArray(String[]::new));
    }
    workshop.done(just, "dev-migrate-refresh", "fresh");
    assertThat(workshop.run(just, "dev-migrate-refresh", "frsh").exitCode()).isNotZero();
    assertThat(understood()).containsExactly(
        "k8s configmap --out k8s/base --force", "k8s logs", "k8s status", "db create", "db drop", "db reset", "hash",
        "up",
        "k8s setup kind --overlay dev", "up", "k8s run", "new -- it's 3", "down", "up --dry-run", "up --dry-run",
        "hash", "lint", "new -- it's 3", "refresh", "reset", "down --to it's 3", "status", "up", "validate", "verify",
        "version",
        "deploy --env prod", "deploy --env prod --preview", "wait", "db reset", "hash", "db reset --yes --env local");
  }

  @Test
  void ofTheEntryPoint() throws Exception {
    workshop.write("whimbrel.yaml", SERVICES).init("docker");
    workshop.done("./docker-entrypoint.sh", "true");
    workshop.with("WHIMBREL_SERVICE", "chat-svc").with("MIGRATE_WAIT", "5m").done("./docker-entrypoint.sh", "true");
    assertThat(workshop.with("MIGRATE", "off").done("./docker-entrypoint.sh", "echo", "it", "runs"))
        .isEqualTo("it runs\n");
    assertThat(understood()).containsExactly("wait --for 60s", "up --lock-wait 10m --all", "wait --for 5m",
        "up --lock-wait 10m");
  }

  @Test
  void ofTheHook() throws Exception {
    workshop.write("whimbrel.yaml", SERVICES).init("pre-commit").write("chat-svc/migrations/1_a.up.sql", "SELECT 1;\n");
    workshop.done("git", "init", "-q");
    workshop.done("git", "config", "core.hooksPath", ".githooks");
    workshop.done("git", "add", ".");
    workshop.done("git", "commit", "-q", "-m", "first");
    assertThat(understood().stream().map(line -> line.replaceAll("/\\S*?/(staged|before)/", "$1/"))).containsExactly(
        "-C staged/. validate -q --against before/./it's ours/migrations --service it's ours",
        "-C staged/. validate -q --against before/./chat-svc/migrations --service chat-svc");
  }

  @Test
  void ofThePipelines() throws Exception {
    workshop.write("whimbrel.yaml", SERVICES).init("github", "gitlab");
    workshop.done("git", "init", "-q");
    workshop.done("git", "add", ".");
    workshop.done("git", "commit", "-q", "-m", "first");
    List<String> github = pipeline("github", "github");
    List<String> gitlab = pipeline("junit=lint-1.xml", "junit=lint-2.xml");
    workshop.with("BASE", "HEAD").with("RUNNER_TEMP", directory.toString());
    for (String script : Pipelines.ofGithub(workshop.project())) {
      workshop.done("bash", "-e", "-c", script);
    }
    workshop.with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD").with("CI_PROJECT_DIR", "/checkout");
    for (String script : Pipelines.ofGitlab(workshop.project())) {
      workshop.done("sh", "-c", script);
    }
    assertThat(understood().stream().map(line -> line.replaceAll("/\\S*?/(before|tmp\\.\\w+)/", "before/")
        .replaceAll("/tmp/tmp\\.\\w+/", "before/").replace("/checkout/", ""))).containsExactlyElementsOf(
            Stream.of(github, gitlab).flatMap(List::stream).toList());
  }

  private static List<String> pipeline(String firstReport, String secondReport) {
    return List.of("about", "-C . validate --service it's ours", "-C . validate --service chat-svc",
        "-C . validate -q --against before/./it's ours/migrations --service it's ours",
        "-C . validate -q --against before/./chat-svc/migrations --service chat-svc",
        "-C . lint --changed HEAD --report " + firstReport + " --service it's ours",
        "-C . lint --changed HEAD --report " + secondReport + " --service chat-svc --shadow none",
        "-C . up --dry-run --service it's ours", "-C . up --service it's ours", "-C . verify --service it's ours",
        "-C . up --dry-run --service chat-svc", "-C . up --service chat-svc", "-C . verify --service chat-svc");
  }
}
