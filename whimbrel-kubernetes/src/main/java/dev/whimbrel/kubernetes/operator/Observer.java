package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.Stages;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus.LastApplied;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.decide.PlanSeen;
import dev.whimbrel.kubernetes.decide.SchemaSeen;
import dev.whimbrel.kubernetes.decide.Sources;
import dev.whimbrel.kubernetes.decide.Target;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.Beginning;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.peer.Wanted;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.plan.PlanDigest.Transactions;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that a resource names, the database last: in a session of its own, without a lock, and without changing anything. What
 * can be expected to be wrong is in the observation; what the API server does not answer is thrown.
 */
public final class Observer {
  /** Who waits for a lock waits for a run, and that run's end is told by its Job. */
  static final SessionSettings SESSION = new SessionSettings(Duration.ofSeconds(5), Duration.ofSeconds(15),
      Duration.ofSeconds(2), Duration.ofSeconds(30), "whimbrel operator");

  private static final Stages.Unnamed UNNAMED = new Stages.Unnamed("name it with spec.history.service",
      "a first run by hand: whimbrel up --service \"\"");

  private final Cluster cluster;
  private final SessionSettings session;
  private final Comparisons comparisons;

  Observer(Cluster cluster, SessionSettings session, Comparisons comparisons) {
    this.cluster = cluster;
    this.session = session;
    this.comparisons = comparisons;
  }

  /**
   * What a database says of a resource: the plan that a Job would be held to, among other things. Its schema is not compared.
   *
   * @param files those that the resource names
   * @param url what the resource means
   */
  public static Target look(MigrationSpec spec, FileSet files, DatabaseUrl url) {
    return new Look(spec, files, url, url, SESSION, null).target();
  }

  /**
   * Looks.
   *
   * @param now for what is done seldom
   */
  Observation observe(MigrationResource resource, Instant now) {
    String namespace = Objects.requireNonNull(resource.getMetadata().getNamespace());
    MigrationSpec spec = resource.getSpec();
    String unreadable = resource.unreadable();
    if (unreadable != null) {
      return new Observation(new Sources.Unreadable(unreadable), new Target.NotAsked(), null, Mask.none(),
          null);
    }
    Address address = Address.of(spec.database(), namespace, name -> cluster.secret(namespace, name));
    Directory directory = writable(resource,
        Directory.of(spec.directory(), name -> cluster.configMap(namespace, name)));
    Sources sources = sources(address, directory);
    Directory.@Nullable Found files = directory instanceof Directory.Found found ? found : null;
    if (address instanceof Address.Found database && files != null) {
      SchemaLook schema = new SchemaLook(resource, cluster, comparisons, now);
      Look look = new Look(spec, files.files(), database.url(), cluster.reached(namespace, database.url()), session,
          schema);
      Target target = masked(look.target(), database.mask());
      return new Observation(sources, target, files, database.mask(), schema.kept());
    }
    return new Observation(sources, new Target.NotAsked(), files, Mask.none(), null);
  }

  /** What came of an observation is written down: a schema that was compared need not be read again for a while. */
  void wrote(MigrationResource resource, Observation observation, Instant now) {
    SchemaLook.Kept kept = observation.schema();
    if (kept != null) {
      comparisons.compared(resource.getMetadata().getNamespace(), resource.getMetadata().getName(), kept.about(),
          now.plus(kept.pause()));
    }
  }

  /** What is in the resource itself has to be written, and only over what is its own. */
  private Directory writable(MigrationResource resource, Directory directory) {
    if (!(directory instanceof Directory.Found found && found.place() instanceof Directory.Place.Inline)) {
      return directory;
    }
    return switch (Directory.bundle(resource, found.files())) {
      case Result.Rejected<Bundle> rejected -> new Directory.Refused(rejected.problems());
      case Result.Ok<Bundle> ok -> {
        List<Problem> problems = ok.value().names().stream().filter(name -> isOthers(resource, name))
            .map(name -> Problem.of(ProblemCode.CLUSTER,
                "the ConfigMap \"" + name + "\" is there already, and is not one of this Migration")
                .remedy("delete it, or name the Migration otherwise"))
            .toList();
        yield problems.isEmpty() ? directory : new Directory.Refused(problems);
      }
    };
  }

  private boolean isOthers(MigrationResource resource, String name) {
    ConfigMap there = cluster.configMap(Objects.requireNonNull(resource.getMetadata().getNamespace()), name);
    return there != null && !Owned.by(resource, there) && !Owned.byOneBefore(resource, there);
  }

  private static Sources sources(Address address, Directory directory) {
    List<Problem> problems = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    String secret = switch (address) {
      case Address.Found found -> found.secretDigest();
      case Address.Missing gone -> {
        missing.addAll(gone.what());
        yield "";
      }
      case Address.Refused refused -> {
        problems.addAll(refused.problems());
        yield "";
      }
    };
    String files = switch (directory) {
      case Directory.Found found -> found.digest();
      case Directory.Missing gone -> {
        missing.addAll(gone.what());
        yield "";
      }
      case Directory.Refused refused -> {
        problems.addAll(refused.problems());
        yield "";
      }
    };
    if (!problems.isEmpty()) {
      return new Sources.Refused(problems);
    }
    return missing.isEmpty() ? new Sources.Found(files, secret) : new Sources.Missing(missing);
  }

