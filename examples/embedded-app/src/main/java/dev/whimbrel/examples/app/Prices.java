package dev.whimbrel.examples.app;

/** What things cost. */
final class Prices {
  private static final int DOZEN = 12;

  private Prices() {}

  /** In cents; of each full dozen, one is free. */
  static long total(long price, int quantity) {
    return price * (quantity - quantity / DOZEN);
  }
}
