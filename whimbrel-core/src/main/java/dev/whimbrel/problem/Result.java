package dev.whimbrel.problem;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A value, or all the reasons why there is none.
 *
 * @param <T> the value
 */
public sealed interface Result<T> {
  /** It worked. */
  record Ok<T>(T value) implements Result<T> {
    public Ok {
      Objects.requireNonNull(value);
    }
  }

  /** It did not; the list is never empty. */
  record Rejected<T>(List<Problem> problems) implements Result<T> {
    public Rejected {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("rejected without a reason");
      }
    }
  }

  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Result<T> rejected(Problem problem) {
    return new Rejected<>(List.of(problem));
  }

  static <T> Result<T> rejected(List<Problem> problems) {
    return new Rejected<>(problems);
  }

  /** The next stage, reached only if this one gave a value. */
  default <U> Result<U> then(Function<? super T, Result<U>> next) {
    return switch (this) {
      case Ok<T> ok -> next.apply(ok.value());
      case Rejected<T> rejected -> new Rejected<>(rejected.problems());
    };
  }

  default List<Problem> problems() {
    return switch (this) {
      case Ok<T> ok -> List.of();
      case Rejected<T> rejected -> rejected.problems();
    };
  }

  /**
   * The value.
   *
   * @throws WhimbrelException carrying the problems if there is none
   */
  default T orThrow() {
    return switch (this) {
      case Ok<T> ok -> ok.value();
      case Rejected<T> rejected -> throw new WhimbrelException(rejected.problems());
    };
  }
}
