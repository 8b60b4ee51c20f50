package dev.whimbrel.embedded;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The embedded server cannot be had. Its message holds all three parts: what is wrong, what to do, what the log says. */
public final class EmbeddedPostgresException extends RuntimeException {
  private final String fact;
  private final String remedy;
  private final String log;

  EmbeddedPostgresException(String fact, String remedy) {
    this(fact, remedy, "", null);
  }

  EmbeddedPostgresException(String fact, String remedy, String log) {
    this(fact, remedy, log, null);
  }

  EmbeddedPostgresException(String fact, String remedy, @Nullable Throwable cause) {
    this(fact, remedy, "", cause);
  }

  private EmbeddedPostgresException(String fact, String remedy, String log, @Nullable Throwable cause) {
    super(fact + "; " + remedy + (log.isEmpty() ? "" : "\n" + log.indent(2).stripTrailing()), cause);
    this.fact = Objects.requireNonNull(fact);
    this.remedy = Objects.requireNonNull(remedy);
    this.log = Objects.requireNonNull(log);
  }

  /** What is wrong, in one sentence without a full stop. */
  public String fact() {
    return fact;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }

  /** The last lines that PostgreSQL wrote, or an empty string. */
  public String log() {
    return log;
  }
}