  private static Target masked(Target target, Mask mask) {
    return switch (target) {
      case Target.NotAsked not -> not;
      case Target.Unreachable unreachable -> new Target.Unreachable(mask.of(unreachable.problem()));
      case Target.Refused refused -> new Target.Refused(mask.ofProblems(refused.problems()));
      case Target.Standing standing -> new Target.Standing(standing.current(), standing.wanted(), standing.pending(),
          standing.plan() == null ? null : masked(standing.plan(), mask), standing.lastApplied(),
          masked(standing.schema(), mask));
    };
  }

  private static SchemaSeen masked(SchemaSeen seen, Mask mask) {
    return switch (seen) {
      case SchemaSeen.NotCompared not -> not;
      case SchemaSeen.Unknown unknown -> new SchemaSeen.Unknown(mask.of(unknown.why()));
      case SchemaSeen.Compared compared ->
        new SchemaSeen.Compared(compared.known(), mask.ofAll(compared.differences()));
    };
  }

  private static PlanSeen masked(PlanSeen plan, Mask mask) {
    return new PlanSeen(plan.digest(), plan.direction(), mask.ofAll(plan.destructive()), mask.of(plan.text()));
  }

  /** One look at one database. */
  private static final class Look {
    private final MigrationSpec spec;
    private final FileSet files;
    private final DatabaseUrl url;
    private final DatabaseUrl reached;
    private final SessionSettings session;
    private final @Nullable SchemaLook schema;

    /** The URL is as the resource has it, as a Job of it reads it; what is reached may have another name from here. */
    Look(MigrationSpec spec, FileSet files, DatabaseUrl url, DatabaseUrl reached, SessionSettings session,
        @Nullable SchemaLook schema) {
      this.spec = spec;
      this.files = files;
      this.url = url;
      this.reached = reached;
      this.session = session;
      this.schema = schema;
    }

    Target target() {
      Result<Format> format = spec.format() == null ? Format.detect(files) : Format.byLabel(spec.format());
      Result<Format> readable = format.then(this::readable);
      return switch (readable) {
        case Result.Rejected<Format> rejected -> new Target.Refused(rejected.problems());
        case Result.Ok<Format> ok -> asked(ok.value());
      };
    }

    /** How the server reads string literals is known only when it was asked; what cannot be read in either way need not wait for that. */
    private Result<Format> readable(Format format) {
      Result<MigrationSet> standard = parsed(format, Lexicon.standard());
      boolean escapes = parsed(format, new Lexicon(Lexicon.Strings.BACKSLASH_ESCAPES)).problems().isEmpty();
      return standard.problems().isEmpty() || escapes ? Result.ok(format) : Result.rejected(standard.problems());
    }

    private Result<MigrationSet> parsed(Format format, Lexicon lexicon) {
      return format.parse(files, ParseOptions.of(lexicon, java.util.Map.of(), ""));
    }

    private Target asked(Format format) {
      try (Database database = Database.open(reached, session)) {
        Result<MigrationSet> set = parsed(format, database.dialect().lexicon());
        return set.problems().isEmpty()
            ? standing(database, format, set.orThrow())
            : new Target.Refused(set.problems());
      } catch (WhimbrelException e) {
        return failed(e.problems());
      }
    }

    private Target standing(Database database, Format format, MigrationSet set) {
      Journal journal = Journal.of(database, journalSchema(), service(),
          new Author("", "", "whimbrel " + Whimbrel.version()));
      boolean named = spec.history() != null && spec.history().service() != null;
      Stages stages = new Stages(database, journal, named ? null : UNNAMED);
      dev.whimbrel.peer.Sources sources = new dev.whimbrel.peer.Sources(files, format, set, service());
      History seen = stages.seen(sources);
      Goal goal = goal(set, seen);
      Beginning beginning = Beginning.of(database, sources, seen, first(goal));
      History history = beginning.history();
      Plan plan = Planner.plan(set, history, goal, policy()).orThrow();
      List<Problem> against = grouping().against(plan);
      if (!against.isEmpty()) {
        return new Target.Refused(against);
      }
      if (!plan.isEmpty()) {
        stages.refuseLost(history, sources);
      }
      PlanSeen toDo = planSeen(plan, beginning);
      SchemaSeen compared = schema == null || toDo != null
          ? new SchemaSeen.NotCompared()
          : schema.seen(database, journalSchema(), journal, seen);
      return new Target.Standing(Survey.of(set, seen).current().map(Survey.Line::version).orElse(null), wanted(set),
          plan.steps().stream().map(step -> step.migration().id().toString()).toList(), toDo, lastApplied(seen),
          compared);
    }

