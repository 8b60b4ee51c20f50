package dev.whimbrel.database;

import dev.whimbrel.database.Database.Sending;
import dev.whimbrel.database.Observer.Sighting;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a session while it works, on a thread of its own: remembers what it waits for, since the server does not tell
 * afterwards; and gives the connection up when the server does not work for it any more, since TCP may take hours to notice that the
 * other side is gone. When the thread that works is interrupted, what runs on the server is cancelled.
 *
 * <p>Safe for use by several threads.
 */
public final class Vigil implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(20);

  private final Bounds bounds;
  private final Database database;
  private final @Nullable Observer observer;
  private boolean closed;
  private long looked;
  private Duration pause;
  private long nextLook;
  private long silentSince;
  private List<Blocker> blockers = List.of();

  /**
   * How long to wait.
   *
   * @param first before the first look at a text that is on its way
   * @param longest between two looks
   * @param answer until an answer that the server has given, and that has not come, is lost
   * @param silence until a server that cannot be reached is gone
   */
  record Bounds(Duration first, Duration longest, Duration answer, Duration silence) {
    static final Bounds STANDARD = new Bounds(Duration.ofMillis(40), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(60));
  }

  private Vigil(Bounds bounds, Database database, @Nullable Observer observer) {
    this.bounds = bounds;
    this.database = database;
    this.observer = observer;
    this.pause = bounds.first();
  }

  /** Without an observer, only an interrupt is noticed. */
  static Vigil over(Database database, @Nullable Observer observer, Bounds bounds) {
    Vigil vigil = new Vigil(bounds, database, observer);
    Thread worker = Thread.currentThread();
    Thread thread = new Thread(() -> vigil.keep(worker, database, observer), "whimbrel-vigil");
    thread.setDaemon(true);
    thread.start();
    return vigil;
  }

  /** Who stood in the way of the text that was sent last, when it was last looked at; empty if nobody did. */
  public synchronized List<Blocker> blockers() {
    return looked == database.sending().number() ? blockers : List.of();
  }

  private void keep(Thread worker, Database ours, @Nullable Observer from) {
    long cancelled = 0;
    while (isOpenAfter(TICK)) {
      Sending sending = ours.sending();
      if (worker.isInterrupted() && sending.since() != 0 && sending.number() != cancelled && isCancelled(ours)) {
        cancelled = sending.number();
      }
      if (from != null && isDue(sending)) {
        judge(sending, from.look());
      }
    }
  }

  /** Whether the server took the request; if not, it is made again at the next tick. */
  private static boolean isCancelled(Database ours) {
    try {
      ours.cancel();
      return true;
    } catch (WhimbrelException e) {
      return false;
    }
  }

  private synchronized boolean isOpenAfter(Duration tick) {
    try {
      long end = System.nanoTime() + tick.toNanos();
      for (long left = tick.toMillis(); !closed && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    return !closed;
  }

  private synchronized boolean isDue(Sending sending) {
    if (sending.since() == 0) {
      return false;
    }
    if (sending.number() != looked) {
      looked = sending.number();
      blockers = List.of();
      pause = bounds.first();
      nextLook = sending.since() + pause.toNanos();
      silentSince = 0;
    }
    return System.nanoTime() >= nextLook;
  }

  private synchronized void judge(Sending sending, Sighting sighting) {
    pause = Pauses.longer(pause, bounds.longest());
    nextLook = System.nanoTime() + pause.toNanos();
    boolean silent = sighting instanceof Sighting.Unreachable;
    silentSince = !silent ? 0 : silentSince == 0 ? System.nanoTime() : silentSince;
    boolean over = switch (sighting) {
      case Sighting.There there -> {
        blockers = there.blockers().isEmpty() ? blockers : there.blockers();
        yield there.idle() > bounds.answer().toSeconds() && age(sending.since()).compareTo(bounds.answer()) > 0;
      }
      case Sighting.Gone gone -> age(sending.since()).compareTo(bounds.answer()) > 0;
      case Sighting.Refused refused -> false;
      case Sighting.Unreachable unreachable -> age(silentSince).compareTo(bounds.silence()) > 0;
    };
    if (over && database.sending().equals(sending)) {
      sending.session().sever();
    }
  }

  private static Duration age(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (observer != null) {
      observer.close();
    }
  }
}
