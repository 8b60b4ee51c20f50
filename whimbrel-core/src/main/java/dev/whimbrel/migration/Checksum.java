package dev.whimbrel.migration;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two fingerprints of the up part, SHA-256 in lower-case hexadecimal; of code, twice what its author says. They are worked out when
 * somebody asks for them, from bytes that do not change: a run that applies nothing needs no more than one of the two. Safe to share.
 */
public final class Checksum {
  private final Fingerprint raw;
  private final Fingerprint tokens;

  private Checksum(Fingerprint raw, Fingerprint tokens) {
    this.raw = raw;
    this.tokens = tokens;
  }

  /** One that is known already, as that of a row of the journal. */
  public Checksum(String raw, String tokens) {
    this(new Known(Objects.requireNonNull(raw)), new Known(Objects.requireNonNull(tokens)));
  }

  /**
   * One that is yet to be worked out.
   *
   * @param raw as {@link #raw()}
   * @param tokens as {@link #tokens()}
   */
  public static Checksum of(Supplier<String> raw, Supplier<String> tokens) {
    return new Checksum(new Later(raw), new Later(tokens));
  }

  private sealed interface Fingerprint {
    String text();

    void ahead();
  }

  private record Known(String text) implements Fingerprint {
    @Override
    public void ahead() {
      // there is nothing to be done
    }
  }

  private static final class Later implements Fingerprint {
    private final FutureTask<String> task;

    Later(Supplier<String> text) {
      this.task = new FutureTask<>(text::get);
    }

    @Override
    public String text() {
      task.run(); // no more than once, whoever runs it
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return task.get();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error; // as if this thread had done it
        }
        throw new IllegalStateException("a checksum cannot be worked out", e.getCause());
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void ahead() {
      if (!task.isDone()) {
        Thread.ofPlatform().daemon().name("whimbrel-checksum").start(task);
      }
    }
  }

  /** Of the file's bytes. */
  public String raw() {
    return raw.text();
  }

  /** Of what the server would see: without comments, white space and line ends. */
  public String tokens() {
    return tokens.text();
  }

  /** Begins to work it out beside what this thread does, where that will be waited for. */
  public void ahead() {
    raw.ahead();
    tokens.ahead();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Checksum checksum && raw().equals(checksum.raw()) && tokens().equals(checksum.tokens());
  }

  @Override
  public int hashCode() {
    return 31 * raw().hashCode() + tokens().hashCode();
  }

  @Override
  public String toString() {
    return "Checksum[raw=" + raw() + ", tokens=" + tokens() + "]";
  }
}