    private Goal goal(MigrationSet set, History history) {
      String version = spec.targetVersion();
      if (version == null || version.isBlank()) {
        return new Goal.Latest();
      }
      Optional<Migration> target = set.find(version);
      boolean ahead = target.isPresent() && set.migrations().stream()
          .skip(set.migrations().indexOf(target.get()) + 1L)
          .anyMatch(later -> later.id() instanceof MigrationId.Versioned && history.standing(later.id()).isApplied());
      return ahead ? new Goal.BackTo(version) : new Goal.UpTo(version);
    }

    /** As the Job understands its variables: the way back records nothing before it. */
    private Wanted first(Goal goal) {
      if (goal instanceof Goal.BackTo) {
        return new Wanted(new Wanted.Table.Nothing(), null);
      }
      String mirror = spec.history() == null ? null : spec.history().mirror();
      Wanted.Baseline baseline = spec.baseline() == null ? null : new Wanted.Baseline(spec.baseline(), null);
      return new Wanted(mirror == null ? new Wanted.Table.Nothing() : table(Tool.byLabel(mirror).orThrow()), baseline);
    }

    private static Wanted.Table table(Tool tool) {
      return new Wanted.Table.Of(tool, tool.usualName(), Look::theOnly, Adoption.Missing.REFUSE);
    }

    private static PeerTable theOnly(List<PeerTable> tables) {
      if (tables.size() > 1) {
        throw new WhimbrelException(Problem.of(ProblemCode.USAGE,
            "there are several tables of " + tables.getFirst().tool().label() + ": " + tables)
            .state("nothing was changed")
            .remedy("take over the one that counts with: whimbrel adopt --table SCHEMA.NAME"), null);
      }
      return tables.getFirst();
    }

    private @Nullable String wanted(MigrationSet set) {
      String version = spec.targetVersion();
      if (version != null && !version.isBlank()) {
        return set.find(version).map(migration -> migration.id().toString()).orElse(version);
      }
      return set.migrations().stream().filter(migration -> migration.id() instanceof MigrationId.Versioned)
          .reduce((one, other) -> other).map(migration -> migration.id().toString()).orElse(null);
    }

    private Policy policy() {
      MigrationSpec.Policy said = spec.policy();
      return said != null && Boolean.TRUE.equals(said.outOfOrder())
          ? Policy.strict().withOutOfOrder(Policy.OutOfOrder.APPLY)
          : Policy.strict();
    }

    private Grouping grouping() {
      return transactions() == Transactions.ALL ? new Grouping.All() : Grouping.standard();
    }

    private Transactions transactions() {
      MigrationSpec.Policy said = spec.policy();
      return said != null && "all".equals(said.tx()) ? Transactions.ALL : Transactions.EACH;
    }

    private Identifier journalSchema() {
      MigrationSpec.History said = spec.history();
      return said == null || said.schema() == null || said.schema().isEmpty()
          ? Whimbrel.JOURNAL_SCHEMA
          : new Identifier(said.schema());
    }

    private String service() {
      MigrationSpec.History said = spec.history();
      return said == null || said.service() == null ? "" : said.service();
    }

    private @Nullable PlanSeen planSeen(Plan plan, Beginning beginning) {
      if (plan.isEmpty() && beginning.isEmpty()) {
        return null;
      }
      String target = PlanDigest.targetOfRun(PlanDigest.target(url.label(), journalSchema(), service()),
          transactions());
      PlanSeen.Direction direction = plan.goal() instanceof Goal.BackTo
          ? PlanSeen.Direction.DOWN
          : PlanSeen.Direction.UP;
      return new PlanSeen(beginning.digest(plan, target), direction, Losses.of(plan),
          PlanText.of(plan, beginning.said()));
    }

    private @Nullable LastApplied lastApplied(History history) {
      return history.applied().stream().reduce((one, other) -> other)
          .map(entry -> new LastApplied(entry.version(), at(entry))).orElse(null);
    }

    private static String at(JournalEntry entry) {
      return entry.finishedAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }
  }

  /** Whether it may be well by itself the next time, or only when somebody changes something that is watched. */
  static Target failed(List<Problem> problems) {
    return problems.stream().filter(problem -> isTransient(problem.code())).findFirst()
        .<Target>map(Target.Unreachable::new).orElseGet(() -> new Target.Refused(problems));
  }

  /** A login that is refused and a right that is missing are mended where nobody here can watch, so these are tried again. */
  private static boolean isTransient(ProblemCode code) {
    if (Stream.of(ProblemCode.POOLER, ProblemCode.UNSUPPORTED_SERVER, ProblemCode.JOURNAL).anyMatch(code::equals)) {
      return false;
    }
    return switch (code.kind()) {
      case UNREACHABLE, LOCKED, UNKNOWN, INTERNAL, FAILED, OUTDATED -> true;
      case WARNING, USAGE, REFUSED, PARTIAL, PENDING, UNHEALTHY, OUTPUT -> false;
    };
  }
}
