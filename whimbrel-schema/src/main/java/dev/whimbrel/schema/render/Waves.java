package dev.whimbrel.schema.render;

import java.util.Arrays;
import java.util.List;

/** Where the boxes are on the two slowest waves of their graph: near each other if they are linked, and spread as far as that allows. */
final class Waves {
  private static final int ROUNDS = 240;

  /** What refers tends to the higher numbers. */
  final double[] first;
  final double[] second;

  private Waves(double[] first, double[] second) {
    this.first = first;
    this.second = second;
  }

  static Waves of(int count, List<Drawing.Link> links) {
    double[] first = settle(count, links, new double[count]);
    double along = links.stream().mapToDouble(link -> first[link.from()] - first[link.to()]).sum();
    if (along < 0) {
      Arrays.setAll(first, i -> -first[i]);
    }
    return new Waves(first, settle(count, links, first));
  }

  private static double[] settle(int count, List<Drawing.Link> links, double[] other) {
    int[] degrees = new int[count];
    links.forEach(link -> {
      degrees[link.from()]++;
      degrees[link.to()]++;
    });
    double[] wave = new double[count];
    for (int i = 0; i < count; i++) {
      wave[i] = (i * 7919L + 104_729L) % 1_009 / 1_009.0;
    }
    for (int round = 0; round < ROUNDS; round++) {
      wave = step(wave, links, degrees);
      straighten(wave, other);
    }
    return wave;
  }

  private static double[] step(double[] wave, List<Drawing.Link> links, int[] degrees) {
    double[] next = new double[wave.length];
    for (Drawing.Link link : links) {
      next[link.from()] += wave[link.to()];
      next[link.to()] += wave[link.from()];
    }
    for (int i = 0; i < wave.length; i++) {
      next[i] = 0.5 * wave[i] + 0.5 * next[i] / Math.max(1, degrees[i]);
    }
    return next;
  }

  /** Takes away what all have in common and what the other wave says already. */
  private static void straighten(double[] wave, double[] other) {
    double mean = Arrays.stream(wave).average().orElse(0);
    double along = 0;
    double length = 1e-12;
    for (int i = 0; i < wave.length; i++) {
      wave[i] -= mean;
      along += wave[i] * other[i];
      length += other[i] * other[i];
    }
    double norm = 1e-12;
    for (int i = 0; i < wave.length; i++) {
      wave[i] -= along / length * other[i];
      norm += wave[i] * wave[i];
    }
    double scale = Math.sqrt(norm);
    for (int i = 0; i < wave.length; i++) {
      wave[i] /= scale;
    }
  }
}
