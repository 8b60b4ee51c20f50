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

    @Override
    public <U> Result<U> then(Function<? super T, Result<U>> next) {
      return next.apply(value);
    }

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public T orThrow() {
      return value;
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

    @Override
    public <U> Result<U> then(Function<? super T, Result<U>> next) {
      return new Rejected<>(problems);
    }

    @Override
    public T orThrow() {
      throw new WhimbrelException(problems);
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
  <U> Result<U> then(Function<? super T, Result<U>> next);

  /** Why there is no value; empty where there is one. */
  List<Problem> problems();

  /**
   * The value.
   *
   * @throws WhimbrelException carrying the problems if there is none
   */
  T orThrow();
}
