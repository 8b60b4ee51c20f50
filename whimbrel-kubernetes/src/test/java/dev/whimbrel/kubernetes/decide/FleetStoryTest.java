package dev.whimbrel.kubernetes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.FleetSpec;
import dev.whimbrel.kubernetes.api.FleetSpec.Rollout;
import dev.whimbrel.kubernetes.api.FleetSpec.Soak;
import dev.whimbrel.kubernetes.api.FleetSpec.Targets;
import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.decide.FleetDecision.Put;
import dev.whimbrel.kubernetes.decide.FleetSituation.Check;
import dev.whimbrel.kubernetes.decide.FleetSituation.Child;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import dev.whimbrel.kubernetes.decide.FleetSituation.Members;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Fleets from beginning to end, against migrations that take one look to begin and one to end. What happens stands in
 * {@code fleets/NAME.story}; {@code -Dfleets.update=true} writes it anew.
 */
class FleetStoryTest {
  private static final Path STORIES = Path.of("src/test/resources/dev/whimbrel/kubernetes/decide/fleets");

  private final StringBuilder story = new StringBuilder();
  private final Map<String, Child> children = new TreeMap<>();
  private final Set<String> broken = new HashSet<>();
  /** What a migration that failed was tried with: nothing else is tried. */
  private final Map<String, Map<String, String>> failed = new HashMap<>();
  private final Map<String, Check> answers = new HashMap<>();
  private final Map<String, String> annotations = new HashMap<>();
  private List<String> targets = names(50);
  private String directory = "v1";
  private Rollout rollout = new Rollout(List.of("t01", "t02"), List.of(new IntOrString(5), new IntOrString("50%")), 10,
      null, null);
  private boolean isPaused;
  private long generation = 1;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private @Nullable FleetStatus status;

