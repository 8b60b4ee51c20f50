package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.time.Duration;
import java.util.Map;

/** How busy the relations of the database in question are, on average over a time. Values. */
public sealed interface Load {
  /**
   * Queries that name a relation, or what stands for it, as the server counted them.
   *
   * @param rates of those that were called at all
   * @param over for how long they were counted
   * @param unseen the share of all calls of which nobody knows what they name, between 0 and 1
   * @param connections how many sessions there can be at once
   */
  record Calls(Map<Relation, Rate> rates, Duration over, double unseen, long connections) implements Load {
    public Calls {
      rates = Map.copyOf(rates);
    }
  }

  /**
   * What the server counts of each table: how often it is read by whatever way, and how many of its rows are changed. A query does either many
   * times.
   *
   * @param rates of those that were read or changed at all
   * @param over for how long they were counted
   */
  record Rows(Map<Relation, Rate> rates, Duration over) implements Load {
    public Rows {
      rates = Map.copyOf(rates);
    }
  }

  /**
   * Nothing is known.
   *
   * @param reason why, without a full stop
   */
  record Unknown(String reason) implements Load {
    /** Where nobody counts, or not for long enough. */
    public static Unknown notCounted() {
      return new Unknown("there is no pg_stat_statements that this role may read, or it has only begun to count");
    }

    /** Where nobody asked. */
    public static Unknown notAsked() {
      return new Unknown("no database was asked");
    }
  }

  /** How often in a second. */
  record Rate(double reads, double writes) {
    private static final Rate NONE = new Rate(0, 0);

    /** Of these, those that wait. */
    double waiting(Blocks blocks) {
      return switch (blocks) {
        case DROPS, DDL -> 0;
        case WRITES -> writes;
        case READS_AND_WRITES -> reads + writes;
      };
    }
  }

  /** How busy one is; what is not known to be is idle. */
  default Rate of(Relation relation) {
    return switch (this) {
      case Calls calls -> calls.rates.getOrDefault(relation, Rate.NONE);
      case Rows rows -> rows.rates.getOrDefault(relation, Rate.NONE);
      case Unknown unknown -> Rate.NONE;
    };
  }
}
