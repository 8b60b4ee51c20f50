package dev.whimbrel.migration;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much of a script is one transaction, and refuses scripts that would take that decision out of the runner's hands: a
 * migration that commits or rolls back by itself would be recorded although its objects do not exist.
 */
final class TransactionRules {
  private static final int SHOWN = 60;

  /** Made only where they are needed: few scripts hold a statement that has to be looked at. */
  private static final class Patterns {
    /** Sets something for the whole session, so it does the same with and without a transaction around it. */
    private static final Pattern SESSION_SETTING = Pattern.compile("(?is)"
        + "(?:SET\\s+(?:SESSION\\s+(?!CHARACTERISTICS))?(?!LOCAL\\b|TRANSACTION\\b|CONSTRAINTS\\b|SESSION\\b)|RESET\\s+)[a-z_\"]");

    /** The same as a query, as the head of a dump has it. */
    private static final Pattern SET_CONFIG = Pattern
        .compile("(?is)SELECT\\s+(?:pg_catalog\\s*\\.\\s*)?set_config\\s*\\(");

    private static final Pattern DISCARD_ALL = Pattern.compile("(?is)DISCARD\\s+ALL");
  }

  private final Source source;
  private final List<Statement> all;
  private final TransactionRequest request;
  private final boolean paired;
  private final List<Statement> body;
  private final List<Problem> problems = new ArrayList<>();

  private TransactionRules(Source source, List<Statement> all, TransactionRequest request) {
    this.source = source;
    this.all = all;
    this.request = request;
    this.paired = all.size() > 1 && all.getFirst().kind() == StatementKind.BEGIN
        && all.getLast().kind() == StatementKind.COMMIT;
    this.body = paired ? all.subList(1, all.size() - 1) : all;
  }

  static Result<Script> apply(Source source, List<Statement> statements, TransactionRequest request) {
    return new TransactionRules(source, statements, request).script();
  }

  private Result<Script> script() {
    body.forEach(this::refuseControl);
    TransactionMode mode = mode();
    if (!problems.isEmpty()) {
      return Result.rejected(problems);
    }
    return Result.ok(new Script(source, body, mode, opening()));
  }

  private @Nullable Statement opening() {
    return paired ? all.getFirst() : null;
  }

  private void refuseControl(Statement statement) {
    switch (statement.kind()) {
      case BEGIN -> problems.add(begin(statement));
      case COMMIT, TRANSACTION_CONTROL -> problems.add(problem(ProblemCode.TRANSACTION_CONTROL, statement,
          quoted(statement) + " ends the transaction that the migration shares with its journal row",
          "remove it: Whimbrel runs each migration in one transaction; to commit in between, split the file"));
      case OUTSIDE_TRANSACTION -> refuseDiscard(statement);
      case ORDINARY, COPY_FROM_STDIN, STRING_SETTING -> {
      }
    }
  }

  private void refuseDiscard(Statement statement) {
    if (Patterns.DISCARD_ALL.matcher(beginning(statement)).lookingAt()) {
      problems.add(problem(ProblemCode.TRANSACTION_CONTROL, statement,
          quoted(statement) + " releases the migration lock in the middle of a run",
          "remove it: Whimbrel resets the session after each migration; within one, RESET ALL or DISCARD TEMP do not touch the lock"));
    }
  }

  private Problem begin(Statement statement) {
    if (statement.equals(all.getFirst())) {
      return problem(ProblemCode.TRANSACTION_CONTROL, statement,
          quoted(statement) + " opens a transaction that no COMMIT at the end closes",
          "remove it, or write COMMIT as the last statement: Whimbrel runs each migration in one transaction");
    }
    return problem(ProblemCode.TRANSACTION_CONTROL, statement,
        quoted(statement) + " stands inside a migration, which is one transaction already",
        "remove it, or split the file so that each part is one migration");
  }

  private TransactionMode mode() {
    if (paired) {
      return pairedMode();
    }
    return switch (request) {
      case NONE -> TransactionMode.NONE;
      case PER_SEGMENT -> TransactionMode.PER_SEGMENT;
      case AUTOMATIC -> automaticMode();
    };
  }

  /** The pair makes the file one transaction, whatever a marker says of the tool's own. */
  private TransactionMode pairedMode() {
    if (request == TransactionRequest.PER_SEGMENT) {
      problems.add(problem(ProblemCode.TRANSACTION_CONTROL, all.getFirst(),
          quoted(all.getFirst())
              + " makes the file one transaction, \"-- whimbrel: transaction per-segment\" makes it several",
          "remove BEGIN and COMMIT, or remove the directive"));
    }
    body.stream().filter(TransactionRules::outside).forEach(statement -> problems.add(problem(
        ProblemCode.MIXED_TRANSACTION, statement,
        quoted(statement) + " cannot run in a transaction, and the file puts it between BEGIN (line "
            + all.getFirst().line() + ") and COMMIT (line " + all.getLast().line() + ")",
        "move it to a migration of its own, without BEGIN and COMMIT")));
    return TransactionMode.WHOLE;
  }

  private TransactionMode automaticMode() {
    List<Statement> outside = body.stream().filter(TransactionRules::outside).toList();
    if (outside.isEmpty()) {
      return TransactionMode.WHOLE;
    }
    body.stream().filter(TransactionRules::needsTransaction).findFirst()
        .ifPresent(other -> problems.add(mixed(outside.getFirst(), other)));
    return TransactionMode.NONE;
  }

  private Problem mixed(Statement outside, Statement other) {
    return problem(ProblemCode.MIXED_TRANSACTION, outside,
        quoted(outside) + " cannot run in a transaction, but " + quoted(other) + " (line " + other.line()
            + ") is to run in one",
        "move it to a migration of its own, or write the line \"-- whimbrel: transaction per-segment\" into the file");
  }

  /** Whether a statement only sets something for the rest of the session. */
  static boolean isSessionSetting(Statement statement) {
    return switch (statement.kind()) {
      case ORDINARY, STRING_SETTING -> Patterns.SESSION_SETTING.matcher(beginning(statement)).lookingAt()
          || Patterns.SET_CONFIG.matcher(beginning(statement)).lookingAt();
      case BEGIN, COMMIT, TRANSACTION_CONTROL, OUTSIDE_TRANSACTION, COPY_FROM_STDIN -> false;
    };
  }

  private static boolean outside(Statement statement) {
    return statement.kind() == StatementKind.OUTSIDE_TRANSACTION;
  }

  private static boolean needsTransaction(Statement statement) {
    return switch (statement.kind()) {
      case OUTSIDE_TRANSACTION, STRING_SETTING -> false;
      case ORDINARY -> !isSessionSetting(statement);
      case COPY_FROM_STDIN -> true;
      // refused already
      case BEGIN, COMMIT, TRANSACTION_CONTROL -> false;
    };
  }

  private static Problem problem(ProblemCode code, Statement statement, String message, String remedy) {
    return Problem.of(code, message).at(statement.at()).excerpt(statement.source().excerpt(statement.start()))
        .remedy(remedy);
  }

  /** The beginning of a statement as one line. */
  private static String quoted(Statement statement) {
    return "\"" + statement.brief(SHOWN) + "\"";
  }

  /** Enough of a statement to know it by; a statement may be as large as memory. */
  private static String beginning(Statement statement) {
    return statement.source().text(statement.start(), Math.min(statement.end(), statement.start() + 8 * SHOWN));
  }
}
