package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.Approval;
import dev.whimbrel.kubernetes.api.MigrationSpec.Approve;
import dev.whimbrel.kubernetes.api.MigrationSpec.Down;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.ProtectedFlows;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobRef;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobResult;
import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.api.MigrationStatus.LastApplied;
import dev.whimbrel.kubernetes.decide.JobSeen.Phase;
import dev.whimbrel.kubernetes.decide.PlanSeen.Direction;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Situations, said in the words of the table. */
final class Words {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String EARLIER = "2026-03-01T11:00:00Z";
  private static final String LATER = "2026-03-01T12:01:00Z";
  static final String SECRET_DIGEST = "5ec2e7d16e57";

  static final List<String> SPECS = List.of("plain", "suspend", "down", "down+loss", "always", "never", "approved",
      "approved-other", "to-2", "no-database", "bad-interval", "foreign-secret");
  static final List<String> METAS = List.of("plain", "approve", "held", "retry", "accept");
  static final List<String> BEFORES = List.of("none", "ready", "started", "counted-due", "counted-waits", "stalled",
      "unreachable-waits", "superseded", "drifted", "counted-waits/other", "stalled/other", "started/other");
  static final List<String> SOURCES = List.of("found", "missing", "refused");
  static final List<String> TARGETS = List.of("not-asked", "unreachable", "refused", "at-rest", "empty", "up", "loss",
      "down", "down-loss", "down-all", "drift", "unreadable", "not-due");
  static final List<String> JOBS = List.of("none", "waiting", "blocked", "held-up", "running", "succeeded",
      "succeeded-same", "exit-2", "exit-3",
      "exit-3-same", "exit-5", "exit-6", "exit-7", "outdated", "exit-70", "deadline");

  private static final Map<Meta, String> HASHES = new ConcurrentHashMap<>();

  private Words() {}

  static Situation situation(String spec, String meta, String before, String sources, String target, String job) {
    Situation without = new Situation(spec(spec), meta(meta), null, sources(sources), target(target), job(job), NOW,
        0.5);
    return new Situation(without.spec(), without.meta(), before(before, without), without.sources(), without.target(),
        without.job(), NOW, 0.5);
  }

  private static MigrationSpec spec(String word) {
    DatabaseSource database = switch (word) {
      case "no-database" -> new DatabaseSource(null, null, null, null, null);
      case "foreign-secret" ->
        new DatabaseSource(null, new SecretSource(new SecretKey("pg", "uri", "other")), null, null, null);
      default -> new DatabaseSource("postgresql://db/shop", null, null, null, null);
    };
    DirectorySource directory = new DirectorySource(new ConfigMapRef("shop-migrations"), null, null);
    Policy policy = switch (word) {
      case "always" -> new Policy(Approve.ALWAYS, null, null);
      case "never" -> new Policy(Approve.NEVER, null, null);
      default -> null;
    };
    Approval approval = switch (word) {
      case "approved" -> new Approval("d1");
      case "approved-other" -> new Approval("d0");
      default -> null;
    };
    Down down = word.startsWith("down") || word.equals("approved")
        ? new Down(true, word.equals("down") ? null : true)
        : null;
    return new MigrationSpec(database, directory, null, word.equals("to-2") ? "2" : null, policy, null, null, approval,
        word.equals("suspend") ? true : null, null, down == null ? null : new ProtectedFlows(down), null,
        word.equals("bad-interval") ? "soon" : null);
  }

  private static Meta meta(String word) {
    Map<String, String> annotations = new LinkedHashMap<>();
    switch (word) {
      case "approve" -> annotations.put(Meta.APPROVE, "d1");
      case "held" -> annotations.put(Meta.DIRECTORY, "of the wave before");
      case "retry" -> annotations.put(Meta.RETRY, "again");
      case "accept" -> annotations.put(Meta.ACCEPT_DRIFT, "of another drift");
      default -> annotations.put("other", "word");
    }
    return new Meta("shop", "apps", 4, annotations);
  }

  private static Sources sources(String word) {
    return switch (word) {
      case "missing" -> new Sources.Missing(List.of("ConfigMap \"shop-migrations\""));
      case "refused" -> new Sources.Refused(List.of(Problem.of(ProblemCode.CONFIGURATION,
          "Secret \"pg\" is of namespace \"other\"")));
      default -> new Sources.Found("directory", SECRET_DIGEST);
    };
  }

  private static Target target(String word) {
    LastApplied last = new LastApplied("3", EARLIER);
    return switch (word) {
      case "not-asked" -> new Target.NotAsked();
      case "unreachable" -> new Target.Unreachable(Problem.of(ProblemCode.UNREACHABLE, "no connection to db:5432"));
      case "refused" -> new Target.Refused(List.of(Problem.of(ProblemCode.EDITED, "changed since it was applied")
          .inFile("V2__b.sql").remedy("restore the file")));
      case "at-rest" -> atRest(last, new SchemaSeen.Compared(known(null), List.of()));
      case "empty" -> new Target.Standing(null, null, List.of(), null, null,
          new SchemaSeen.Unknown("no migration is applied"));
      case "drift" -> atRest(last, new SchemaSeen.Compared(known("d2"), List.of("table x was not there")));
      case "unreadable" -> atRest(last, new SchemaSeen.Unknown("the schema cannot be read"));
      case "not-due" -> atRest(last, new SchemaSeen.NotCompared());
      case "loss" -> standing("3", "4", Direction.UP, List.of("table \"old\" with its rows"));
      case "down" -> standing("3", "2", Direction.DOWN, List.of());
      case "down-loss" -> standing("3", "2", Direction.DOWN, List.of("column \"x\" of \"t\""));
      case "down-all" -> standing("3", null, Direction.DOWN, List.of());
      default -> standing("3", "5", Direction.UP, List.of());
    };
  }

