package dev.whimbrel.simulation;

import dev.whimbrel.plan.Goal;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.simulation.Contender.End;
import dev.whimbrel.simulation.Migrations.Generated;
import dev.whimbrel.simulation.Script.Attempt;
import dev.whimbrel.testkit.CatalogFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays the scripts of seeds in one arena, and judges each by what is in the database afterwards. */
final class Simulation {
  /** Once for what is broken, once for what stands half way back, and then it must do. */
  private static final int MOST_PLAIN_RUNS = 4;

  private final Arena arena;
  private @Nullable Clean clean;
  private int faults;

  private record Clean(long seed, CatalogFingerprint fingerprint) {}

  Simulation(Arena arena) {
    this.arena = arena;
  }

  /** How many things went wrong so far. */
  int faults() {
    return faults;
  }

  /** What is wrong, with all that is needed to understand it; empty if nothing is. */
  Optional<String> play(Script script) {
    CatalogFingerprint wanted = clean(script);
    arena.empty();
    if (script.migrations().isObstructed()) {
      arena.obstruct();
    }
    Workshop workshop = new Workshop(arena);
    List<Contender> contenders = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    for (List<Attempt> attempts : script.contenders()) {
      Contender contender = new Contender(arena, script, String.valueOf((char) ('A' + contenders.size())), workshop);
      contenders.add(contender);
      threads.add(new Thread(() -> contender.run(attempts)));
    }
    Throwable[] thrown = new Throwable[1];
    threads.forEach(thread -> thread.setUncaughtExceptionHandler((which, e) -> thrown[0] = e));
    threads.forEach(Thread::start);
    threads.forEach(Simulation::join);
    if (thrown[0] != null) {
      throw new AssertionError("seed " + script.seed(), thrown[0]);
    }
    arena.settle();
    Contender last = new Contender(arena, script, "plain", workshop);
    contenders.add(last);
    converge(last, violations);
    for (Contender contender : contenders) {
      for (Claims claims : contender.history()) {
        violations.addAll(claims.violations());
        faults += claims.faults();
      }
    }
    judge(script, wanted, violations);
    return violations.isEmpty() ? Optional.empty() : Optional.of(describe(script, contenders, violations));
  }

  private CatalogFingerprint clean(Script script) {
    Clean known = clean;
    if (known == null || !Script.isSharing(known.seed(), script.seed())) {
      known = new Clean(script.seed(), arena.clean(script.migrations()));
      clean = known;
    }
    return known.fingerprint();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs as anybody would start them now: up, and down once if what stands half way is to be finished first. */
  private static void converge(Contender contender, List<String> violations) {
    Goal goal = new Goal.Latest();
    for (int run = 1; run <= MOST_PLAIN_RUNS; run++) {
      End end = contender.run(new Attempt(goal, Grouping.standard(), List.of()));
      if (end == End.SUCCESS && goal instanceof Goal.Latest) {
        return;
      }
      goal = end == End.REFUSAL && goal instanceof Goal.Latest ? new Goal.Undo(1) : new Goal.Latest();
    }
    violations.add("plain runs did not converge");
  }

  private void judge(Script script, CatalogFingerprint wanted, List<String> violations) {
    arena.left().forEach(left -> violations.add("left behind: " + left));
    if (arena.isObstructed()) {
      violations.add("the obstacle still stands: no run has told of it");
    }
    List<String> keys = arena.ledger().stream().map(Arena.Entry::key).toList();
    for (Generated generated : script.migrations().all()) {
      List<String> ours = keys.stream().filter(key -> key.startsWith(generated.version() + ".")).toList();
      if (!isOnceEach(ours, generated)) {
        violations.add("migration " + generated.version() + " ran as " + ours);
      }
    }
    String difference = wanted.difference(arena.fingerprint());
    if (!difference.isEmpty()) {
      violations.add("the database differs from a clean one:\n" + difference);
    }
  }

  /** Up, and any number of times down and up again, each as a whole. */
  private static boolean isOnceEach(List<String> ledger, Generated generated) {
    List<String> wanted = new ArrayList<>(generated.up().keys());
    while (wanted.size() < ledger.size() && !generated.downKeys().isEmpty()) {
      wanted.addAll(generated.downKeys());
      wanted.addAll(generated.up().keys());
    }
    return wanted.equals(ledger);
  }

  private String describe(Script script, List<Contender> contenders, List<String> violations) {
    return "seed " + script.seed() + ": " + String.join("\n", violations)
        + "\n\n  migrations:\n" + script.migrations().toString().indent(4)
        + "\n  runs:\n" + contenders.stream().flatMap(contender -> contender.history().stream())
            .map(claims -> "    " + claims + "\n").collect(Collectors.joining())
        + "\n  ledger:\n" + arena.ledger().stream().map(entry -> entry.key() + " by " + entry.run() + "\n")
            .collect(Collectors.joining()).indent(4)
        + "\n  journal:\n" + arena.journal().indent(4);
  }
}
