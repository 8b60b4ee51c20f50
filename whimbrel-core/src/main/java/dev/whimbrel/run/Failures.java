package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Assertion;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the person at three in the morning reads. */
final class Failures {
  private static final String LOOKS = " looks into the catalog what became of it, and goes on from there";

  private static final int SHOWN = 200;

  /** In whatever language the server speaks, the sentence stands in its quotes. */
  private static final Pattern UNWRITTEN = Pattern.compile("[\"\u00ab\u201e\u201c](.*: \\d+)[\"\u00bb\u201c\u201d]");

  private Failures() {}

  /** The same of code, of which no statement is known. */
  static Problem ofCode(Step step, Outcome.Refused refused) {
    ServerFailure failure = refused.failure();
    boolean ended = failure.connection() == Link.LOST;
    Hindrance hindrance = refused.hindrance();
    ProblemCode code = ended ? ProblemCode.SESSION_ENDED : ProblemCode.STATEMENT_FAILED;
    return Problem.of(code, step.script().file() + " failed")
        .server(failure.error().message().isEmpty() ? null : failure.error())
        .state(nothingOf(step) + tried(hindrance))
        .remedy(hindrance.blockers().isEmpty()
            ? remedy(step, refused)
            : "let it end, or end it with: " + hindrance.blockers().getFirst().ending() + "; then " + again(step));
  }

  /** What the server said of something that was not the script's, and when. */
  static String said(Outcome.Refused refused) {
    return unwritten(refused).orElse(refused.failure().error().message())
        + (refused.during() == null ? "" : " (while " + refused.during() + ")");
  }

  /** Who stood in the way, as the end of a sentence. */
  static String blocked(Outcome.Refused refused) {
    List<Blocker> blockers = refused.hindrance().blockers();
    return blockers.isEmpty()
        ? ""
        : "; blocked by " + blockers.stream().map(Blocker::describe).collect(Collectors.joining(" and "));
  }

  private static String tried(Hindrance hindrance) {
    return hindrance.attempts() <= 1
        ? ""
        : "; tried " + hindrance.attempts() + " times in " + hindrance.took().toSeconds() + " s";
  }

  static Problem rolledBack(Step step, Outcome.Refused refused) {
    boolean ended = refused.failure().connection() == Link.LOST;
    Hindrance hindrance = refused.hindrance();
    Problem problem = said(step, ended ? ProblemCode.SESSION_ENDED : ProblemCode.STATEMENT_FAILED, refused);
    return problem.saying(problem.message() + blocked(refused))
        .state(nothingOf(step) + tried(hindrance))
        .remedy(hindrance.blockers().isEmpty()
            ? remedy(step, refused)
            : "let it end, or end it with: " + hindrance.blockers().getFirst().ending() + "; then run again: whimbrel "
                + command(step));
  }

  /** What is left of a step that was rolled back. */
  static String nothingOf(Step step) {
    return switch (step.direction()) {
      case UP -> step.from() == 0
          ? "rolled back: nothing of " + step.script().file() + " is in the database"
          : "rolled back: of " + step.script().file() + " only the first " + counted(step.from())
              + " in effect, as before";
      case DOWN -> "rolled back: version " + step.migration().id() + " is applied as before";
    };
  }

  static Problem partWay(Step step, Outcome.Refused refused, int done, Finding found) {
    String left = found instanceof Finding.Left it ? "; " + it.what() : "";
    return said(step, ProblemCode.PARTLY_APPLIED, refused)
        .state((done == 0 && left.isEmpty()
            ? recorded(step, done)
                + "; it runs without a transaction, so the one that failed may have left something behind"
            : recorded(step, done)) + left)
        .remedy("mend " + (left.isEmpty() ? "the statement that failed" : "the cause") + " and run again: whimbrel "
            + command(step) + goesOn(found, done));
  }

  private static String goesOn(Finding found, int done) {
    String next = "goes on with statement " + (done + 1);
    return found instanceof Finding.Left left
        ? " (it " + left.remedy() + " and " + next + ")"
        : done == 0 ? "" : " (it " + next + ")";
  }

