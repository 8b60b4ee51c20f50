package dev.whimbrel.migration;

import java.util.Objects;
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
    private @Nullable Supplier<String> how;
    private @Nullable String text;

    Later(Supplier<String> how) {
      this.how = how;
    }

    @Override
    public synchronized String text() {
      if (text == null) {
        text = Objects.requireNonNull(how).get();
        how = null;
      }
      return text;
    }

    @Override
    public void ahead() {
      try {
        Thread.ofPlatform().daemon().name("whimbrel-checksum").start(this::tryIt);
      } catch (OutOfMemoryError e) {
        // there can be no further thread: whoever asks works it out himself
      }
    }

    private void tryIt() {
      try {
        text();
      } catch (OutOfMemoryError e) {
        // whoever asks for it tries once more, and is told
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
