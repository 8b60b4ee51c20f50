package dev.whimbrel.doctor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was found.
 *
 * @param id the stable name of the kind of finding; documented one by one in {@code docs/reference/doctor.md}
 * @param about what it is found of: the name of an object, a version, a process; or an empty text
 * @param severity how bad it is
 * @param fact one sentence without a final full stop
 * @param why why it matters
 * @param remedy what to type, or null if there is nothing to advise
 * @param fix what {@code --fix} offers, or null if it offers nothing
 */
public record Finding(String id, String about, Severity severity, String fact, String why, @Nullable String remedy,
    @Nullable Fix fix) {
  public Finding {
    Objects.requireNonNull(id);
    Objects.requireNonNull(about);
    Objects.requireNonNull(severity);
    Objects.requireNonNull(fact);
    Objects.requireNonNull(why);
  }

  static Finding of(String id, String about, Severity severity, String fact, String why) {
    return new Finding(id, about, severity, fact, why, null, null);
  }

  /** The same with something to type, or with nothing. */
  public Finding withRemedy(@Nullable String advice) {
    return new Finding(id, about, severity, fact, why, advice, fix);
  }

  Finding withFix(@Nullable Fix offer) {
    return new Finding(id, about, severity, fact, why, remedy, offer);
  }
}