  /** How far a script that is not one transaction got. */
  private static String recorded(Step step, int done) {
    int total = step.script().statements().size();
    return done == 0
        ? "none of the " + total + " statements of " + step.script().file() + " is recorded as done"
        : done + " of the " + total + " statements of " + step.script().file() + (done == 1 ? " is" : " are")
            + " in effect and recorded";
  }

  /** Not the server but the catalog speaks against going on. */
  static Problem stopped(Step step, Statement statement, String message, String first, int done) {
    return Problem.of(ProblemCode.PARTLY_APPLIED, message)
        .at(statement.at())
        .excerpt(excerpt(step, statement.at()))
        .state(recorded(step, done))
        .remedy((first.isEmpty() ? "" : first + "\nthen ") + "run again: whimbrel " + command(step)
            + goesOn(new Finding.InEffect(), done));
  }

  /** Of a statement that runs alone. */
  static Problem unknownPart(Step step, ServerFailure failure, int before) {
    Statement statement = step.script().statements().get(before);
    String part = "statement " + (before + 1);
    return Problem.of(ProblemCode.UNKNOWN_OUTCOME,
        "the connection was lost while " + part + " of " + step.script().file() + " ran")
        .at(statement.at())
        .excerpt(excerpt(step, statement.at()))
        .server(failure.error())
        .state("unknown: " + before + " of its " + step.script().statements().size()
            + " statements are in effect and recorded; whether " + part + " took effect, the journal does not know")
        .remedy(settled(step, before));
  }

  /** How the next run deals with a statement of which the journal does not know. */
  private static String settled(Step step, int index) {
    String again = "run again when the server answers: whimbrel " + command(step);
    return switch (Effect.of(step.script().statements().get(index))) {
      case Effect.Repeatable repeatable -> again + " goes on with it; doing it twice is as good as once";
      case Effect.Procedure procedure ->
        again + " runs it again from its start; if it must not run twice, look what it did, "
            + "finish the file by hand and say so with: whimbrel resolve " + step.migration().id() + " --as "
            + (step.direction() == Direction.UP ? "applied" : "reverted");
      case Effect.IndexBuilt built -> again + LOOKS;
      case Effect.IndexDropped dropped -> again + LOOKS;
      case Effect.IndexRebuilt rebuilt -> again + LOOKS;
      case Effect.PartitionDetached detached -> again + LOOKS;
      case Effect.ObjectMade made -> again + LOOKS;
      case Effect.ObjectDropped dropped -> again + LOOKS;
    };
  }

  /** A part that commits with its row is there with it or not at all. */
  static Problem unknownSegment(Step step, ServerFailure failure, int before, int after) {
    String part = after == before + 1 ? "statement " + after : "statements " + (before + 1) + " to " + after;
    Statement first = step.script().statements().get(before);
    return Problem.of(ProblemCode.UNKNOWN_OUTCOME,
        "the connection was lost while the server may have been committing " + part + " of " + step.script().file())
        .at(first.at())
        .excerpt(excerpt(step, first.at()))
        .server(failure.error())
        .state("unknown: " + part + " took effect and the journal says so, or neither")
        .remedy("run again when the server answers: whimbrel " + command(step)
            + " reads the journal first and goes on from there");
  }

  static Problem notBegun(Step step, ServerFailure failure) {
    return Problem
        .of(ProblemCode.DATABASE_ERROR, "the journal could not be written before " + step.script().file() + " began")
        .inFile(step.script().file())
        .server(failure.error())
        .state("nothing of it ran in this run")
        .remedy("run again: whimbrel " + command(step));
  }

  static Problem notJournaled(Step step, ServerFailure failure, int done) {
    return Problem.of(ProblemCode.PARTLY_APPLIED, "the journal could not be written for " + step.script().file())
        .inFile(step.script().file())
        .server(failure.error())
        .state(done + " of its " + step.script().statements().size()
            + " statements are in effect, and the journal may know of one less")
        .remedy(done == 0 ? "run again: whimbrel " + command(step) : settled(step, done - 1));
  }