  private static List<String> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> String.format("t%02d", n)).toList();
  }

  private Template template() {
    return new Template(new DirectorySource(new ConfigMapRef("m"), null, null), null, null, null, null, null, null,
        null,
        null, null, null);
  }

  private static DatabaseSource database(String target) {
    return new DatabaseSource("postgresql://db/app", null, null, null, target);
  }

  private FleetSituation situation(Map<String, Check> asked) {
    List<Member> members = targets.stream().map(target -> new Member(target, database(target),
        children.get("f-" + target), asked.getOrDefault(target, Check.NOT_ASKED), null)).toList();
    List<String> orphans = children.keySet().stream().filter(child -> !targets.contains(child.substring(2))).toList();
    return new FleetSituation(new FleetSpec(new Targets(List.of(), null, null), template(), rollout, isPaused),
        new Meta("f", "apps", generation, annotations), status, new Sources.Found(directory, ""),
        new Members.Found(members, orphans), now);
  }

  /** Decides, asks what is to be asked, and does what was decided. */
  private FleetDecision decide() {
    FleetDecision first = FleetDecision.of(situation(Map.of()));
    Map<String, Check> asked = first.checks().stream()
        .collect(Collectors.toMap(target -> target, target -> answers.getOrDefault(target, Check.HOLDS)));
    FleetDecision decision = asked.isEmpty() ? first : FleetDecision.of(situation(asked));
    FleetStatus old = status;
    status = decision.status();
    assertThat(FleetDecision.of(situation(asked)).puts()).as("the same again").isEqualTo(decision.puts());
    assertThat(FleetDecision.of(situation(asked)).status()).isEqualTo(status);
    decision.puts().forEach(this::put);
    decision.removals().forEach(children::remove);
    tell(decision, old);
    return decision;
  }

  private void put(Put put) {
    Child old = children.get(put.name());
    boolean isChanged = old == null || !old.spec().equals(put.spec());
    children.put(put.name(), new Child(put.spec(), old == null ? 1 : old.generation() + (isChanged ? 1 : 0),
        put.annotations(), old == null ? null : old.status()));
  }

  private void tell(FleetDecision decision, @Nullable FleetStatus old) {
    Condition condition = Objects.requireNonNull(Conditions.find(decision.status().conditions(), "Stalled"));
    String line = condition.getReason() + " | wave " + status().wave() + " | ready " + status().ready() + " failed "
        + status().failed() + " of " + status().total() + " | begins "
        + shortly(decision.puts().stream().map(Put::target)
            .toList())
        + (decision.removals().isEmpty() ? "" : " removes " + decision.removals());
    boolean isNews = old == null || !decision.puts().isEmpty() || !decision.removals().isEmpty()
        || !decision.events().isEmpty();
    if (isNews) {
      story.append(now.toString(), 11, 19).append(' ').append(line).append("\n         ").append(condition.getMessage())
          .append('\n');
    }
  }

  private FleetStatus status() {
    return Objects.requireNonNull(status);
  }

  private static String shortly(List<String> names) {
    return names.size() <= 5
        ? String.join(" ", names)
        : names.getFirst() + " … " + names.getLast() + " (" + names.size() + ")";
  }

  /** Every migration comes one step further. */
  private void step() {
    children.replaceAll((name, child) -> {
      String has = child.annotations().get(Meta.DIRECTORY);
      boolean isBroken = broken.contains(name.substring(2) + "@" + has) || child.annotations().equals(failed.get(name));
      String reason = !isOf(child, has) ? "Migrating" : isBroken ? "MigrationFailed" : "Applied";
      if (reason.equals("MigrationFailed")) {
        failed.put(name, child.annotations());
      }
      return new Child(child.spec(), child.generation(), child.annotations(), status(child, reason));
    });
    now = now.plusSeconds(10);
  }

  private boolean isOf(Child child, @Nullable String has) {
    return child.status() != null && Objects.equals(child.status().observedDirectory(), has);
  }

  private static MigrationStatus status(Child child, String reason) {
    String has = child.annotations().get(Meta.DIRECTORY);
    List<Condition> conditions = List.of(condition("Ready", reason.equals("Applied"), reason),
        condition("Reconciling", reason.equals("Migrating"), reason),
        condition("Stalled", reason.equals("MigrationFailed"), reason));
    return new MigrationStatus(child.generation(), "h", has, has, null, null, null, null, null, null, null, null, null,
        conditions);
  }

  private static Condition condition(String type, boolean isTrue, String reason) {
    return new ConditionBuilder().withType(type).withStatus(isTrue ? "True" : "False").withReason(reason)
        .withMessage("m").build();
  }

  private long atWork() {
    return children.values().stream()
        .filter(child -> Objects.equals(child.annotations().get(Meta.DIRECTORY), directory))
        .filter(child -> child.status() == null || !isOf(child, directory)
            || Conditions.holds(child.status().conditions(), "Reconciling"))
        .count();
  }

  /** Until nothing is begun or waited for. */
  private FleetDecision run() {
    for (int i = 0; i < 500; i++) {
      FleetDecision decision = decide();
      assertThat(atWork()).as("at work").isLessThanOrEqualTo(Objects.requireNonNull(rollout.maxParallel()));
      assertThat(Serialization.asJson(decision.status()).length()).isLessThan(20_000);
      if (!Conditions.holds(decision.status().conditions(), "Reconciling")) {
        return decision;
      }
      step();
    }
    throw new AssertionError("never ends");
  }

  private void note(String text) {
    story.append("-- ").append(text).append('\n');
  }

  private void isWritten(String name) throws IOException {
    Path file = STORIES.resolve(name + ".story");
    if (Boolean.getBoolean("fleets.update")) {
      Files.writeString(file, story.toString());
    }
    assertThat(story.toString()).isEqualTo(Files.readString(file));
  }

  private void change(String to) {
    note("directory " + to);
    directory = to;
  }

  private void soak(@Nullable String check) {
    rollout = new Rollout(rollout.canary(), rollout.waves(), rollout.maxParallel(), rollout.maxFailures(),
        new Soak("5m", check));
  }

  private void maxFailures(int count) {
    rollout = new Rollout(rollout.canary(), rollout.waves(), rollout.maxParallel(), count, rollout.soak());
    generation++;
  }

  private long at(String version) {
    return children.values().stream().filter(child -> version.equals(child.annotations().get(Meta.DIRECTORY))).count();
  }

  @Test
  void fiftySchemasOneWaveAfterTheOther() throws IOException {
    run();
    change("v2");
    soak("select true");
    run();
    assertThat(at("v2")).isEqualTo(50);
    isWritten("well");
  }

  @Test
  void oneBrokenInTheCanaryWaveStopsAllTheOthers() throws IOException {
    run();
    broken.add("t02@v2");
    change("v2");
    run();
    assertThat(at("v2")).isEqualTo(2);
    assertThat(at("v1")).isEqualTo(48);
    note("looked at again later");
    step();
    run();
    assertThat(at("v2")).isEqualTo(2);
    change("v3");
    run();
    assertThat(at("v3")).isEqualTo(50);
    isWritten("broken-canary");
  }

  /** The extension was missing in one database, and no file has to change for it. */
  @Test
  void aRetryOfTheFleetReachesThoseThatFailed() throws IOException {
    run();
    broken.add("t02@v2");
    change("v2");
    run();
    broken.clear();
    note("mended in the database");
    run();
    assertThat(at("v2")).isEqualTo(2);
    note("retry");
    annotations.put(Meta.RETRY, "1");
    decide();
    step();
    run();
    assertThat(at("v2")).isEqualTo(50);
    assertThat(Objects.requireNonNull(children.get("f-t02")).annotations()).containsEntry(Meta.FLEET_RETRY, "1")
        .doesNotContainKey(Meta.RETRY);
    isWritten("retry");
  }

  @Test
  void asManyMayFailAsWasSaid() throws IOException {
    run();
    broken.addAll(List.of("t04@v2", "t20@v2", "t21@v2"));
    maxFailures(1);
    change("v2");
    run();
    assertThat(at("v1")).isPositive();
    note("two may fail");
    maxFailures(2);
    run();
    assertThat(at("v2")).isEqualTo(50);
    assertThat(status().failed()).isEqualTo(3);
    isWritten("broken-later");
  }

  @Test
  void aPauseBeginsNothingAndCallsNothingBack() throws IOException {
    run();
    change("v2");
    decide();
    step();
    decide();
    note("paused");
    isPaused = true;
    generation++;
    run();
    step();
    step();
    run();
    assertThat(at("v2")).isEqualTo(2);
    note("resumed");
    isPaused = false;
    generation++;
    run();
    assertThat(at("v2")).isEqualTo(50);
    isWritten("pause");
  }

  @Test
  void whatIsNewerStartsWithTheCanaryAgain() throws IOException {
    run();
    change("v2");
    for (int i = 0; i < 5; i++) {
      decide();
      step();
    }
    long before = at("v2");
    change("v3");
    decide();
    assertThat(at("v3")).isEqualTo(2);
    assertThat(at("v2")).isEqualTo(before - 2);
    run();
    assertThat(at("v3")).isEqualTo(50);
    isWritten("newer");
  }

  @Test
  void aSoakCheckThatDoesNotHoldStopsUntilSomebodyLooks() throws IOException {
    soak("select true");
    run();
    answers.put("t01", Check.NO_ANSWER);
    change("v2");
    decide();
    for (int i = 0; i < 40; i++) {
      step();
      decide();
    }
    assertThat(at("v2")).as("no answer is no yes").isEqualTo(2);
    answers.put("t01", Check.FAILS);
    run();
    answers.clear();
    note("the check holds again");
    run();
    assertThat(at("v2")).isEqualTo(2);
    note("retry");
    annotations.put(Meta.RETRY, "1");
    run();
    assertThat(at("v2")).isEqualTo(50);
    isWritten("soak");
  }

  @Test
  void databasesComeAndGo() throws IOException {
    run();
    note("t03 goes, t51 comes");
    targets = new ArrayList<>(names(51));
    targets.remove("t03");
    run();
    assertThat(children).hasSize(50).doesNotContainKey("f-t03").containsKey("f-t51");
    note("all go");
    targets = List.of();
    decide();
    assertThat(children).as("a query that gives nothing deletes nothing").hasSize(50);
    isWritten("come-and-go");
  }

  @Test
  void whatIsWrongIsSaid() {
    rollout = new Rollout(List.of("nobody"), List.of(new IntOrString("0%"), new IntOrString(0)), 1, null, null);
    targets = List.of("a", "a");
    assertThat(message(FleetDecision.of(situation(Map.of())))).isEqualTo("\"a\" is the name of two databases."
        + " spec.rollout.canary names \"nobody\", which is no database of this fleet; they are called a. spec.rollout.waves"
        + " holds 0%, which is neither a number above 0 nor a percentage such as 25%. spec.rollout.waves holds 0, which is neither a"
        + " number above 0 nor a percentage such as 25%");
  }

  @Test
  void whatIsNotKnownChangesNothing() {
    run();
    FleetSituation plain = situation(Map.of());
    for (Members members : List.of(new Members.Unknown("no connection to db"),
        new Members.Refused(List.of(Problem.of(ProblemCode.CONFIGURATION, "two columns"))))) {
      FleetDecision decision = FleetDecision.of(new FleetSituation(plain.spec(), plain.meta(), status, plain.sources(),
          members, now));
      assertThat(decision.puts()).isEmpty();
      assertThat(decision.removals()).isEmpty();
      assertThat(decision.status().ready()).isEqualTo(50);
      assertThat(decision.status().observedHash()).isEqualTo(status().observedHash());
      assertThat(decision.again()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      assertThat(message(decision)).isNotEmpty();
    }
  }

  private static String message(FleetDecision decision) {
    return Objects.requireNonNull(Conditions.find(decision.status().conditions(), "Stalled")).getMessage();
  }

  @Test
  void thousandDatabasesHaveASmallStatus() {
    targets = IntStream.range(0, 1000).mapToObj(n -> "tenant-" + n).toList();
    rollout = new Rollout(null, null, 100, null, null);
    run();
    assertThat(status().targets()).hasSize(FleetReport.TARGETS);
    assertThat(status().ready()).isEqualTo(1000);
  }

  @Test
  void aSchemaOfAnyNameHasAChild() {
    assertThat(FleetDecision.childName("f", "t-1")).isEqualTo("f-t-1");
    Set<String> names = new HashSet<>();
    for (String target : List.of("Tenant_A", "tenant_a", "tenant-a", "TENANT_A", "ä", "ö", "x".repeat(63), "_",
        "a.b")) {
      String name = FleetDecision.childName("f", target);
      assertThat(name).matches("[a-z0-9]([-.a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(253);
      names.add(name);
    }
    assertThat(names).hasSize(9);
    assertThat(FleetDecision.childName("f".repeat(253), "t")).hasSizeLessThanOrEqualTo(253);
  }
}
