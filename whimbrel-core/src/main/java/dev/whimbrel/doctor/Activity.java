package dev.whimbrel.doctor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Whimbrel does in a database at one moment. What others run is shown without what their literals and comments hold.
 *
 * @param runs its sessions, and whoever else holds a migration lock; the oldest first
 */
public record Activity(List<Run> runs) {
  public Activity {
    runs = List.copyOf(runs);
  }

  /**
   * A session.
   *
   * @param session who it is
   * @param lock which migration lock it holds, or null if it holds none
   * @param doing which migration it works on, or null if that cannot be told
   * @param progress how far the building of an index has got, or null
   * @param holds the relations that it has locked
   * @param waits what it waits for, or null
   * @param queue who waits for it, the longest first
   */
  public record Run(Session session, @Nullable String lock, @Nullable Doing doing, @Nullable String progress,
      List<Locked> holds, @Nullable Wait waits, List<Waiter> queue) {
    public Run {
      Objects.requireNonNull(session);
      holds = List.copyOf(holds);
      queue = List.copyOf(queue);
    }
  }

  /**
   * A session of the server.
   *
   * @param pid its server process
   * @param application its application_name
   * @param user its role
   * @param client where it comes from: an address, or {@code local}
   * @param since when it began, in UTC
   * @param state such as {@code active}; empty where the role may not see it
   * @param seconds how long it has been in that state
   * @param query the beginning of what it runs or ran last
   */
  public record Session(int pid, String application, String user, String client, String since, String state,
      long seconds, String query) {
    /** In a sentence: without the pid. */
    public String describe() {
      String name = application.isEmpty() ? "no name" : application;
      return state.isEmpty()
          ? name + ", what it does is hidden from this role"
          : name + ", " + state + " for " + Ages.of(seconds) + (query.isEmpty() ? "" : ": " + query);
    }
  }

  /**
   * A migration at work.
   *
   * @param version as the directory has it
   * @param name the migration's own
   * @param file of its script
   * @param direction {@code up} or {@code down}
   * @param statement which one, from 1; 0 where several are on their way as one message, of which the server tells no more
   * @param statements how many the script has
   * @param line where in the file that statement, or the first, begins
   * @param sql its beginning, without its secrets
   * @param together how many migrations are on their way as one message, of which this is the first that is not known to be over: the
   *     server does not tell which of them it is at; 1 if it is this one
   */
  public record Doing(String version, String name, String file, String direction, int statement, int statements,
      int line, String sql, int together) {}

  /** A relation, or what stands for one that nobody else can see yet, and how it is locked. */
  public record Locked(String relation, String mode) {}

  /**
   * What a session waits for.
   *
   * @param mode the lock that it wants
   * @param on such as {@code accounts} or {@code a transaction}
   * @param seconds how long it has waited
   * @param behind who has it; a pid of 0 is a prepared transaction
   */
  public record Wait(String mode, String on, long seconds, List<Session> behind) {
    public Wait {
      behind = List.copyOf(behind);
    }
  }

  /** Who waits for a session, and for which lock. */
  public record Waiter(Session session, String mode, String on, long seconds) {}
}
