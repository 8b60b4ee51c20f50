package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What makes a way back wait, and look again: between the moment at which a table was seen to be empty and the one at which it is dropped,
 * somebody may have committed rows. It locks the table, and ends the transaction if there are any.
 */
public final class EmptinessGuard {
  private EmptinessGuard() {}

  /**
   * The same script with it in front, in one transaction.
   *
   * @param empty tables without rows, and columns, each in its table, without values
   */
  public static Script before(Script down, Collection<ObjectId> empty) {
    if (empty.isEmpty()) {
      return down;
    }
    Source written = down.source();
    Source source = Source.ofText(written.name(), empty.stream().distinct().map(EmptinessGuard::guard)
        .collect(Collectors.joining()) + written.text(written.begin(), written.end()));
    return SqlScanner.scan(source, Lexicon.standard())
        .then(statements -> Script.of(source, statements, TransactionRequest.AUTOMATIC)).orThrow();
  }

  /** What asks for the rows of a table, or for those that have a value in a column. */
  public static String rows(ObjectId about) {
    return "SELECT FROM " + table(about)
        + (about.kind() == Kind.COLUMN ? " WHERE " + new Identifier(about.part()).quoted() + " IS NOT NULL" : "");
  }

  private static String table(ObjectId about) {
    return new Identifier(about.schema()).quoted() + "." + new Identifier(about.name()).quoted();
  }

  private static String guard(ObjectId about) {
    boolean isColumn = about.kind() == Kind.COLUMN;
    String what = about.schema() + "." + about.name() + (isColumn ? "." + about.part() : "");
    String body = "BEGIN LOCK TABLE " + table(about) + " IN ACCESS EXCLUSIVE MODE; "
        + "PERFORM pg_catalog.set_config('row_security', 'off', true); "
        + "IF EXISTS (" + rows(about) + ") THEN RAISE EXCEPTION USING MESSAGE = "
        + Literal.of(what + " was empty when it was looked at, and is not any more")
        + ", HINT = 'what is in it now would be lost: look at it, and do the same again'; END IF; "
        + "PERFORM pg_catalog.set_config('row_security', 'on', true); END";
    return "DO LANGUAGE plpgsql " + Literal.of(body) + ";\n";
  }
}
