package dev.whimbrel.fleet;

import java.util.List;
import java.util.Objects;

/**
 * What became of one member.
 *
 * @param <R> what the work gives
 */
public sealed interface MemberResult<R> {
  /** The work was done, well or badly, as its result says. */
  record Done<R>(Member member, R result) implements MemberResult<R> {
    public Done {
      Objects.requireNonNull(member);
      Objects.requireNonNull(result);
    }
  }

  /**
   * It was not begun.
   *
   * @param because the required ones that did not go well or were not begun themselves; empty if the whole run was interrupted
   */
  record NotReached<R>(Member member, List<String> because) implements MemberResult<R> {
    public NotReached {
      Objects.requireNonNull(member);
      because = List.copyOf(because);
    }
  }

  Member member();
}
