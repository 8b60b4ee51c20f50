package dev.whimbrel.problem;

/** The stable names of everything that can go wrong; documented one by one in {@code docs/reference/problems.md}. */
public enum ProblemCode {
  /** The command line or the configuration is not understood. */
  USAGE(Kind.USAGE),
  /** A key, variable or value of the configuration is wrong. */
  CONFIGURATION(Kind.USAGE),
  /** No database was named. */
  NO_DATABASE(Kind.USAGE),
  /** The migration directory does not exist or is not a directory. */
  NO_DIRECTORY(Kind.USAGE),
  /** The directory holds no migration. */
  NO_MIGRATIONS(Kind.USAGE),
  /** A version that was asked for does not exist. */
  NO_SUCH_VERSION(Kind.USAGE),
  /** The user answered no, or nobody could be asked. */
  NOT_CONFIRMED(Kind.USAGE),
  /** A cluster refuses what is asked of it, or does not have what that needs. */
  CLUSTER(Kind.USAGE),

  /** The server refused a statement of a migration; the migration was rolled back. */
  STATEMENT_FAILED(Kind.FAILED),
  /** Somebody ended the run between two migrations. */
  INTERRUPTED(Kind.FAILED),
  /** The session was ended by the server while a migration ran. */
  SESSION_ENDED(Kind.FAILED),
  /** The server refused something outside a migration. */
  DATABASE_ERROR(Kind.FAILED),
  /** A Job in a cluster failed as a command here does that ends with this exit code. */
  JOB_FAILED(Kind.FAILED),

  /** The format of the directory is not clear from its files. */
  AMBIGUOUS_FORMAT(Kind.REFUSED),
  /** A file looks like a migration but its name cannot be read. */
  BAD_FILE_NAME(Kind.REFUSED),
  /** Two files have the same version. */
  DUPLICATE_VERSION(Kind.REFUSED),
  /** A file holds bytes that are not UTF-8 text. */
  BAD_BYTES(Kind.REFUSED),
  /** A file cannot be read, is not a regular file, or lies outside the directory. */
  BAD_FILE(Kind.REFUSED),
  /** A marker or directive in a file is misplaced, missing or unknown. */
  BAD_MARKER(Kind.REFUSED),
  /** The up part of a migration is missing. */
  NO_UP(Kind.REFUSED),
  /** A migration that is to be reverted has no down part. */
  NO_DOWN(Kind.REFUSED),
  /** A quote, comment, parenthesis or block is not closed. */
  UNTERMINATED(Kind.REFUSED),
  /** The text is not SQL that the scanner can divide into statements. */
  BAD_SQL(Kind.REFUSED),
  /** A psql command that only psql can carry out. */
  META_COMMAND(Kind.REFUSED),
  /** Transaction control inside a migration. */
  TRANSACTION_CONTROL(Kind.REFUSED),
  /** Statements that need a transaction and statements that cannot run in one stand in one file. */
  MIXED_TRANSACTION(Kind.REFUSED),
  /** The integrity file is missing, unreadable or does not match the directory. */
  INTEGRITY(Kind.REFUSED),
  /** A variable that a migration needs has no value. */
  NO_VALUE(Kind.REFUSED),
  /** An applied migration was edited. */
  EDITED(Kind.REFUSED),
  /** An applied migration is no longer in the directory. */
  MISSING(Kind.REFUSED),
  /** A pending migration comes before one that is applied. */
  OUT_OF_ORDER(Kind.REFUSED),
  /** The database is not what the migrations make that another tool says are applied, or that cannot be found out. */
  UNPROVEN(Kind.REFUSED),
  /** A shadow database cannot be had or used, or something does not run in it. */
  SHADOW(Kind.REFUSED),
  /** What would be done loses data that nothing brings back, and nobody agreed to that. */
  DATA_LOSS(Kind.REFUSED),
  /** A way back does not restore what was before. */
  NOT_RESTORED(Kind.REFUSED),
  /** The way back of a migration is not proven, where that is demanded. */
  NO_PROOF(Kind.REFUSED),
  /** Not done in a protected environment, or not in this way. */
  PROTECTED(Kind.REFUSED),
  /** A feature of the format that Whimbrel does not carry out. */
  UNSUPPORTED(Kind.REFUSED),

