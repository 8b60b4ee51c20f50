package dev.whimbrel.simulation;

import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.run.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what one run says of a step against the rows that this run has written into the ledger. */
final class Claims {
  private static final Pattern COUNTED = Pattern.compile("(\\d+) of (?:its|the) \\d+ statements");

  private final Migrations migrations;
  private final String run;
  private final Faults faults;
  private final List<String> violations = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private boolean begun;

  Claims(Migrations migrations, String run, Faults faults) {
    this.migrations = migrations;
    this.run = run;
    this.faults = faults;
  }

  /** Of a step that is over, with the ledger as it is at this moment. */
  void hear(StepResult result, List<Arena.Entry> ledger) {
    begun = true;
    Step step = result.step();
    Part part = part(step);
    List<String> ours = ledger.stream().filter(entry -> entry.run().equals(run)).map(Arena.Entry::key)
        .filter(part.keys()::contains).toList();
    String what = step.migration().id() + " " + step.direction().word() + " from " + step.from();
    switch (result) {
      case StepResult.Done done -> {
        told.add(what + ": done");
        expect(what + " was reported as done", part.keys(step.from(), part.lines().size()), ours);
      }
      case StepResult.Failed failed -> {
        told.add(what + ": " + said(failed.problem()));
        explain(what, failed.problem());
        failed(what, step, part, failed.problem(), ours, ledger);
      }
      case StepResult.NotReached notReached -> expect(what + " was reported as not reached", List.of(), ours);
      case StepResult.SharedFate shared -> {
        told.add(what + ": " + shared.fate() + " with " + shared.with().migration().id());
        if (shared.fate() == StepResult.Fate.ROLLED_BACK) {
          expect(what + " was reported as rolled back", List.of(), ours);
        }
      }
      case StepResult.NotTried notTried -> violations.add("a real run did not try: " + what);
    }
  }

  private void failed(String what, Step step, Part part, Problem problem, List<String> ours,
      List<Arena.Entry> ledger) {
    String state = Objects.requireNonNullElse(problem.state(), "");
    switch (problem.code()) {
      case UNKNOWN_OUTCOME, LOCK_LOST -> {
      }
      case PARTLY_APPLIED -> partly(what, step, part, state, ours, ledger);
      case STATEMENT_FAILED, SESSION_ENDED, DATABASE_ERROR, INTERRUPTED ->
        expect(what + " was reported with \"" + state + "\"", List.of(), ours);
      default -> violations.add(what + " ended with " + problem.code());
    }
  }

  private void partly(String what, Step step, Part part, String state, List<String> ours, List<Arena.Entry> ledger) {
    Matcher matcher = COUNTED.matcher(state);
    int done = matcher.find() ? Integer.parseInt(matcher.group(1)) : step.from();
    boolean journalMayLag = state.contains("may know of one less");
    expect(what + " was reported with \"" + state + "\"", part.keys(Math.min(step.from(), done), done), ours);
    Set<String> there = Set.copyOf(ledger.stream().map(Arena.Entry::key).toList());
    if (!journalMayLag && !there.containsAll(part.keys(0, done))) {
      violations.add(what + " was reported with \"" + state + "\", and not all of it is in the ledger: " + ledger);
    }
  }

  private void expect(String claim, List<String> keys, List<String> ours) {
    if (!keys.equals(ours)) {
      violations.add(claim + ", and in the ledger this run has written " + ours + " of it, not " + keys);
    }
  }

  /** What nobody provoked must not happen: it would be the trace of something that an earlier step left in the session. */
  private void explain(String what, Problem problem) {
    String sqlState = problem.server() == null ? "" : problem.server().sqlState();
    boolean explained = switch (sqlState) {
      case "57014" -> faults.happened(Fault.Kind.CANCEL);
      case "57P01" -> faults.happened(Fault.Kind.TERMINATE);
      case "55P03" -> true; // a lock of another contender's fault
      case "22012", "23503", "23505" -> migrations.breakage() != null;
      case "" -> true;
      default -> sqlState.startsWith("08");
    };
    if (!explained) {
      violations.add(what + " failed for a reason that nobody gave: " + said(problem));
    }
  }

  static String said(Problem problem) {
    String sqlState = problem.server() == null ? "" : " " + problem.server().sqlState();
    return problem.code() + sqlState + ": " + problem.message() + " | " + problem.state();
  }

  void ended(String how) {
    told.add(how);
  }

  void violated(String how) {
    violations.add(how);
  }

  /** A run that was refused has done nothing. */
  void refused(List<Problem> problems, List<Arena.Entry> ledger) {
    problems.forEach(problem -> told.add("refused: " + said(problem)));
    boolean wrote = ledger.stream().anyMatch(entry -> entry.run().equals(run));
    if (begun) {
      violations.add("the report of what was done got lost");
    } else if (wrote) {
      violations.add("the run was refused, and has written: " + ledger);
    }
    for (Problem problem : problems) {
      if (problem.code() == ProblemCode.INTERNAL) {
        violations.add(said(problem));
      }
    }
  }

  private Part part(Step step) {
    Migrations.Generated generated = migrations.find(step.migration().id().toString());
    return step.direction() == Direction.UP ? generated.up() : Objects.requireNonNull(generated.down());
  }

  int faults() {
    return faults.count();
  }

  List<String> violations() {
    return violations;
  }

  @Override
  public String toString() {
    return run + ", " + faults.messages() + " messages\n      " + faults + "\n      -> "
        + String.join("\n      -> ", told);
  }
}