  private static Target standing(String current, @Nullable String wanted, Direction direction, List<String> losses) {
    return new Target.Standing(current, wanted, List.of("4", "5"), new PlanSeen("d1", direction, losses, "plan text"),
        new LastApplied("3", EARLIER), new SchemaSeen.NotCompared());
  }

  private static Target atRest(LastApplied last, SchemaSeen schema) {
    return new Target.Standing("3", "3", List.of(), null, last, schema);
  }

  static KnownSchema known(@Nullable String drift) {
    return new KnownSchema("digest", "3 was applied", EARLIER, "basis", "whimbrel", drift);
  }

  static @Nullable JobSeen job(String word) {
    return switch (word) {
      case "none" -> null;
      case "waiting" ->
        new JobSeen("shop-1", "d1", Phase.WAITING, null, "ErrImagePull: no such image", NOW.minusSeconds(119));
      case "blocked" ->
        new JobSeen("shop-1", "d1", Phase.WAITING, null, "ErrImagePull: no such image", NOW.minusSeconds(120));
      case "held-up" -> new JobSeen("shop-1", "d1", Phase.RUNNING, null, "no such key", NOW.minusSeconds(120));
      case "running" -> new JobSeen("shop-1", "d1", Phase.RUNNING, null, null, NOW);
      case "succeeded" -> new JobSeen("shop-1", "d0", Phase.SUCCEEDED, 0, null, NOW);
      case "succeeded-same" -> new JobSeen("shop-1", "d1", Phase.SUCCEEDED, 0, null, NOW);
      case "deadline" -> new JobSeen("shop-1", "d1", Phase.FAILED, null, "active longer than 10m", NOW);
      case "exit-3" -> new JobSeen("shop-1", "d0", Phase.FAILED, 3, "the plan is another one", NOW);
      case "outdated" -> new JobSeen("shop-1", "d1", Phase.FAILED, ProblemCode.Kind.OUTDATED.exitCode(),
          "this is not what was agreed to", NOW);
      case "exit-3-same" -> new JobSeen("shop-1", "d1", Phase.FAILED, 3, "out of order", NOW);
      default -> new JobSeen("shop-1", "d1", Phase.FAILED, Integer.valueOf(word.substring("exit-".length())),
          "last words", NOW);
    };
  }

  private static @Nullable MigrationStatus before(String word, Situation without) {
    String hash = word.endsWith("/other") ? "of another directory" : hash(without);
    return switch (word.replace("/other", "")) {
      case "none" -> null;
      case "ready" -> status(hash, 0, null, null, "True", "Applied");
      case "started" -> status(hash, 0, null, new JobRef("shop-1"), "False", "Started");
      case "counted-due" -> status(hash, 2, EARLIER, new JobRef("shop-1", JobResult.FAILED), "False", "Retrying");
      case "counted-waits" -> status(hash, 2, LATER, new JobRef("shop-1", JobResult.FAILED), "False", "Retrying");
      case "unreachable-waits" -> status(hash, 3, LATER, null, "False", "DatabaseUnreachable");
      case "superseded" ->
        status(hash, 0, null, new JobRef("shop-1", JobResult.SUPERSEDED), "False", "ApprovalRequired");
      case "stalled" -> status(hash, 1, null, new JobRef("shop-1", JobResult.FAILED), "False", "MigrationFailed");
      case "drifted" -> drifted(hash);
      default -> throw new IllegalArgumentException(word);
    };
  }

  /** What a decision remembers for these sources. */
  private static @Nullable String hash(Situation s) {
    return HASHES.computeIfAbsent(s.meta(), meta -> Objects.requireNonNull(look(s)));
  }

  private static @Nullable String look(Situation s) {
    MigrationSpec plain = spec("plain");
    Target unreachable = target("unreachable");
    Sources found = sources("found");
    return Decision.of(new Situation(plain, s.meta(), null, found, unreachable, null, NOW, 0)).status().observedHash();
  }

  private static MigrationStatus status(@Nullable String hash, int failures, @Nullable String next,
      @Nullable JobRef job, String ready, String reason) {
    return new MigrationStatus(3L, hash, "directory", "3", "3", List.of(), 0, null, new LastApplied("3", EARLIER),
        failures, next, job, null, List.of(condition("Ready", ready, reason)));
  }

  private static MigrationStatus drifted(@Nullable String hash) {
    return new MigrationStatus(3L, hash, "directory", "3", "3", List.of(), 0, null, new LastApplied("3", EARLIER), 0,
        null, null, known("d2"),
        List.of(condition("Ready", "True", "Applied"), condition("DriftDetected", "True", "Drift")));
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder().withType(type).withStatus(status).withReason(reason)
        .withMessage("as it was before").withObservedGeneration(3L).withLastTransitionTime(EARLIER).build();
  }

  static Condition condition(Decision decision, String type) {
    return Objects.requireNonNull(Conditions.find(decision.status().conditions(), type), type);
  }
}
