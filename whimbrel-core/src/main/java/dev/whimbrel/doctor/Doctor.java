package dev.whimbrel.doctor;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.doctor.Diagnosis.Unseen;
import dev.whimbrel.history.History;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Examines a database and its directory. Reads catalogs, activity views and the journal, and takes no lock. */
public final class Doctor {
  /** A question that takes longer than this is given up. */
  private static final String OPENING = """
      BEGIN READ ONLY;
      SET LOCAL statement_timeout = 5000;
      SET LOCAL lock_timeout = 1000;
      """;

  /** Nothing but the system's own functions and operators is found by the questions; their text need not name each. */
  private static final String SYSTEM_ONLY = "SET LOCAL search_path = pg_catalog, pg_temp;\n";

  /** In a transaction, what is said of sessions is as old as the first question about them; locks are as they are. */
  private static final String FRESH = "SELECT pg_catalog.pg_stat_clear_snapshot();\n";

  private static final String NOT_PARSED = "nothing can be planned or run before it is mended";

  private final Patient patient;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> lookedAt = new ArrayList<>();
  private final List<Unseen> unseen = new ArrayList<>();
  private final Map<Check, List<Row>> answers = new HashMap<>();

  private Doctor(Patient patient) {
    this.patient = patient;
  }

  /**
   * Looks at everything that can be looked at. What the role may not see is said, and hides nothing else.
   *
   * @throws WhimbrelException if the connection is lost
   */
  public static Diagnosis examine(Patient patient) {
    return new Doctor(patient).examine();
  }

  /** What can be said of a directory alone, where no server is. */
  public static List<Finding> ofDirectory(List<Problem> problems) {
    return Comparison.of(problems, NOT_PARSED);
  }

  /** What can be said where no server can be worked with. */
  public static List<Finding> ofServer(List<Problem> problems) {
    return Comparison.of(problems, "nothing in the database could be looked at");
  }

  private Diagnosis examine() {
    findings.addAll(ofDirectory(patient.directory().problems()));
    lookedAt.add("the directory");
    Optional<History> history = history();
    JournalTable.Reading reading = history.map(this::reading).orElse(JournalTable.Reading.FAILED);
    @Nullable
    Problem loss = reading == JournalTable.Reading.EMPTY ? loss() : null;
    Runners runners = new Runners();
    Server server = new Server(patient.clock().instant());
    ask(SYSTEM_ONLY, List.of(server, new Defaults(), new JournalTable(reading, loss), runners, new Waiting(),
        new OpenTransactions(), new PreparedTransactions(), new Indexes(), new Constraints(), new Partitions()));
    boolean held = Runners.ourLockIsHeld(answers.getOrDefault(runners, List.of()), patient);
    history.ifPresent(read -> compare(read, new Comparison(read, held ? Comparison.Lock.HELD : Comparison.Lock.FREE),
        answers.getOrDefault(server, List.of())));
    if (history.isEmpty()) {
      unseen.add(new Unseen("the journal against the directory", "the journal cannot be read"));
    }
    settle("read-only", "default-read-only");
    settle("replication-role", "default-replication-role");
    if (has("journal-privileges")) {
      findings.removeIf(finding -> finding.id().equals("journal"));
    }
    return new Diagnosis(findings.stream().distinct().sorted(Comparator.comparing(Finding::severity)).toList(),
        lookedAt, unseen);
  }

  /** What is so and the default that makes it so are one thing; a default that something overrules harms nobody here. */
  private void settle(String effect, String cause) {
    if (has(effect) && has(cause)) {
      findings.removeIf(finding -> finding.id().equals(effect));
      return;
    }
    findings.replaceAll(finding -> finding.id().equals(cause)
        ? new Finding(cause, finding.about(), Severity.ADVICE, finding.fact(),
            "something else overrules it for this session, and perhaps not for others", finding.remedy(), null)
        : finding);
  }

  private boolean has(String id) {
    return findings.stream().anyMatch(finding -> finding.id().equals(id));
  }

  private Optional<History> history() {
    try {
      return Optional.of(patient.journal().read());
    } catch (WhimbrelException e) {
      if (patient.database().isClosed()) {
        throw e;
      }
      findings.addAll(Comparison.of(e.problems(), "what was done to this database cannot be told"));
      return Optional.empty();
    }
  }

  /** What keeps {@code up} from taking the database for a new one; it depends on what the directory makes. */
  private @Nullable Problem loss() {
    if (!(patient.directory() instanceof Result.Ok<Sources> ok)) {
      return null;
    }
    try {
      return patient.journal().signOfLoss(ok.value().set()).orElse(null);
    } catch (WhimbrelException e) {
      if (patient.database().isClosed()) {
        throw e;
      }
      unseen.add(new Unseen("whether a history was lost", e.problems().getFirst().message()));
      return null;
    }
  }

  private JournalTable.Reading reading(History history) {
    if (!history.entries().isEmpty()) {
      return JournalTable.Reading.FILLED;
    }
    List<String> services = patient.journal().services();
    if (services.isEmpty()) {
      return JournalTable.Reading.EMPTY;
    }
    if (patient.naming() == Patient.Naming.UNNAMED) {
      findings.add(Finding.of("no-service", "", Severity.ERROR,
          "this database is shared by services, and no service is named",
          "without a name everything would be run once more, so commands refuse")
          .withRemedy("name it with --service; the journal knows " + String.join(", ", services)));
    }
    return JournalTable.Reading.FILLED;
  }

