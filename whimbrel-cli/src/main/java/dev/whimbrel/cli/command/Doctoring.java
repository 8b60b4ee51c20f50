package dev.whimbrel.cli.command;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.doctor.Diagnosis;
import dev.whimbrel.doctor.Doctor;
import dev.whimbrel.doctor.Finding;
import dev.whimbrel.doctor.Fix;
import dev.whimbrel.doctor.Limits;
import dev.whimbrel.doctor.Patient;
import dev.whimbrel.doctor.Patient.Naming;
import dev.whimbrel.doctor.Treatment;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.DiagnosisJson;
import dev.whimbrel.report.Json;
import dev.whimbrel.sql.Lexicon;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The command that looks for what is wrong, and mends on demand what is safe to mend. */
public final class Doctoring {
  private final Desk desk;
  private final Patient patient;
  private final List<String> mended = new ArrayList<>();
  private final List<String> notNeeded = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private Doctoring(Desk desk, Patient patient) {
    this.desk = desk;
    this.patient = patient;
  }

  public static Outcome doctor(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    try {
      return Desk.with(invocation, settings, Desk.Access.READ,
          desk -> new Doctoring(desk, patient(desk, settings)).run());
    } catch (WhimbrelException e) {
      if (e.problems().getFirst().code().kind() != ProblemCode.Kind.UNREACHABLE) {
        throw e;
      }
      return unreachable(invocation, settings, e.problems());
    }
  }

  static Patient patient(Desk desk, Settings settings) {
    return new Patient(desk.database(), desk.journal(), Desk.schema(settings),
        settings.find(Options.SERVICE).isPresent() ? Naming.NAMED : Naming.UNNAMED,
        directory(settings, desk.database().dialect().lexicon())
            .then(read -> Result.ok(read.sources(desk.journal().service()))),
        Limits.standard(), Clock.systemUTC());
  }

  /** What is wrong with a directory is a finding; what is wrong with the command line is not. */
  private static Result<Directory> directory(Settings settings, Lexicon lexicon) {
    try {
      return Result.ok(Directory.of(settings, lexicon));
    } catch (WhimbrelException e) {
      ProblemCode first = e.problems().getFirst().code();
      if (first == ProblemCode.USAGE || first == ProblemCode.CONFIGURATION) {
        throw e;
      }
      return Result.rejected(e.problems());
    }
  }

  /** Where no server is, the directory can still be looked at; the first problem gives the exit code. */
  private static Outcome unreachable(Invocation invocation, Settings settings, List<Problem> problems) {
    List<Finding> ofDirectory = Doctor.ofDirectory(directory(settings, Lexicon.standard()).problems());
    List<Finding> all = Stream.concat(Doctor.ofServer(problems).stream(), ofDirectory.stream()).toList();
    List<Diagnosis.Unseen> unseen = List.of(new Diagnosis.Unseen("the database", "there is no connection to it"));
    List<String> lookedAt = List.of("the directory");
    Diagnosis shown = completed(new Diagnosis(ofDirectory, lookedAt, unseen), invocation);
    String text = new DiagnosisText(invocation.screen(), shown).blocks();
    return Outcome.of(text, DiagnosisJson.of(completed(new Diagnosis(all, lookedAt, unseen), invocation)))
        .with(problems);
  }

  private Outcome run() {
    Diagnosis diagnosis = examine();
    if (!desk.invocation().has(Options.FIX)) {
      return outcome(diagnosis, Json.object());
    }
    if (patient.database().writability() != Writability.WRITABLE) {
      problems.add(Problem.of(ProblemCode.READ_ONLY, desk.place() + " takes no writes, so nothing can be mended there")
          .state("nothing was changed"));
      return outcome(diagnosis, Json.object());
    }
    desk.protection().demandEncryption(DatabaseAddress.of(desk.settings()));
    for (Finding finding : diagnosis.fixable()) {
      if (mayGoOn() && isAgreed(finding)) {
        mend(finding);
      }
    }
    Diagnosis after = mended.isEmpty() && notNeeded.isEmpty() ? diagnosis : examineAgain();
    return outcome(after,
        Json.object().with("mended", Json.texts(mended)).with("not_needed", Json.texts(notNeeded)));
  }

  /** What was mended is to be told, also where nobody answers any more. */
  private Diagnosis examineAgain() {
    try {
      return examine();
    } catch (WhimbrelException e) {
      problems.addAll(e.problems());
      return new Diagnosis(List.of(), List.of(),
          List.of(new Diagnosis.Unseen("the database after it was mended", "the connection to it was lost")));
    }
  }

