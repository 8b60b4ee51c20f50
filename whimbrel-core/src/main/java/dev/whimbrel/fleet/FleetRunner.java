package dev.whimbrel.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does the same work on several members, some at once: each begins when those that it requires are done and went well, and one that
 * fails holds back only those that require it.
 *
 * <p>An interrupt of the calling thread is passed on to the members at work, and the others are not begun; the call returns, with
 * the interrupt status set, when the former have ended.
 *
 * @param <R> what the work gives
 */
public final class FleetRunner<R> {
  private final List<Member> members;
  private final int atOnce;
  private final Function<Member, R> work;
  private final Predicate<R> isWell;
  private final Map<String, MemberResult<R>> results = new HashMap<>();
  private final Map<String, Thread> working = new LinkedHashMap<>();
  private final BlockingQueue<Ended<R>> ended = new LinkedBlockingQueue<>();
  private @Nullable RuntimeException mistake;
  private boolean interrupted;

  /** How the work on a member came to its end. */
  private record Ended<R>(Member member, @Nullable R result, @Nullable Throwable mistake) {}

  private FleetRunner(List<Member> members, int atOnce, Function<Member, R> work, Predicate<R> isWell) {
    this.members = members;
    this.atOnce = atOnce;
    this.work = work;
    this.isWell = isWell;
  }

  /**
   * Does the work.
   *
   * @param members each once; what is required must be among them, without circles
   * @param atOnce on how many to work at the same time, at least 1
   * @param work called on a thread of its own for each member; what can be expected to go wrong belongs into its result
   * @param isWell whether those that require a member with such a result may begin
   * @return a result for each member, in the order of the members
   * @throws IllegalArgumentException if the members cannot be put in an order
   * @throws IllegalStateException if the work threw something; that is the cause, and all that was begun has ended
   */
  public static <R> List<MemberResult<R>> run(List<Member> members, int atOnce, Function<Member, R> work,
      Predicate<R> isWell) {
    refuse(members, atOnce);
    return new FleetRunner<>(List.copyOf(members), atOnce, work, isWell).run();
  }

  private static void refuse(List<Member> members, int atOnce) {
    Set<String> names = new HashSet<>();
    members.forEach(member -> {
      if (!names.add(member.name())) {
        throw new IllegalArgumentException("\"" + member.name() + "\" is named twice");
      }
    });
    members.forEach(member -> {
      if (!names.containsAll(member.requires())) {
        throw new IllegalArgumentException("what \"" + member.name() + "\" requires is not among the members");
      }
    });
    if (atOnce < 1) {
      throw new IllegalArgumentException("nothing can be done on " + atOnce + " members at once");
    }
    refuseCircles(members);
  }

  private static void refuseCircles(List<Member> members) {
    Set<String> first = new HashSet<>();
    List<Member> left = new ArrayList<>(members);
    while (left.removeIf(member -> first.containsAll(member.requires()) && first.add(member.name()))) {
      // until nobody is left who can be next
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("\"" + left.getFirst().name() + "\" requires itself in the end");
    }
  }

  private List<MemberResult<R>> run() {
    while (results.size() < members.size()) {
      giveUp();
      begin();
      if (!working.isEmpty()) {
        take();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (mistake != null) {
      throw mistake;
    }
    return members.stream().map(member -> Objects.requireNonNull(results.get(member.name()))).toList();
  }

  /** Those whose requirements will never be met, and in turn those that require them. */
  private void giveUp() {
    boolean again = true;
    while (again) {
      again = false;
      for (Member member : waiting()) {
        List<String> because = member.requires().stream().filter(this::isBad).toList();
        if (interrupted || !because.isEmpty()) {
          results.put(member.name(), new MemberResult.NotReached<>(member, because));
          again = true;
        }
      }
    }
  }

  private List<Member> waiting() {
    return members.stream()
        .filter(member -> !results.containsKey(member.name()) && !working.containsKey(member.name())).toList();
  }

  private boolean isBad(String name) {
    return switch (results.get(name)) {
      case null -> false;
      case MemberResult.Done<R> done -> !isWell.test(done.result());
      case MemberResult.NotReached<R> notReached -> true;
    };
  }

  private void begin() {
    for (Member member : waiting()) {
      if (working.size() < atOnce && results.keySet().containsAll(member.requires())) {
        // not a virtual one: an interrupt would close the socket of its connection
        Thread thread = Thread.ofPlatform().name(member.name()).unstarted(() -> doWork(member));
        working.put(member.name(), thread);
        thread.start();
      }
    }
  }

  private void doWork(Member member) {
    Ended<R> end;
    try {
      end = new Ended<>(member, work.apply(member), null);
    } catch (RuntimeException | Error e) {
      end = new Ended<>(member, null, e);
    }
    ended.add(end);
  }

  private void take() {
    try {
      note(ended.take());
    } catch (InterruptedException e) {
      interrupted = true;
      working.values().forEach(Thread::interrupt);
    }
  }

  private void note(Ended<R> end) {
    Member member = end.member();
    working.remove(member.name());
    R result = end.result();
    if (result != null) {
      results.put(member.name(), new MemberResult.Done<>(member, result));
      return;
    }
    results.put(member.name(), new MemberResult.NotReached<>(member, List.of()));
    IllegalStateException thrown = new IllegalStateException("the work on \"" + member.name() + "\" threw",
        end.mistake());
    if (mistake == null) {
      mistake = thrown;
    } else {
      mistake.addSuppressed(thrown);
    }
  }
}
