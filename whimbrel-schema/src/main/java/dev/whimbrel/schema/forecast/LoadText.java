package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Forecast.Hold;
import dev.whimbrel.schema.forecast.Load.Rate;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How busy things are, for people. */
final class LoadText {
  /** Less of what is not seen is not worth a word. */
  private static final double NOTABLE = 0.005;

  private LoadText() {}

  /** How many come while a lock is held, and queue; empty if nothing is known. */
  static Optional<String> meanwhile(Hold hold, Load load) {
    Rate rate = load.of(hold.locked().relation());
    Blocks blocks = hold.locked().mode().blocks();
    return switch (load) {
      case Load.Calls calls -> Optional.of(rates(rate, blocks, "read", "write")
          + Queued.of(hold, load).map(queued -> queued(queued, calls.connections())).orElse(""));
      case Load.Rows rows -> Optional.of(rates(rate, blocks, "scan", "changed row"));
      case Load.Unknown unknown -> Optional.empty();
    };
  }

  private static String rates(Rate rate, Blocks blocks, String read, String write) {
    String writes = perSecond(rate.writes(), write);
    return blocks == Blocks.READS_AND_WRITES ? perSecond(rate.reads(), read) + ", " + writes : writes;
  }

  private static String perSecond(double rate, String what) {
    if (rate == 0) {
      return "no " + what + "s seen";
    }
    if (rate < 0.05) {
      return "hardly any " + what + "s";
    }
    String number = rate < 9.95 ? String.format(Locale.ROOT, "%.1f", rate) : String.valueOf(Math.round(rate));
    return "about " + number + " " + what + "s/s";
  }

  private static String queued(Queued queued, long connections) {
    if (queued.atMost() <= 1) {
      return "";
    }
    String most = queued.atMost() == connections
        ? "all " + connections + " connections"
        : String.valueOf(queued.atMost());
    return queued.likely() == queued.atMost()
        ? ": " + most + " queued"
        : ": likely " + queued.likely() + " queued, up to " + most;
  }

  /** What it is based on, in a line. */
  static String basis(Load load) {
    return switch (load) {
      case Load.Calls calls -> "What comes meanwhile is an average over " + time(calls.over())
          + " (pg_stat_statements) of the queries that name the relation or a view of it; what functions, triggers and"
          + " foreign keys do is not in it." + unseen(calls);
      case Load.Rows rows -> "What comes meanwhile is an average over " + time(rows.over())
          + " of what the server counts of each table, which are no queries: one scans often, or changes many rows."
          + " pg_stat_statements would tell, where this role may read it (pg_read_all_stats).";
      case Load.Unknown unknown -> "How busy they are is not known: " + unknown.reason() + ".";
    };
  }

  private static String unseen(Load.Calls calls) {
    return calls.unseen() < NOTABLE
        ? ""
        : " Of " + Math.max(1, Math.round(calls.unseen() * 100))
            + "% of all calls it is not known what they name (hidden from roles without pg_read_all_stats, or of a name"
            + " in several schemas): there may be more.";
  }

  private static String time(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    if (time.toHours() >= 2) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() < 2 ? time.toSeconds() + " seconds" : time.toMinutes() + " minutes";
  }
}
