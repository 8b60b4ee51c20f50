package dev.whimbrel.simulation;

import dev.whimbrel.plan.Goal;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.simulation.Fault.Kind;
import dev.whimbrel.simulation.Fault.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens in one simulation.
 *
 * @param contenders the runs that each contender starts one after the other; one contender or two
 */
record Script(long seed, Migrations migrations, List<List<Attempt>> contenders) {
  /** So many seeds share their migrations, which spares making the clean database again. */
  private static final int SHARING = 5;

  private static final int MOST_ATTEMPTS = 4;
  /** Taking the lock, reading the journal, making it. */
  private static final int BEFORE_THE_FIRST_STEP = 5;

  /** One run. */
  record Attempt(Goal goal, Grouping grouping, List<Fault> faults) {
    Attempt {
      faults = List.copyOf(faults);
    }
  }

  Script {
    contenders = contenders.stream().map(List::copyOf).toList();
  }

  static Script of(long seed) {
    Migrations migrations = Generator.generate(Math.floorDiv(seed, SHARING));
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int messages = BEFORE_THE_FIRST_STEP + migrations.all().stream()
        .mapToInt(generated -> generated.up().mode().isOneTransaction() ? 1 : 2 + generated.up().lines().size())
        .sum();
    List<List<Attempt>> contenders = new ArrayList<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      List<Attempt> attempts = new ArrayList<>();
      int runs = 1 + random.nextInt(MOST_ATTEMPTS);
      for (int run = 0; run < runs; run++) {
        attempts.add(new Attempt(goal(random), grouping(random), faults(random, messages)));
      }
      contenders.add(attempts);
    }
    return new Script(seed, migrations, contenders);
  }

  /** Whether two seeds have the same migrations. */
  static boolean isSharing(long one, long other) {
    return Math.floorDiv(one, SHARING) == Math.floorDiv(other, SHARING);
  }

  private static Goal goal(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> new Goal.Undo(1);
      case 1 -> new Goal.Redo();
      case 2 -> new Goal.Next(1);
      default -> new Goal.Latest();
    };
  }

  private static Grouping grouping(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Grouping.Each(1);
      case 1 -> new Grouping.Each(2 + random.nextInt(5));
      default -> new Grouping.All();
    };
  }

  private static List<Fault> faults(Random random, int messages) {
    List<Fault> faults = new ArrayList<>();
    int message = 1 + random.nextInt(messages);
    do {
      faults.add(fault(random, message));
      // what comes soon after the last one meets the recovery
      message = random.nextBoolean() ? message + 1 + random.nextInt(4) : message + 1 + random.nextInt(messages);
    } while (random.nextInt(5) < 2);
    return faults;
  }

  private static Fault fault(Random random, int message) {
    Kind kind = switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> Kind.CUT;
      case 4, 5, 6, 7 -> Kind.CUT_MEANWHILE;
      case 8, 9, 10, 11 -> Kind.DEATH;
      case 12, 13, 14 -> Kind.TERMINATE;
      case 15, 16 -> Kind.CANCEL;
      case 17 -> Kind.LOCK_LEDGER;
      case 18 -> Kind.LOCK_JOURNAL;
      default -> Kind.DELAY;
    };
    Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
    double share = random.nextDouble();
    int longest = kind == Kind.LOCK_LEDGER || kind == Kind.LOCK_JOURNAL ? 200_000 : 20_000;
    return new Fault(message, moment, kind, Duration.ofNanos(1000L * Math.round(share * share * longest)));
  }
}