  private static Problem said(Step step, ProblemCode code, Outcome.Refused refused) {
    Position at = refused.at();
    Optional<String> returned = returned(refused);
    if (returned.isPresent() && at != null) {
      return Problem.of(code, "check assertion \"" + shown(step, at) + "\" returned " + returned.get())
          .at(at).excerpt(excerpt(step, at));
    }
    Problem problem = Problem.of(code, said(refused)).server(refused.failure().error());
    return at == null ? problem.inFile(step.script().file()) : problem.at(at).excerpt(excerpt(step, at));
  }

  /** What a check gave instead of true. */
  private static Optional<String> returned(Outcome.Refused refused) {
    return Assertion.returned(refused.failure().sqlState(), refused.failure().error().message());
  }

  /** Why a row of ours, or of another tool's table, is not there: the cast of a sentence to a number says it. */
  private static Optional<String> unwritten(Outcome.Refused refused) {
    Matcher matcher = UNWRITTEN.matcher(refused.failure().error().message());
    boolean ours = refused.during() != null && refused.failure().sqlState().equals("22P02");
    return ours && matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String shown(Step step, Position at) {
    return step.script().statements().stream().filter(statement -> statement.at().equals(at)).findFirst()
        .map(statement -> statement.brief(SHOWN)).orElse("");
  }

  private static @Nullable Excerpt excerpt(Step step, Position at) {
    return step.script().source().excerpt(at);
  }

  /** Classified by SQLSTATE: the text follows the server's language. */
  private static String remedy(Step step, Outcome.Refused refused) {
    if (unwritten(refused).isPresent()) {
      return "the file is not at fault; " + again(step);
    }
    if (returned(refused).isPresent()) {
      return "bring about what the check asks for, then " + again(step);
    }
    return switch (refused.failure().sqlState()) {
      case "55P03" ->
        "something holds a lock that the statement needs; see who with: select * from pg_stat_activity where state <> 'idle'; "
            + "then run again, or try for longer with --lock-retry 10m";
      case "40001" -> "another session changed what the migration reads; " + again(step);
      case "40P01" -> "another session needed the same locks in another order; " + again(step);
      case "57014" -> "the statement was cancelled or ran longer than --timeout; " + again(step);
      case "55P04" ->
        "a value added to an enum can be used only after its migration is committed; move its use into the next migration";
      case "42501" -> "grant the role what it lacks, or run as the owner; then " + again(step);
      case "25001" -> "the statement cannot run in a transaction; put it into a file of its own, or add the line "
          + "\"-- whimbrel: no-transaction\" to this one";
      case "57P01" -> "an administrator ended the session; " + again(step);
      case "3F000" ->
        "if the schema is the one that search_path names, create it or mend search_path in the URL; if a migration should have made it, "
            + "mend " + step.script().file() + "; then " + again(step);
      case "53100" -> "make room on the server's disk; then " + again(step);
      default -> step.script().isCode()
          ? "mend the code of " + step.script().file() + ", then " + again(step)
          : "mend " + step.script().file() + " and " + again(step);
    };
  }

  private static String counted(int statements) {
    return statements == 1 ? "statement is" : statements + " statements are";
  }

  /** The command line does not know the code of an application. */
  static String again(Step step) {
    if (!step.script().isCode()) {
      return "run again: whimbrel " + command(step);
    }
    return step.direction() == Direction.UP ? "start the application again" : "let the application revert it again";
  }

  static String command(Step step) {
    return step.direction() == Direction.UP ? "up" : "down";
  }

  /** For the journal. Only what the server says in one line: its DETAIL may hold data of the users. */
  static String brief(Outcome.Refused refused) {
    Position at = refused.at();
    String where = at == null ? "" : at + " ";
    Optional<String> returned = returned(refused);
    return returned.isPresent()
        ? where + "check assertion returned " + returned.get()
        : where + "SQLSTATE " + refused.failure().sqlState() + ": "
            + refused.failure().error().message();
  }
}
