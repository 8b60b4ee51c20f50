package dev.whimbrel.cli.command;

import dev.whimbrel.Stages;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Interruption;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Log;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.LockHolder;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.EmbeddedPostgresException;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Retries;
import dev.whimbrel.run.Runner;
import dev.whimbrel.sql.Identifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a command that talks to the database works with, and the order in which it is got. */
final class Desk {
  /** What a command will do to the database. */
  enum Access {
    READ, WRITE
  }

  /** Of a longer name the server would cut off the end. */
  private static final int LONGEST_NAME = 63;

  private static final Stages.Unnamed UNNAMED = new Stages.Unnamed("name it with --service", "--service \"\"");

  private final Invocation invocation;
  private final Settings settings;
  private final DatabaseUrl url;
  private final Database database;
  private final Journal journal;
  private final Log log;
  private final Duration lockWait;
  private final String place;

  private Desk(Invocation invocation, Settings settings, DatabaseUrl url, Database database, Journal journal,
      Duration lockWait, String place) {
    this.invocation = invocation;
    this.settings = settings;
    this.url = url;
    this.database = database;
    this.journal = journal;
    this.log = invocation.screen().log().of(journal.run(), journal.service());
    this.lockWait = lockWait;
    this.place = place;
  }

  /** Opens the database, does the work, and closes what was opened. */
  static Outcome with(Invocation invocation, Settings settings, Access access, Function<Desk, Outcome> work) {
    SessionSettings session = session(invocation, settings);
    Duration lockWait = settings.time(Options.LOCK_WAIT, Duration.ofSeconds(60));
    settings.time(Options.LOCK_RETRY, Retries.BUDGET);
    settings.orThrow();
    Grouped.of(settings);
    refuseNames(settings);
    DatabaseAddress address = DatabaseAddress.of(settings);
    if (access == Access.WRITE) {
      Protection.of(invocation, settings).demandEncryption(address);
    }
    invocation.screen().detail("the database is named by " + address.source());
    return switch (address) {
      case DatabaseAddress.Server server ->
        open(invocation, settings, access, server.url(), session, lockWait, server.url().label(), work);
      case DatabaseAddress.Embedded embedded -> {
        invocation.screen().detail("starting the embedded PostgreSQL in " + embedded.directory());
        try (EmbeddedPostgres postgres = start(embedded)) {
          DatabaseUrl url = DatabaseUrl.parse(postgres.address().url()).orThrow();
          yield open(invocation, settings, access, url, session, lockWait, "the embedded database", work);
        }
      }
    };
  }

