package dev.whimbrel.schema.shadow;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database to try things in, gone when it is closed. Its sessions are to be closed before. For one thread, except {@link #cancel}. */
public final class ShadowDatabase implements AutoCloseable {
  private final DatabaseUrl url;
  private final SessionSettings session;
  private final String label;
  private final Runnable end;
  private final List<Database> sessions = new CopyOnWriteArrayList<>();

  ShadowDatabase(DatabaseUrl url, SessionSettings session, String label, Runnable end) {
    this.url = url;
    this.session = session;
    this.label = label;
    this.end = end;
  }

  /**
   * A new session, in which what was set for the database holds.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if the server is gone
   */
  public Database open() {
    Database opened = Database.open(url, session);
    sessions.removeIf(Database::isClosed);
    sessions.add(opened);
    return opened;
  }

  /** Asks the server to stop what runs in it. What comes next is not stopped: see {@link Shadows#cancel}. */
  void cancel() {
    sessions.stream().filter(one -> !one.isClosed()).forEach(ShadowDatabase::cancel);
  }

  private static void cancel(Database session) {
    try {
      session.cancel();
    } catch (WhimbrelException e) {
      if (!session.isClosed()) {
        throw e;
      }
    }
  }

  DatabaseUrl url() {
    return url;
  }

  /** The journal of the migrations that were replayed, which lies where it does unless somebody says otherwise. */
  public Journal journal(Database database) {
    return Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", new Author("", "", "whimbrel " + Whimbrel.version()));
  }

  /** What server it is on, and where that is: {@code PostgreSQL 18.6 (embedded)}. */
  public String label() {
    return label;
  }

  /** Drops it, or empties it if it was handed in. Further calls do nothing. */
  @Override
  public void close() {
    end.run();
  }
}