  private void compare(History history, Comparison comparison, List<Row> serverRows) {
    if (!serverRows.isEmpty()) {
      findings.addAll(comparison.ofHistory(Instant.parse(serverRows.getFirst().text(0))));
    }
    switch (patient.directory()) {
      case Result.Ok<Sources> ok -> {
        findings.addAll(comparison.with(ok.value().set()));
        lookedAt.add("the journal against the directory");
        ask("", List.of(new Ownership(comparison.pending(ok.value().set()))));
        history.mirrored().ifPresent(mirrored -> mirror(mirrored, history, ok.value()));
      }
      case Result.Rejected<Sources> rejected ->
        unseen.add(new Unseen("the journal against the directory", "the directory has mistakes"));
    }
  }

  /** The table of another tool that is kept up, against the journal. */
  private void mirror(MirroredTable mirrored, History history, Sources sources) {
    String subject = "the table " + mirrored.written() + " of " + mirrored.tool();
    try {
      List<NewEntry> news = new Upkeep(patient.database(), patient.journal(), sources).news(history);
      lookedAt.add(subject);
      if (!news.isEmpty()) {
        findings.add(Finding.of("mirror-news", mirrored.written(), Severity.ADVICE,
            subject + " says something else than the journal of "
                + news.stream().map(NewEntry::version).collect(Collectors.joining(", ")),
            mirrored.tool() + " ran since the last run of Whimbrel; the next run records it first")
            .withRemedy("see what it comes to with: whimbrel status"));
      }
    } catch (WhimbrelException e) {
      if (patient.database().isClosed()) {
        throw e;
      }
      findings.addAll(Comparison.of(e.problems(), "up refuses to run anything as long as this is so"));
    }
  }

  /** All in one round trip; after a question that the server refuses, those that follow it go in another. */
  private void ask(String setting, List<? extends Check> checks) {
    List<? extends Check> rest = checks;
    while (!rest.isEmpty()) {
      rest = rest.subList(flight(setting, rest), rest.size());
    }
  }

  private int flight(String setting, List<? extends Check> checks) {
    StringBuilder text = new StringBuilder(OPENING).append(setting);
    int before = (int) text.chars().filter(c -> c == ';').count();
    checks.forEach(check -> text.append(FRESH).append(check.question(patient)).append(";\n"));
    Answer answer = patient.database().send(text.append("COMMIT").toString());
    ServerFailure failure = answer.failure();
    int answered = Math.max(0, Math.min(checks.size(), (answer.completed().size() - before) / 2));
    for (int i = 0; i < answered; i++) {
      take(checks.get(i), answer.rows(before + 2 * i + 1).stream().map(Row::new).toList());
    }
    if (failure == null) {
      return checks.size();
    }
    return refused(failure, checks, answered);
  }

  private int refused(ServerFailure failure, List<? extends Check> checks, int answered) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE, "the connection was lost during the examination")
          .server(failure.error())
          .remedy("run it again"), null);
    }
    patient.database().send("ROLLBACK");
    if (answered < checks.size()) {
      unseen.add(new Unseen(checks.get(answered).subject(),
          failure.error().message() + " (SQLSTATE " + failure.sqlState() + ")"));
    }
    return Math.min(checks.size(), answered + 1);
  }

  private void take(Check check, List<Row> rows) {
    answers.put(check, rows);
    lookedAt.add(check.subject());
    findings.addAll(check.findings(rows, patient));
    unseen.addAll(check.unseen(rows, patient));
  }

  /**
   * Carries a fix out. One of an object is to be carried out under the migration lock, and after a second look.
   */
  public static Treatment carryOut(Database database, Fix fix) {
    boolean concurrently = fix.sql().contains(" CONCURRENTLY ");
    if (concurrently) {
      // it waits for old transactions with nobody behind it, and giving up would leave an index half dropped
      database.send(database.state().patience());
    }
    Answer answer = database.send(fix.sql());
    if (concurrently && !database.isClosed()) {
      database.send(database.state().impatience());
    }
    ServerFailure said = answer.failure();
    if (said != null) {
      return new Treatment.Failed(notMended(fix,
          said.connection() == ServerFailure.Link.LOST ? ProblemCode.UNREACHABLE : ProblemCode.DATABASE_ERROR)
          .server(said.error()));
    }
    return switch (fix) {
      case Fix.Statement statement -> new Treatment.Mended();
      case Fix.EndSession session -> ended(session, answer.rows(0).stream().map(Row::new).toList());
    };
  }

  private static Problem notMended(Fix fix, ProblemCode code) {
    return Problem.of(code, "not mended: " + fix.command())
        .state("what was mended before it stays so")
        .remedy("look again with: whimbrel doctor");
  }

  private static Treatment ended(Fix.EndSession session, List<Row> rows) {
    if (rows.isEmpty()) {
      return new Treatment.NotNeeded("that session is gone");
    }
    Row row = rows.getFirst();
    if (row.is(0)) {
      return new Treatment.Mended();
    }
    if (row.find(0).isPresent()) {
      return new Treatment.Failed(notMended(session, ProblemCode.DATABASE_ERROR)
          .saying("not mended: " + session.command() + ": the server was asked, and the session is still there"));
    }
    return new Treatment.NotNeeded(row.text(1).startsWith("idle")
        ? "that session goes by the name \"" + row.text(2) + "\" now"
        : "that session is at work again");
  }
}
