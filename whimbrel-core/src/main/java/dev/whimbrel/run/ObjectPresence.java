package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect.ObjectKind;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Locale;

/** A database, tablespace or subscription that is to be there, or gone. */
final class ObjectPresence implements Convergence {
  private final ObjectKind kind;
  private final Identifier name;
  private final Wanted wanted;
  private final Catalog catalog;

  enum Wanted {
    THERE, GONE
  }

  ObjectPresence(ObjectKind kind, Identifier name, Wanted wanted, Catalog catalog) {
    this.kind = kind;
    this.name = name;
    this.wanted = wanted;
    this.catalog = catalog;
  }

  /** Its name alone says little of an object, so only an attempt without a word counts as the one that made it. */
  @Override
  public Verdict look(Attempt attempt) {
    if (attempt != Attempt.UNKNOWN) {
      return new Verdict.Run();
    }
    return switch (check()) {
      case Finding.InEffect inEffect -> new Verdict.Done(described()
          + (wanted == Wanted.THERE
              ? " is there: an earlier attempt made it"
              : " is gone: an earlier attempt dropped it"));
      case Finding.Lacking lacking -> new Verdict.Run();
      case Finding.Left left -> new Verdict.Run();
      case Finding.Unanswered unanswered -> new Verdict.Unanswered(unanswered.failure());
    };
  }

  @Override
  public Finding check() {
    Catalog.Reply reply = catalog.ask(List.of(query()));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Finding.Unanswered(failure);
    }
    Wanted found = reply.results().getFirst().isEmpty() ? Wanted.GONE : Wanted.THERE;
    if (found == wanted) {
      return new Finding.InEffect();
    }
    return new Finding.Lacking(described() + (found == Wanted.GONE ? " is not there" : " is still there"));
  }

  /** A database half dropped is as good as none: nobody can connect to it, and it can only be dropped once more. */
  private String query() {
    String literal = Literal.of(name.name()) + "::pg_catalog.name";
    return switch (kind) {
      case DATABASE -> "SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) " + literal
          + (wanted == Wanted.THERE ? " AND d.datconnlimit OPERATOR(pg_catalog.<>) -2" : "");
      case TABLESPACE ->
        "SELECT s.oid FROM pg_catalog.pg_tablespace s WHERE s.spcname OPERATOR(pg_catalog.=) " + literal;
      case SUBSCRIPTION ->
        "SELECT s.subname FROM pg_catalog.pg_subscription s WHERE s.subname OPERATOR(pg_catalog.=) " + literal
            + " AND s.subdbid OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d"
            + " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())";
    };
  }

  private String described() {
    return "the " + kind.name().toLowerCase(Locale.ROOT) + " " + name.quoted();
  }
}
