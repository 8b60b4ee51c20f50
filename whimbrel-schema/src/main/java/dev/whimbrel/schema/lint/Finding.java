package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a statement.
 *
 * @param rule its id, as {@code WB101}
 * @param subject what it was found in
 * @param what one sentence that states the fact with the names of the objects, without a final full stop
 * @param why one sentence that says whom it hurts and how, without a final full stop
 * @param lock that hurts, or null
 * @param size how large the object is in the database in question, or null if that is not known
 * @param safe statements that do the same without the harm, in order, each to be run as the comment in front of it
 *   says; may be empty
 * @param remedy what to do where there are no such statements, or what has to be known of them; may be empty
 */
public record Finding(String rule, Severity severity, Certainty certainty, Subject subject, String what, String why,
    @Nullable Lock lock, @Nullable Size size, List<String> safe, String remedy) {
  public Finding {
    Objects.requireNonNull(rule);
    Objects.requireNonNull(severity);
    Objects.requireNonNull(certainty);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(what);
    Objects.requireNonNull(why);
    Objects.requireNonNull(remedy);
    safe = List.copyOf(safe);
  }

  /** One of the severity of its rule, which {@link Rule#findings} puts in. */
  static Finding of(Subject subject, Certainty certainty, String what, String why) {
    return new Finding("", Severity.WARNING, certainty, subject, what, why, null, null, List.of(), "");
  }

  Finding locking(@Nullable Lock other) {
    return new Finding(rule, severity, certainty, subject, what, why, other, size, safe, remedy);
  }

  Finding sized(@Nullable Size other) {
    return new Finding(rule, severity, certainty, subject, what, why, lock, other, safe, remedy);
  }

  Finding safely(List<String> statements) {
    return new Finding(rule, severity, certainty, subject, what, why, lock, size, statements, remedy);
  }

  Finding remedy(String advice) {
    return new Finding(rule, severity, certainty, subject, what, why, lock, size, safe, advice);
  }

  Finding of(String id, Severity weight) {
    return new Finding(id, weight, certainty, subject, what, why, lock, size, safe, remedy);
  }

  /** The same with another weight. */
  public Finding weighing(Severity other) {
    return new Finding(rule, other, certainty, subject, what, why, lock, size, safe, remedy);
  }
}
