package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in one column: boxes, and lanes, on which lines pass between them. */
final class Stack {
  private static final int BOX_TO_LANE = 18;
  private static final int LANE_TO_LANE = 12;

  final List<Item> items = new ArrayList<>();

  /** A box or a lane; a lane has no height. */
  static final class Item {
    final Drawing.@Nullable Box box;
    final int column;
    final int height;
    /** Of the upper edge, or of the lane. */
    double y;
    /** Where it would be if its column were in the middle of the page. */
    double rest;
    /** Where its links would have it, summed up. */
    double wish;
    double weight;

    Item(Drawing.@Nullable Box box, int column, double y) {
      this.box = box;
      this.column = column;
      this.y = y;
      height = box == null ? 0 : box.height();
    }

    boolean isLane() {
      return box == null;
    }

    void wishFor(double y, double weight) {
      wish += y * weight;
      this.weight += weight;
    }
  }

  /** Boxes alone, with their middle at 0. */
  void pile() {
    items.removeIf(Item::isLane);
    double y = 0;
    for (Item item : items) {
      item.y = y;
      y += item.height + Columns.GAP;
    }
    double middle = (y - Columns.GAP) / 2;
    items.forEach(item -> {
      item.y -= middle;
      item.rest = item.y;
    });
  }

  /** Puts a lane where it comes nearest to lie between two heights, and as near as it can be to the first. */
  Item lane(int column, double from, double to) {
    int best = 0;
    double least = Double.MAX_VALUE;
    double place = 0;
    for (int gap = 0; gap <= items.size(); gap++) {
      double low = gap == 0 ? -1e9 : bottom(items.get(gap - 1)) + distance(items.get(gap - 1), null);
      double high = gap == items.size() ? 1e9 : items.get(gap).y - distance(null, items.get(gap));
      double y = low > high ? (low + high) / 2 : Math.clamp(from, low, high);
      double cost = Math.abs(y - from) + Math.abs(y - to) + Math.max(0, low - high);
      if (cost < least - 1e-6) {
        least = cost;
        best = gap;
        place = y;
      }
    }
    Item lane = new Item(null, column, place);
    items.add(best, lane);
    return lane;
  }

  /** Moves everything as near to its wish as order and distances allow: the least sum of squares. */
  void settle() {
    int n = items.size();
    double[] offset = new double[n];
    for (int i = 1; i < n; i++) {
      offset[i] = offset[i - 1] + items.get(i - 1).height + distance(items.get(i - 1), items.get(i));
    }
    double[] value = new double[n];
    double[] weight = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      Item item = items.get(i);
      value[blocks] = item.wish / item.weight - offset[i];
      weight[blocks] = item.weight;
      size[blocks++] = 1;
      while (blocks > 1 && value[blocks - 2] > value[blocks - 1]) {
        blocks--;
        double sum = weight[blocks - 1] + weight[blocks];
        value[blocks - 1] = (value[blocks - 1] * weight[blocks - 1] + value[blocks] * weight[blocks]) / sum;
        weight[blocks - 1] = sum;
        size[blocks - 1] += size[blocks];
      }
    }
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      for (int k = 0; k < size[block]; k++, i++) {
        items.get(i).y = value[block] + offset[i];
      }
    }
  }

  /** Moves something to a height if nothing is in its way. */
  boolean nudge(Item item, double y) {
    int at = items.indexOf(item);
    boolean above = at == 0 || bottom(items.get(at - 1)) + distance(items.get(at - 1), item) <= y;
    boolean below = at == items.size() - 1
        || y + item.height + distance(item, items.get(at + 1)) <= items.get(at + 1).y;
    if (above && below) {
      item.y = y;
    }
    return above && below;
  }

  private static double bottom(Item item) {
    return item.y + item.height;
  }

  private static int distance(@Nullable Item upper, @Nullable Item lower) {
    boolean first = upper == null || upper.isLane();
    boolean second = lower == null || lower.isLane();
    if (first && second) {
      return LANE_TO_LANE;
    }
    return first || second ? BOX_TO_LANE : Columns.GAP;
  }
}