  /** What the server refuses is no reason to leave the rest; that nobody answers, or another run is at work, is. */
  private boolean mayGoOn() {
    return problems.stream().allMatch(problem -> problem.code() == ProblemCode.DATABASE_ERROR);
  }

  private Diagnosis examine() {
    return completed(Doctor.examine(patient), desk.invocation());
  }

  /** The commands that findings advise, with the options that say where they are to work. */
  private static Diagnosis completed(Diagnosis diagnosis, Invocation invocation) {
    List<Finding> findings = diagnosis.findings().stream()
        .map(finding -> finding.remedy() == null
            ? finding
            : finding.withRemedy(NextCommand.complete(finding.remedy(), invocation)))
        .toList();
    return new Diagnosis(findings, diagnosis.lookedAt(), diagnosis.unseen());
  }

  private boolean isAgreed(Finding finding) {
    if (desk.isGuarded()) {
      return isConfirmed(finding);
    }
    if (desk.invocation().wants(Options.YES)) {
      return true;
    }
    Fix fix = Objects.requireNonNull(finding.fix());
    Screen.Answer answer = desk.invocation().screen().ask(finding.fact() + ".\n  " + fix.command() + "\n  "
        + fix.consequence() + ". Do it?");
    if (answer == Screen.Answer.NOBODY_THERE) {
      problems.add(Problem.of(ProblemCode.NOT_CONFIRMED,
          "\"doctor --fix\" asks before each change, and there is nobody to answer")
          .state("nothing was changed")
          .remedy("if all that it offers is meant, add --yes"));
    }
    return answer == Screen.Answer.YES;
  }

  private boolean isConfirmed(Finding finding) {
    Fix fix = Objects.requireNonNull(finding.fix());
    try {
      desk.confirm(finding.fact() + ".\n  " + fix.command() + "\n  " + fix.consequence() + ".",
          List.of("doctor", fix.sql()));
      return true;
    } catch (WhimbrelException e) {
      problems.addAll(e.problems());
      return false;
    }
  }

  private void mend(Finding finding) {
    Fix fix = Objects.requireNonNull(finding.fix());
    try {
      switch (fix) {
        case Fix.Statement statement -> desk.locked(() -> note(fix, carryOutIfStillNeeded(statement)));
        case Fix.EndSession session -> note(fix, Doctor.carryOut(patient.database(), session));
      }
    } catch (WhimbrelException e) {
      problems.addAll(e.problems());
    }
  }

  /** Since the question was asked, somebody else may have done it, or have begun to build what looked dead. */
  private Treatment carryOutIfStillNeeded(Fix fix) {
    boolean needed = Doctor.examine(patient).fixable().stream().map(Finding::fix).filter(Objects::nonNull)
        .anyMatch(found -> found.sql().equals(fix.sql()));
    return needed
        ? Doctor.carryOut(patient.database(), fix)
        : new Treatment.NotNeeded("what it was to mend is not so any more");
  }

  /** At once, while the lock is still held: if its release fails, what was done was done all the same. */
  private Treatment note(Fix fix, Treatment treatment) {
    switch (treatment) {
      case Treatment.Mended done -> {
        mended.add(fix.command());
        desk.invocation().screen().progress("mended: " + fix.command());
      }
      case Treatment.NotNeeded not -> {
        notNeeded.add(fix.command());
        desk.invocation().screen().progress("not needed any more: " + fix.command() + ": " + not.reason());
      }
      case Treatment.Failed failed -> problems.add(failed.problem());
    }
    return treatment;
  }

  private Outcome outcome(Diagnosis diagnosis, Json.Obj first) {
    DiagnosisText text = new DiagnosisText(desk.invocation().screen(), diagnosis);
    Json.Obj json = DiagnosisJson.of(diagnosis);
    for (Json.Member member : first.members()) {
      json = json.with(member.name(), member.value());
    }
    if (!diagnosis.wrong().isEmpty()) {
      problems.add(Problem.of(ProblemCode.UNHEALTHY, text.verdict() + " in " + desk.place())
          .remedy(remedy(diagnosis)));
    }
    String gap = mended.isEmpty() && notNeeded.isEmpty() ? "" : "\n";
    String summary = diagnosis.lookedAt().isEmpty() ? "" : text.summary(desk.place());
    return Outcome.of(gap + text.blocks() + summary, json).with(problems);
  }

  private String remedy(Diagnosis diagnosis) {
    int fixable = diagnosis.fixable().size();
    return fixable == 0 || desk.invocation().has(Options.FIX)
        ? "what to do stands with each"
        : "what to do stands with each; Whimbrel offers to mend " + fixable + " of them: whimbrel doctor --fix";
  }
}