  /** A Job in a cluster refused to begin as a command here does that ends with this exit code. */
  JOB_REFUSED(Kind.REFUSED),

  /** No backup could be made before a deployment. */
  BACKUP(Kind.REFUSED),
  /** A check before a deployment is not true. */
  CHECK_BEFORE(Kind.REFUSED),
  /** A check after a deployment is not true; what was deployed is in effect. */
  CHECK_AFTER(Kind.UNHEALTHY),

  /** Another run holds the migration lock. */
  LOCKED(Kind.LOCKED),

  /** The server cannot be reached. */
  UNREACHABLE(Kind.UNREACHABLE),
  /** The server refused the user or the password. */
  REFUSED_LOGIN(Kind.UNREACHABLE),
  /** The server is a standby or takes no writes. */
  READ_ONLY(Kind.UNREACHABLE),
  /** A connection pooler that does not keep a session for one client. */
  POOLER(Kind.UNREACHABLE),
  /** The server's product or version is not supported. */
  UNSUPPORTED_SERVER(Kind.UNREACHABLE),
  /** The journal was written by a newer Whimbrel, or is not readable. */
  JOURNAL(Kind.UNREACHABLE),

  /** A migration without a transaction failed part way. */
  PARTLY_APPLIED(Kind.PARTIAL),

  /** The connection was lost and it is not known what the server did. */
  UNKNOWN_OUTCOME(Kind.UNKNOWN),
  /** The migration lock was lost during the run. */
  LOCK_LOST(Kind.UNKNOWN),

  /** What would be done is not what was agreed to: the history, a file or the database is another by now. */
  OUTDATED(Kind.OUTDATED),

  /** There is work to do (only with {@code --exit-code}). */
  PENDING(Kind.PENDING),
  /** Something is wrong with the database or the directory (only of {@code doctor}). */
  UNHEALTHY(Kind.UNHEALTHY),
  /** The database is not what its migrations make (only of {@code drift}). */
  DRIFT(Kind.UNHEALTHY),
  /** Something is wrong with migrations that are looked at (only of {@code lint} and {@code deploy}). */
  LINT(Kind.UNHEALTHY),

  /** A query that is to be tried does not run; only ever a warning. */
  QUERY(Kind.WARNING),
  /** A directive that has no effect, here as with the format's own tool; only ever a warning. */
  PASSED_OVER(Kind.WARNING),
  /** What another tool's table says and nobody can verify, or what that tool would stumble over; only ever a warning. */
  OTHER_TOOL(Kind.WARNING),
  /** Objects of a database that Whimbrel has no record for; only ever a warning. */
  NOT_MODELLED(Kind.WARNING),
  /** What leads from one schema to another cannot be taken back; only ever a warning. */
  NO_WAY_BACK(Kind.WARNING),
  /** The log file takes no more, and the run goes on without it; only ever a warning. */
  LOG(Kind.WARNING),

  /** A mistake of Whimbrel itself. */
  INTERNAL(Kind.INTERNAL),
  /** Standard output took no more. */
  OUTPUT(Kind.OUTPUT);

  /** Decides the exit code; documented in {@code docs/reference/exit-codes.md}. */
  public enum Kind {
    /** Nothing is kept from running. */
    WARNING(0), USAGE(1), FAILED(2), REFUSED(3), LOCKED(4), UNREACHABLE(5), PARTIAL(6), UNKNOWN(7), PENDING(
        8), UNHEALTHY(9),
    /** Whoever agreed to a plan has to look at another one: what is in the cluster asks for that by itself. */
    OUTDATED(10), INTERNAL(70), OUTPUT(74);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  ProblemCode(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
