package dev.whimbrel.cli.screen;

import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line that tells what takes so long. On a terminal it is written over and over; in a log it is a new line, at growing distances.
 */
public final class LiveLine {
  private static final Duration LONGEST_IN_LOG = Duration.ofMinutes(1);

  private final PrintStream stream;
  private final Terminal terminal;
  private final String prefix;
  private final Width width;
  private final Pace pace;
  /** Looks now and then whether something takes long: to start one for each of a thousand steps costs more than the steps. */
  private @Nullable Thread thread;
  private @Nullable Watched watched;
  private long watches;
  private boolean drawn;
  private long nextSaying;
  private Duration pauseOfSaying = Duration.ofSeconds(1);

  /**
   * What is watched.
   *
   * @param what for example "applying 003 add index"
   * @param news what is known of it now; may take a moment, may be empty
   */
  public record Subject(String what, Supplier<String> news) {}

  /**
   * What is watched now.
   *
   * @param number tells it from what was watched before and after
   * @param since by {@link System#nanoTime}
   */
  private record Watched(long number, Subject subject, long since) {}

  /**
   * How often something is told of what takes long.
   *
   * @param first the time before the first line
   * @param factor by which the time between two lines grows
   * @param longest that time at most
   */
  record Pace(Duration first, int factor, Duration longest) {
    static final Pace ON_A_TERMINAL = new Pace(Duration.ofSeconds(1), 1, Duration.ofSeconds(1));
    static final Pace IN_A_LOG = new Pace(Duration.ofSeconds(5), 2, LONGEST_IN_LOG);

    private Duration after(Duration wait) {
      Duration longer = wait.multipliedBy(factor);
      return longer.compareTo(longest) > 0 ? longest : longer;
    }
  }

  LiveLine(PrintStream stream, Terminal terminal, String prefix, Width width) {
    this(stream, terminal, prefix, width, terminal == Terminal.INTERACTIVE ? Pace.ON_A_TERMINAL : Pace.IN_A_LOG);
  }

  LiveLine(PrintStream stream, Terminal terminal, String prefix, Width width, Pace pace) {
    this.pace = pace;
    this.stream = stream;
    this.width = width;
    this.terminal = terminal;
    this.prefix = prefix;
  }

  synchronized void watch(Subject subject) {
    stop();
    watched = new Watched(watches++, subject, System.nanoTime());
    if (thread == null) {
      // not a virtual one: an interrupt would close the socket on which the news come
      thread = Thread.ofPlatform().daemon().name("live line").unstarted(this::follow);
      thread.start();
    }
  }

  synchronized void stop() {
    watched = null;
    if (drawn) {
      stream.print("\r\u001b[K");
      stream.flush();
      drawn = false;
    }
  }

  /** Says it at once on a terminal; in a log only now and then. */
  synchronized void say(String line) {
    if (terminal == Terminal.INTERACTIVE) {
      draw(line);
      return;
    }
    if (System.nanoTime() >= nextSaying) {
      stream.print(prefix + line + "\n");
      nextSaying = System.nanoTime() + pauseOfSaying.toNanos();
      pauseOfSaying = Pace.IN_A_LOG.after(pauseOfSaying);
    }
  }

  private void follow() {
    Duration wait = pace.first();
    long number = -1;
    long next = 0;
    try {
      while (true) {
        Watched now = watched();
        if (now != null && now.number() != number) {
          number = now.number();
          wait = pace.first();
          next = now.since() + wait.toNanos();
        } else if (now != null && System.nanoTime() - next >= 0) {
          tell(now);
          wait = pace.after(wait);
          next = System.nanoTime() + wait.toNanos();
        }
        // no longer than until something that begins meanwhile would be told of
        long left = now == null ? pace.first().toNanos() : Math.min(pace.first().toNanos(), next - System.nanoTime());
        Thread.sleep(Duration.ofNanos(Math.max(0, left)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Watched watched() {
    return watched;
  }

  private void tell(Watched subject) {
    String line = subject.subject().what() + "  " + elapsed(subject.since()) + news(subject.subject());
    synchronized (this) {
      if (watched != null && watched.number() == subject.number()) {
        show(line);
      }
    }
  }

  private static String news(Subject subject) {
    String news = subject.news().get();
    return news.isEmpty() ? "" : "  " + news;
  }

  private void show(String line) {
    if (terminal == Terminal.INTERACTIVE) {
      draw(Printable.of(line));
    } else {
      stream.print(prefix + Printable.of(line) + "\n");
    }
  }

  private void draw(String line) {
    // a line that wraps could not be taken back
    stream.print("\r\u001b[K" + Printable.cut(line, width.columns() - 1));
    stream.flush();
    drawn = true;
  }

  private static String elapsed(long start) {
    return Durations.brief(Duration.ofNanos(System.nanoTime() - start));
  }
}