  static EmbeddedPostgres start(DatabaseAddress.Embedded embedded) {
    try {
      return EmbeddedPostgres.at(embedded.directory());
    } catch (EmbeddedPostgresException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE, e.fact())
          .state(e.log().isEmpty() ? null : e.log())
          .remedy(e.remedy()), e);
    }
  }

  private static Outcome open(Invocation invocation, Settings settings, Access access, DatabaseUrl url,
      SessionSettings session,
      Duration lockWait, String place, Function<Desk, Outcome> work) {
    try (Database database = Database.open(url, session,
        reason -> invocation.screen().waiting(reason + "; waiting for it"))) {
      invocation.screen().detail("connected to " + database.label() + ": " + database.dialect().label() + " as "
          + database.identity().user());
      refuseReadOnly(database, access);
      Journal journal = Journal.of(database, schema(settings), service(settings),
          author(settings));
      try (Interruption.Watch watch = Interruption.cancelWith(database::cancel)) {
        return work.apply(new Desk(invocation, settings, url, database, journal, lockWait, place));
      }
    }
  }

  private static void refuseReadOnly(Database database, Access access) {
    if (access == Access.READ || database.writability() == Writability.WRITABLE) {
      return;
    }
    Problem problem = database.writability() == Writability.STANDBY
        ? Problem
            .of(ProblemCode.READ_ONLY,
                "the server at " + database.label() + " is a standby (in recovery) and takes no writes")
            .remedy("name the primary, or all hosts: postgres://host1,host2/database?target_session_attrs=read-write")
        : Problem.of(ProblemCode.READ_ONLY, "the database at " + database.label() + " is read-only")
            .remedy("see: show default_transaction_read_only; it is set for the server, the database or the role");
    throw new WhimbrelException(problem.state("nothing was changed"), null);
  }

  static SessionSettings session(Invocation invocation, Settings settings) {
    SessionSettings standard = SessionSettings.standard();
    Duration connect = settings.time(Options.CONNECT_TIMEOUT, standard.connectTimeout());
    Duration login = settings.find(Options.CONNECT_TIMEOUT).isPresent() ? connect : standard.loginTimeout();
    return new SessionSettings(connect, login, settings.time(Options.LOCK_TIMEOUT, standard.lockTimeout()),
        settings.time(Options.TIMEOUT, Duration.ZERO),
        "whimbrel " + invocation.command());
  }

  /** Before any server is asked. */
  private static void refuseNames(Settings settings) {
    schema(settings);
    service(settings);
  }

  /** Where the journal lies. */
  static Identifier schema(Settings settings) {
    Optional<Settings.Sourced> named = settings.find(Options.SCHEMA);
    if (named.isEmpty()) {
      return Whimbrel.JOURNAL_SCHEMA;
    }
    String name = named.get().value();
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "\"" + name + "\" of journal-schema is not a name")
              .at(named.get().at())
              .remedy("a name has 1 to " + LONGEST_NAME + " bytes"),
          null);
    }
    if (name.startsWith("pg_") || name.equals("information_schema")) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "the schema \"" + name + "\" of journal-schema is PostgreSQL's own")
              .at(named.get().at())
              .remedy("name another; it is made where it is not there"),
          null);
    }
    return new Identifier(name);
  }

  /** Whose migrations these are. */
  static String service(Settings settings) {
    Optional<Settings.Sourced> named = settings.find(Options.SERVICE);
    if (named.isPresent() && named.get().value().chars().anyMatch(Character::isISOControl)) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "\"" + named.get().value() + "\" of service holds a control character")
              .at(named.get().at())
              .remedy("a name of a service is one line of letters, digits and signs"),
          null);
    }
    return named.map(Settings.Sourced::value).orElse("");
  }

  /** Who is at work. */
  static Author author(Settings settings) {
    return new Author(System.getProperty("user.name", ""), host(settings),
        "whimbrel " + Whimbrel.version());
  }

  /** The shell knows it, and where there is none the system's file; asking the name service may take long. */
  private static String host(Settings settings) {
    String variable = settings.variables().getOrDefault("HOSTNAME", "");
    Path file = Path.of("/etc/hostname");
    if (!variable.isEmpty() || !Files.isReadable(file)) {
      return variable;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Invocation invocation() {
    return invocation;
  }

  Settings settings() {
    return settings;
  }

  /** Where the database is, and who asks. */
  DatabaseUrl url() {
    return url;
  }

  Database database() {
    return database;
  }

  /** The longest to wait for others. */
  Duration lockWait() {
    return lockWait;
  }

  Journal journal() {
    return journal;
  }

  /** What is told beside the screen of this run. */
  Log log() {
    return log;
  }

  /**
   * The history of this service.
   *
   * @throws WhimbrelException if no service is named and the journal holds those of named ones alone: without a name, everything would
   *     run once more
   */
  History history() {
    return stages().history();
  }

  /** The same with what another tool, whose table is kept up here, did since the last run. */
  History history(Directory directory) {
    return stages().seen(directory.sources(journal.service()), Adopting.asIfTakenOver(this, history()));
  }

  /** The same of the journal alone, where another tool's table is not kept up yet. */
  History seen(Directory directory) {
    return stages().seen(directory.sources(journal.service()));
  }

  private Stages stages() {
    return new Stages(database, journal, settings.find(Options.SERVICE).isPresent() ? null : UNNAMED);
  }

  /**
   * Refuses to take a history that is gone for one that begins, unless the user says that it is meant.
   *
   * @throws WhimbrelException if there is a sign of that
   */
  void refuseLost(History history, Directory directory) {
    if (!invocation.has(Options.FROM_SCRATCH)) {
      stages().refuseLost(history, directory.sources(journal.service()));
    }
  }

  /** How the database is called in sentences. */
  String place() {
    return place;
  }

  /** What carries out plans here, and writes this journal. */
  Runner runner(Journal written) {
    Duration budget = settings.time(Options.LOCK_RETRY, Retries.BUDGET);
    return new Runner(database, written, Retries.of(database.settings().lockTimeout(), budget), Grouped.of(settings));
  }

  /** Does work that changes the history while nobody else does. */
  <T> T locked(Supplier<T> work) {
    return stages().locked(lockWait, this::waiting, work);
  }

  /**
   * The same where a tool that shares the database is to see it: under its locks, with what it did in the history, and with a journal
   * that keeps up its table.
   */
  <T> T locked(Directory directory, BiFunction<Journal, History, T> work) {
    return locked(directory, keeping -> {}, work);
  }

  /**
   * The same of what somebody agreed to.
   *
   * @param agreed throws if what would be made of another tool's table, which it may ask for, is not that; it is called under all locks,
   *     before anything is written
   */
  <T> T locked(Directory directory, Consumer<Supplier<Keeping>> agreed, BiFunction<Journal, History, T> work) {
    return locked(() -> Adopting.atFirst(this, directory, agreed, () -> {
      History before = history();
      return stages().beside(directory.sources(journal.service()), before, lockWait, this::waiting, (written, now) -> {
        now.entries().stream().skip(before.entries().size()).forEach(entry -> invocation.screen().progress(
            "since the last run, by " + entry.author().tool() + ": " + entry.version() + " " + entry.event().word()));
        return work.apply(written, now);
      });
    }));
  }

  /** Does work under the locks of the tool whose table it is, too. */
  <T> T lockedBeside(PeerTable table, Supplier<T> work) {
    return locked(() -> Upkeep.beside(database, table, lockWait, this::waiting, work));
  }

  private void waiting(LockHolder holder) {
    invocation.screen().waiting("waiting for another run: " + holder.describe());
  }

  /**
   * Asks before something that cannot be taken back.
   *
   * @param parts all that will be done, of which a question has only the sum
   * @throws WhimbrelException unless it is agreed to, or if what was agreed to is something else
   */
  void confirm(String question, List<String> parts) {
    Adopting.refuseUnasked(this);
    Protection protection = protection();
    if (isGuarded()) {
      List<String> all = new ArrayList<>(List.of(target(), journal.read().fingerprint(), question));
      all.addAll(parts);
      String digest = PlanDigest.of(all);
      protection.refuseStale(digest);
      if (protection.isOn()) {
        protection.confirm(question, digest);
        return;
      }
    }
    confirm(invocation, question);
  }

  /** Refuses, under the lock, what is not what was asked about. */
  void refuseOther(List<String> asked, List<String> now) {
    if (!asked.equals(now)) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.OUTDATED, "another run changed the history while it was looked at")
              .state("nothing was changed by this run")
              .remedy("run it again"),
          null);
    }
  }

  /** Whether only what was agreed to may be done: nothing is written that was in no question and in no digest. */
  boolean isGuarded() {
    return protection().isOn() || invocation.given(Options.PLAN).isPresent();
  }

  /** The guard of the environment. */
  Protection protection() {
    return Protection.of(invocation, settings);
  }

  /** Whose history where: what a digest is good for. */
  String target() {
    return PlanDigest.target(place, schema(settings), journal.service());
  }

  /** The same of a plan, with how it is carried out. */
  String targetOfRun() {
    return PlanDigest.targetOfRun(target(), Grouped.agreed(settings));
  }

  /** The same of a command that needs no database. */
  static void confirm(Invocation invocation, String question) {
    if (invocation.wants(Options.YES)) {
      return;
    }
    switch (invocation.screen().ask(question)) {
      case YES -> {
      }
      case NO -> throw notConfirmed("the answer was no", null);
      case NOBODY_THERE ->
        throw notConfirmed("\"" + invocation.command() + "\" asks before it begins, and there is nobody to answer",
            "if it is meant, add --yes");
    }
  }

  private static WhimbrelException notConfirmed(String fact, @Nullable String remedy) {
    return new WhimbrelException(
        Problem.of(ProblemCode.NOT_CONFIRMED, fact).state("nothing was changed").remedy(remedy), null);
  }
}
