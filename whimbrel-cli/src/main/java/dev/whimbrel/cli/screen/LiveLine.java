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
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration FIRST_IN_LOG = Duration.ofSeconds(5);
  private static final Duration LONGEST_IN_LOG = Duration.ofMinutes(1);

  private final PrintStream stream;
  private final Terminal terminal;
  private final String prefix;
  private final Width width;
  private @Nullable Thread thread;
  private boolean drawn;
  private long nextSaying;
  private Duration pause = Duration.ofSeconds(1);

  /**
   * What is watched.
   *
   * @param what for example "applying 003 add index"
   * @param news what is known of it now; may take a moment, may be empty
   */
  public record Subject(String what, Supplier<String> news) {}

  LiveLine(PrintStream stream, Terminal terminal, String prefix, Width width) {
    this.stream = stream;
    this.width = width;
    this.terminal = terminal;
    this.prefix = prefix;
  }

  synchronized void watch(Subject subject) {
    stop();
    // not a virtual one: an interrupt would close the socket on which the news come
    thread = Thread.ofPlatform().daemon().name("live line").unstarted(() -> follow(subject));
    thread.start();
  }

  synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
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
      nextSaying = System.nanoTime() + pause.toNanos();
      pause = pause.multipliedBy(2).compareTo(LONGEST_IN_LOG) > 0 ? LONGEST_IN_LOG : pause.multipliedBy(2);
    }
  }

  private void follow(Subject subject) {
    long start = System.nanoTime();
    Duration wait = terminal == Terminal.INTERACTIVE ? FIRST : FIRST_IN_LOG;
    try {
      while (true) {
        Thread.sleep(wait);
        String line = subject.what() + "  " + elapsed(start) + news(subject);
        synchronized (this) {
          if (thread != Thread.currentThread()) {
            return;
          }
          show(line);
        }
        wait = terminal == Terminal.INTERACTIVE ? FIRST : longer(wait);
      }
    } catch (InterruptedException e) {
      // The statement is over, and there is nothing more to tell.
      Thread.currentThread().interrupt();
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

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST_IN_LOG) > 0 ? LONGEST_IN_LOG : twice;
  }

  private static String elapsed(long start) {
    return Durations.brief(Duration.ofNanos(System.nanoTime() - start));
  }
}
