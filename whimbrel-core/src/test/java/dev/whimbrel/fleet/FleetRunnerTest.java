package dev.whimbrel.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetRunnerTest {
  /** Such as {@code c: a b} for one that requires two. */
  private static List<Member> members(String... lines) {
    return Arrays.stream(lines).map(line -> {
      String[] parts = line.split(": ?", -1);
      return new Member(parts[0], parts.length == 1 ? List.of() : List.of(parts[1].split(" ", -1)));
    }).toList();
  }

  private static String run(List<Member> members, int atOnce, Function<Member, String> work) {
    return FleetRunner.run(members, atOnce, work, "well"::equals).stream().map(result -> switch (result) {
      case MemberResult.Done<String> done -> done.member().name() + " " + done.result();
      case MemberResult.NotReached<String> not -> not.member().name() + " not for " + not.because();
    }).collect(Collectors.joining(", "));
  }

  @Test
  void whatIsRequiredComesBefore() {
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    assertThat(run(members("c: b", "b: a", "a"), 3, member -> {
      order.add(member.name());
      return "well";
    })).isEqualTo("c well, b well, a well");
    assertThat(order).containsExactly("a", "b", "c");
  }

  @Test
  void aFailureHoldsBackOnlyThoseThatRequireIt() {
    assertThat(run(members("a", "b: a", "c: b", "d", "e: d a"), 2,
        member -> member.name().equals("a") ? "badly" : "well"))
        .isEqualTo("a badly, b not for [a], c not for [b], d well, e not for [a]");
  }

  @Test
  void independentOnesAreAtWorkTogether() {
    CyclicBarrier meeting = new CyclicBarrier(3);
    assertThat(run(members("a", "b", "c"), 3, member -> {
      try {
        meeting.await(20, TimeUnit.SECONDS);
        return "well";
      } catch (Exception e) {
        return e.toString();
      }
    })).isEqualTo("a well, b well, c well");
  }

  @Test
  void noMoreThanAllowedAreAtWork() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Member> many = java.util.stream.IntStream.range(0, 200).mapToObj(i -> new Member("m" + i, List.of())).toList();
    List<MemberResult<String>> results = FleetRunner.run(many, 3, member -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      now.decrementAndGet();
      return "well";
    }, "well"::equals);
    assertThat(results).hasSize(200).allMatch(MemberResult.Done.class::isInstance);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void anInterruptReachesThoseAtWorkAndTheOthersAreNotBegun() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    StringBuilder said = new StringBuilder();
    Thread caller = Thread.ofPlatform().start(() -> {
      said.append(run(members("a", "b"), 1, member -> {
        begun.countDown();
        try {
          new CountDownLatch(1).await();
          return "well";
        } catch (InterruptedException e) {
          return "interrupted";
        }
      })).append(Thread.interrupted() ? ", and the caller knows" : "");
    });
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join(20_000);
    assertThat(said).hasToString("a interrupted, b not for [], and the caller knows");
  }

  @Test
  void aMistakeIsThrownWhenAllHaveEnded() {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() -> run(members("a", "b", "c: a"), 2, member -> {
      done.incrementAndGet();
      if (member.name().equals("a")) {
        throw new IllegalStateException("oh");
      }
      return "well";
    })).hasMessage("the work on \"a\" threw").hasRootCauseMessage("oh");
    assertThat(done.get()).isEqualTo(2);
  }

  @Test
  void whatHasNoOrderIsRefused() {
    assertRefused("\"a\" is named twice", 1, "a", "a");
    assertRefused("what \"a\" requires is not among the members", 1, "a: b");
    assertRefused("\"b\" requires itself in the end", 1, "a", "b: c a", "c: b");
    assertRefused("nothing can be done on 0 members at once", 0, "a");
  }

  private static void assertRefused(String message, int atOnce, String... lines) {
    assertThatThrownBy(() -> run(members(lines), atOnce, member -> "well"))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void nobodyIsNoWork() {
    assertThat(run(List.of(), 1, member -> "well")).isEmpty();
  }
}
