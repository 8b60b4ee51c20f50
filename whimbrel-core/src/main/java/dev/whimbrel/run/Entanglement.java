package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.Database.Waiting;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.plan.Step;
import dev.whimbrel.run.LoneStatement.Ending;
import dev.whimbrel.run.LoneStatement.Reached;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that wait on the server for a lock of this run, as other tools do. Such a session holds a snapshot, and an index that is built
 * concurrently waits for every old one: each for the other, until the server ends one of the two. So they are to give up first.
 */
final class Entanglement {
  private static final String DEADLOCK = "40P01";
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Bench bench;
  private final Step step;
  private final boolean isPossible;
  private final long end;
  private int conflicts;
  private Reached reached = Reached.LOOKED;

  Entanglement(Bench bench, Step step, Statement statement) {
    this.bench = bench;
    this.step = step;
    this.isPossible = switch (Effect.of(statement)) {
      case Effect.IndexBuilt built -> true;
      case Effect.IndexRebuilt rebuilt -> true;
      default -> false;
    };
    this.end = System.nanoTime() + bench.retries().budget().toNanos();
  }

  /** Waits until nobody waits for us, as long as a lock is tried for; how it ends if somebody still does, or if we cannot go on. */
  Optional<Ending> obstacle() {
    Waiting waiting = waiting();
    if (!waiting.sessions().isEmpty()) {
      bench.events().accept(new RunEvent.Entangled(step, waiting.sessions()));
    }
    while (!waiting.sessions().isEmpty() && isInTime() && !Bench.isInterruptedWithin(PAUSE)) {
      waiting = waiting();
    }
    ServerFailure failure = waiting.failure();
    if (isLost(failure)) {
      return Optional.of(new Ending.Unknown(Objects.requireNonNull(failure)));
    }
    return waiting.sessions().isEmpty() ? Optional.empty() : Optional.of(stopped(waiting.sessions()));
  }

  /** A question that was refused, as by a cancel that came late, is no reason not to try; a connection that was lost is one. */
  private Waiting waiting() {
    return isPossible ? bench.database().waitingForUs() : new Waiting(List.of(), null);
  }

  private static boolean isLost(@Nullable ServerFailure failure) {
    return failure != null && failure.connection() == Link.LOST;
  }

  private boolean isInTime() {
    return System.nanoTime() - end < 0;
  }

  private Ending stopped(List<Blocker> waiting) {
    if (Thread.currentThread().isInterrupted()) {
      return new Ending.Interrupted(reached);
    }
    return new Ending.Stopped(reached, waiting.stream().map(Blocker::describe).collect(Collectors.joining(" and "))
        + " waits on the server for a lock that this run holds, and the statement would wait for that session's snapshot: "
        + "each for the other",
        "let it give up, or end it with: " + waiting.getFirst().ending());
  }

  /** Whether the statement is to be tried again: somebody came while it ran, and the server ended it and not the other. */
  boolean isIn(Ending ending) {
    boolean deadlock = isPossible && ending instanceof Ending.Refused refused
        && refused.refused().failure().sqlState().equals(DEADLOCK);
    if (!deadlock) {
      return false;
    }
    reached = Reached.RAN;
    Waiting waiting = waiting();
    // of a lost connection obstacle() tells
    return isLost(waiting.failure()) || !waiting.sessions().isEmpty()
        || (conflicts++ < bench.retries().conflicts() && isInTime());
  }
}
