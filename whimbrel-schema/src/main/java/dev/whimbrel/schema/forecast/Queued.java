package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Forecast.Hold;
import java.util.Optional;

/**
 * How many sessions wait for a lock when it is let go. Each of them waits with one query, so there are never more than can be connected.
 *
 * @param likely if it is held for as long as is likely
 * @param atMost if it is held for as long as can be
 */
record Queued(long likely, long atMost) {
  /** Empty if nobody knows how long it is held, or how many queries come. */
  static Optional<Queued> of(Hold hold, Load load) {
    return load instanceof Load.Calls calls && hold.estimate() instanceof Estimate.Between between
        ? Optional.of(of(calls.of(hold.locked().relation()).waiting(hold.locked().mode().blocks()), between,
            calls.connections()))
        : Optional.empty();
  }

  private static Queued of(double perSecond, Estimate.Between between, long connections) {
    return new Queued(Math.min(connections, Math.round(perSecond * between.likely())),
        Math.min(connections, (long) Math.ceil(perSecond * between.high())));
  }
}
