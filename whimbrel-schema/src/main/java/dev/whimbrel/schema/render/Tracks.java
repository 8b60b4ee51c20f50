package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gives the upright lines of one channel their places beside each other, so that few lines cross and none lie on each other. */
final class Tracks {
  private static final int MARGIN = 9;
  private static final int OVERLAP = 1_000;

  private final List<Net.Crossing> order;
  private final List<double[]> left = new ArrayList<>();
  private final List<double[]> right = new ArrayList<>();

  private Tracks(List<Net.Crossing> crossings) {
    order = new ArrayList<>(crossings);
  }

  /** Sets the track of each, and answers how many tracks there are. */
  static int assign(List<Net.Crossing> crossings) {
    List<Net.Crossing> bent = crossings.stream().filter(crossing -> !crossing.isStraight())
        .sorted(Comparator.comparingDouble((Net.Crossing crossing) -> crossing.low() + crossing.high())).toList();
    Tracks tracks = new Tracks(bent);
    tracks.sift();
    return tracks.pack();
  }

  private void sift() {
    int n = order.size();
    int[][] costs = new int[n][n];
    for (Net.Crossing crossing : order) {
      left.add(crossing.left.stream().mapToDouble(Net.Port::y).toArray());
      right.add(crossing.right.stream().mapToDouble(Net.Port::y).toArray());
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        costs[i][k] = i == k ? 0 : cost(i, k);
      }
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      insert(places, i, costs);
    }
    for (int pass = 0; pass < 4; pass++) {
      for (int i = 0; i < n; i++) {
        places.remove((Integer) i);
        insert(places, i, costs);
      }
    }
    List<Net.Crossing> sorted = places.stream().map(order::get).toList();
    order.clear();
    order.addAll(sorted);
  }

  private static void insert(List<Integer> places, int which, int[][] costs) {
    long cost = 0;
    for (int other : places) {
      cost += costs[which][other];
    }
    long least = cost;
    int best = 0;
    for (int i = 0; i < places.size(); i++) {
      int other = places.get(i);
      cost += costs[other][which] - costs[which][other];
      if (cost < least) {
        least = cost;
        best = i + 1;
      }
    }
    places.add(best, which);
  }

  /** What it costs if one is to the left of another: crossings, and lines upon each other. */
  private int cost(int one, int other) {
    Net.Crossing a = order.get(one);
    Net.Crossing b = order.get(other);
    int cost = 0;
    for (double y : right.get(one)) {
      cost += y > b.low() && y < b.high() ? 1 : 0;
      for (double opposite : left.get(other)) {
        cost += Math.abs(y - opposite) < 4 ? OVERLAP : 0;
      }
    }
    for (double y : left.get(other)) {
      cost += y > a.low() && y < a.high() ? 1 : 0;
    }
    return cost;
  }

  private int pack() {
    int count = 0;
    for (int i = 0; i < order.size(); i++) {
      Net.Crossing crossing = order.get(i);
      int track = 0;
      for (int k = 0; k < i; k++) {
        Net.Crossing other = order.get(k);
        if (other.low() - MARGIN < crossing.high() && crossing.low() < other.high() + MARGIN) {
          track = Math.max(track, other.track + 1);
        }
      }
      crossing.track = track;
      count = Math.max(count, track + 1);
    }
    return count;
  }
}
