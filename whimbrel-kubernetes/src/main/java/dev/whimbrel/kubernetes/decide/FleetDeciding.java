package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.FleetSpec;
import dev.whimbrel.kubernetes.api.FleetSpec.Rollout;
import dev.whimbrel.kubernetes.api.FleetSpec.Soak;
import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.kubernetes.decide.FleetDecision.Put;
import dev.whimbrel.kubernetes.decide.FleetSituation.Check;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import dev.whimbrel.kubernetes.decide.FleetSituation.Members;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.sql.Sha256;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One decision about a fleet. */
final class FleetDeciding {
  private static final int AT_ONCE = 5;
  private static final String CHANGES = "spec or directory or the annotation " + Meta.RETRY + " changes";
  /** What to do about it has to fit in around. */
  private static final int LAST_WORDS = 600;
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);
  private static final Duration AT_ONCE_AGAIN = Duration.ofSeconds(1);

  private final FleetSituation situation;
  private final FleetSpec spec;

  FleetDeciding(FleetSituation situation) {
    this.situation = situation;
    this.spec = situation.spec();
  }

  FleetDecision decide() {
    Template template = spec.template();
    List<String> wrong = situation.sources() instanceof Sources.Unreadable
        ? List.of()
        : SpecCheck.of(template.directory(), template.timeouts(), template.resyncInterval());
    Soak soak = soak();
    if (soak != null && soak.duration() != null && KubeDuration.parse(soak.duration()).isEmpty()) {
      return only(Finding.stalled(Reason.INVALID_SPEC, "spec.rollout.soak.for \"" + soak.duration()
          + "\" is not a duration such as 30s, 10m or 1h30m"), resync());
    }
    if (!wrong.isEmpty()) {
      return only(Finding.stalled(Reason.INVALID_SPEC, String.join(". ", wrong)), resync());
    }
    return switch (situation.sources()) {
      case Sources.Missing missing -> only(Finding.underWay(Reason.SOURCE_MISSING,
          String.join(", ", missing.what()) + " not found; it goes on as soon as that is there"), Wait.WHILE_MISSING);
      case Sources.Refused refused ->
        only(Finding.stalled(Reason.SOURCE_REFUSED, Finding.said(refused.problems())), resync());
      case Sources.Unreadable unreadable -> only(Finding.stalled(Reason.INVALID_SPEC, unreadable.why()), resync());
      case Sources.Found found -> withSources(found.directoryDigest());
    };
  }

  private FleetDecision withSources(String directory) {
    return switch (situation.members()) {
      case Members.Unknown unknown ->
        only(Finding.underWay(Reason.TARGETS_UNKNOWN, unknown.why()), BETWEEN_CHECKS);
      case Members.Refused refused ->
        only(Finding.stalled(Reason.TARGETS_REFUSED, Finding.said(refused.problems())), resync());
      case Members.Found found -> withMembers(directory, found);
    };
  }

  private FleetDecision withMembers(String directory, Members.Found found) {
    if (found.members().isEmpty()) {
      return only(found.orphans().isEmpty()
          ? Finding.done("there is no database to bring anything to")
          : Finding.underWay(Reason.TARGETS_UNKNOWN, "the fleet has no database any more; its "
              + found.orphans().size() + " migrations are left as they are"),
          resync());
    }
    List<String> wrong = Waves.wrong(spec.rollout(), found.members());
    if (!wrong.isEmpty()) {
      return only(Finding.stalled(Reason.INVALID_SPEC, String.join(". ", wrong)), resync());
    }
    return new Rolling(directory, found).decide();
  }

  /** Nothing is known that would change what was known of the databases. */
  private FleetDecision only(Finding finding, Duration again) {
    FleetStatus old = before();
    FleetReport report = new FleetReport(situation, finding);
    FleetStatus status = new FleetStatus(situation.meta().generation(), old.observedHash(), old.wave(), old.waves(),
        old.waveReadySince(), old.total(), old.ready(), old.failed(), old.targets(), report.conditions());
    return new FleetDecision(status, List.of(), List.of(), List.of(), again, report.events(old.wave()));
  }

  private FleetStatus before() {
    FleetStatus old = situation.before();
    return old == null ? new FleetStatus(null, null, null, null, null, null, null, null, null, null) : old;
  }

  private Duration resync() {
    return Wait.resync(spec.template().resyncInterval(), 1);
  }

  private @Nullable Soak soak() {
    Rollout rollout = spec.rollout();
    return rollout == null ? null : rollout.soak();
  }

  private int maxParallel() {
    Rollout rollout = spec.rollout();
    Integer said = rollout == null ? null : rollout.maxParallel();
    return said == null ? AT_ONCE : Math.max(1, said);
  }

  private int maxFailures() {
    Rollout rollout = spec.rollout();
    Integer said = rollout == null ? null : rollout.maxFailures();
    return said == null ? 0 : Math.max(0, said);
  }

  private boolean isPaused() {
    return Boolean.TRUE.equals(spec.paused());
  }

  /** A wave after the other, from the one that was at work. */
  private final class Rolling {
    private final String directory;
    private final @Nullable String retry;
    private final Members.Found found;
    private final List<List<Member>> waves;
    private final String hash;
    private final boolean isSame;
    private int wave;

    Rolling(String directory, Members.Found found) {
      this.directory = directory;
      this.found = found;
      this.waves = Waves.of(spec.rollout(), found.members());
      this.retry = situation.meta().annotation(Meta.RETRY);
      String said = String.join("\n", Serialization.asJson(spec.template()), directory, retry == null ? "" : retry);
      this.hash = Sha256.of(said.getBytes(StandardCharsets.UTF_8));
      this.isSame = hash.equals(before().observedHash());
      Integer at = before().wave();
      this.wave = isSame && at != null ? Math.clamp(at, 0, waves.size() - 1) : 0;
    }

    FleetDecision decide() {
      while (true) {
        List<Member> now = waves.get(wave);
        List<Member> failed = in(now, Progress.FAILED);
        if (failed.size() > maxFailures()) {
          return stop(Finding.stalled(Reason.TOO_MANY_FAILURES, name() + ": " + failed.size() + " of " + now.size()
              + " failed, " + maxFailures() + " may: " + Waves.names(failed) + ". Nothing more is begun until "
              + CHANGES));
        }
        if (in(now, Progress.DONE).size() + failed.size() < now.size() || mayBegin()) {
          return begin();
        }
        if (wave == waves.size() - 1) {
          return end();
        }
        FleetDecision soaking = soaking(in(now, Progress.DONE));
        if (soaking != null) {
          return soaking;
        }
        wave++;
      }
    }

    /** Whether in an earlier wave something is to be done once more: a new database, or one that somebody changed. */
    private boolean mayBegin() {
      return !in(released(), Progress.NOT_BEGUN).isEmpty() || !in(released(), Progress.REFUSED).isEmpty();
    }

    private List<Member> released() {
      return waves.subList(0, wave + 1).stream().flatMap(List::stream).toList();
    }

    private List<Member> in(List<Member> members, Progress progress) {
      return members.stream().filter(member -> progress(member) == progress).toList();
    }

    private Progress progress(Member member) {
      return Progress.of(member, spec.template(), directory, retry);
    }

    private String name() {
      return "wave " + (wave + 1) + " of " + waves.size();
    }

    private FleetDecision begin() {
      if (isPaused()) {
        return paused();
      }
      List<Member> working = in(released(), Progress.UNDER_WAY);
      List<Put> puts = in(released(), Progress.NOT_BEGUN).stream()
          .limit(Math.max(0, maxParallel() - working.size())).map(this::put).toList();
      List<Member> now = waves.get(wave);
      String far = name() + ": " + in(now, Progress.DONE).size() + " of " + now.size() + " done, "
          + (working.size() + puts.size()) + " at work";
      List<Member> refused = in(released(), Progress.REFUSED);
      Finding finding = refused.isEmpty()
          ? Finding.underWay(Reason.ROLLING_OUT, far)
          : Finding.underWay(Reason.CLUSTER_REFUSED, far + "; not begun: " + Waves.names(refused) + ", as "
              + Shortened.to(LAST_WORDS, Objects.requireNonNull(refused.getFirst().refusal())) + "; tried again");
      return decision(finding, puts, List.of(), null, Wait.WHILE_RUNNING);
    }

    private Put put(Member member) {
      return new Put(FleetDecision.childName(situation.meta().name(), member.name()), member.name(),
          spec.template().of(member.database(), false), retry == null
              ? Map.of(Meta.DIRECTORY, directory)
              : Map.of(Meta.DIRECTORY, directory, Meta.FLEET_RETRY, retry));
    }

    private FleetDecision paused() {
      List<Member> working = in(released(), Progress.UNDER_WAY);
      String rest = working.isEmpty() ? "" : "; what has begun goes on: " + Waves.names(working);
      return decision(Finding.atRest(Reason.PAUSED, name() + " is paused; nothing more is begun until spec.paused is"
          + " false" + rest), List.of(), List.of(), before().waveReadySince(), resync());
    }

    private FleetDecision stop(Finding finding) {
      return decision(finding, List.of(), List.of(), null, resync());
    }

    private FleetDecision end() {
      List<Member> failed = in(found.members(), Progress.FAILED);
      List<Member> open = in(found.members(), Progress.UNDER_WAY);
      if (!open.isEmpty()) {
        return decision(Finding.underWay(Reason.ROLLING_OUT, "all waves are through; at work again: "
            + Waves.names(open)), List.of(), List.of(), null, Wait.WHILE_RUNNING);
      }
      if (!failed.isEmpty()) {
        return stop(Finding.stalled(Reason.MIGRATION_FAILED, "all waves are through; " + failed.size() + " of "
            + found.members().size() + " failed: " + Waves.names(failed) + ". They are tried again when " + CHANGES));
      }
      return decision(Finding.done("all " + found.members().size() + " databases are as they are to be"), List.of(),
          List.of(), null, resync());
    }

    /** What has to hold before the next wave; null if all of it did. */
    private @Nullable FleetDecision soaking(List<Member> done) {
      Soak soak = soak();
      if (isPaused()) {
        return paused();
      }
      if (soak == null) {
        return null;
      }
      List<Member> failing = soak.check() == null ? List.of() : checked(done, Check.FAILS);
      if (!failing.isEmpty()) {
        return stop(Finding.stalled(Reason.SOAK_FAILED, name() + ": the soak check does not hold in "
            + Waves.names(failing) + ". Nothing more is begun until " + CHANGES));
      }
      Condition stalled = Conditions.find(before().conditions(), Conditions.STALLED);
      if (isSame && stalled != null && "True".equals(stalled.getStatus())
          && Reason.SOAK_FAILED.text().equals(stalled.getReason())
          && Long.valueOf(situation.meta().generation()).equals(stalled.getObservedGeneration())) {
        return stop(Finding.stalled(Reason.SOAK_FAILED, stalled.getMessage()));
      }
      return waiting(soak, done);
    }

    private @Nullable FleetDecision waiting(Soak soak, List<Member> done) {
      Instant since = since();
      Duration length = soak.duration() == null
          ? Duration.ZERO
          : KubeDuration.parse(soak.duration()).orElse(Duration.ZERO);
      Instant until = since.plus(length);
      List<Member> open = soak.check() == null
          ? List.of()
          : done.stream().filter(member -> member.check() != Check.HOLDS).toList();
      if (!situation.now().isBefore(until) && open.isEmpty()) {
        return null;
      }
      String rest = open.isEmpty() ? "" : "; the soak check was not answered yet in " + Waves.names(open);
      boolean isUnasked = open.stream().anyMatch(member -> member.check() == Check.NOT_ASKED);
      Duration left = Wait.until(until, situation.now());
      Duration next = soak.check() == null || (left.compareTo(BETWEEN_CHECKS) < 0 && open.isEmpty())
          ? left
          : BETWEEN_CHECKS;
      return decision(Finding.underWay(Reason.SOAKING, name() + " is done, and has to hold until " + until + rest),
          List.of(), soak.check() == null ? List.of() : done.stream().map(Member::name).toList(), since.toString(),
          isUnasked ? AT_ONCE_AGAIN : next);
    }

    private List<Member> checked(List<Member> members, Check check) {
      return members.stream().filter(member -> member.check() == check).toList();
    }

    /** Since when the wave is ready: since now, if it was another one, or not ready. */
    private Instant since() {
      String said = before().waveReadySince();
      Integer at = before().wave();
      Instant now = situation.now().truncatedTo(ChronoUnit.SECONDS);
      if (!isSame || said == null || at == null || at != wave) {
        return now;
      }
      try {
        return Instant.parse(said);
      } catch (DateTimeException unreadable) {
        return now;
      }
    }

    private FleetDecision decision(Finding finding, List<Put> puts, List<String> checks, @Nullable String since,
        Duration again) {
      FleetReport report = new FleetReport(situation, finding);
      List<Member> members = found.members();
      FleetStatus status = new FleetStatus(situation.meta().generation(), hash, wave, waves.size(), since,
          members.size(), in(members, Progress.DONE).size(), in(members, Progress.FAILED).size(),
          FleetReport.targets(waves, this::progress), report.conditions());
      List<String> removals = isPaused() ? List.of() : found.orphans();
      return new FleetDecision(status, puts, removals, checks, again, report.events(wave));
    }
  }
}
