package dev.whimbrel.migration;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a migration, ready to run.
 *
 * @param source the file it stands in
 * @param statements what to execute, in order; may be empty (a file of comments)
 * @param mode how much of it is one transaction
 * @param opening the file's own {@code BEGIN …}, absorbed into the runner's transaction, or null
 * @param work whether it is these statements that run
 */
public record Script(Source source, List<Statement> statements, TransactionMode mode, @Nullable Statement opening,
    Work work) {
  public Script {
    Objects.requireNonNull(source);
    Objects.requireNonNull(mode);
    Objects.requireNonNull(work);
    statements = List.copyOf(statements);
  }

  /** One of statements. */
  public Script(Source source, List<Statement> statements, TransactionMode mode, @Nullable Statement opening) {
    this(source, statements, mode, opening, new Work.Statements());
  }

  /**
   * The script that the statements of a file make, or every statement that a migration must not hold.
   *
   * <p>A {@code BEGIN} at the very beginning together with a {@code COMMIT} at the very end is absorbed; any other transaction
   * control is refused. Without a request, statements that cannot run in a transaction run without one if nothing else stands in
   * the file except settings of the session, and are refused otherwise.
   *
   * @param source the file
   * @param statements all that the file or the part of it holds
   * @param request what the author asked for
   */
  public static Result<Script> of(Source source, List<Statement> statements, TransactionRequest request) {
    return TransactionRules.apply(source, statements, request);
  }

  /** Whether it is code of an application, and no text. */
  public boolean isCode() {
    return switch (work) {
      case Work.Statements ours -> false;
      case Work.Call call -> true;
    };
  }

  /**
   * The same without a transaction around all of it: each statement commits with a row of its own. A file that begins and commits by
   * itself, and code, stay what they are.
   */
  public Script statementByStatement() {
    return isCode() || opening != null ? this : new Script(source, statements, TransactionMode.NONE, null, work);
  }

  /** What is left of it when some statements are in effect already. */
  public Script from(int index) {
    return new Script(source, statements.subList(index, statements.size()), mode, opening, work);
  }

  public String file() {
    return source.name();
  }

  /** The number, counted from 1, of the statement that a place in the file belongs to. */
  public int numberAt(Position at) {
    long begun = statements.stream().map(Statement::at)
        .filter(p -> p.line() < at.line() || (p.line() == at.line() && p.column() <= at.column())).count();
    return (int) Math.max(1, begun);
  }

  /**
   * The statements before one that set something for the session: a script that is resumed there in a new session needs them again.
   *
   * @param index of the statement at which it is resumed
   */
  public List<Statement> settingsBefore(int index) {
    return statements.subList(0, index).stream().filter(TransactionRules::isSessionSetting).toList();
  }
}
