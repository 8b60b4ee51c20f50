package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Puts connected boxes into columns, so that what is linked is near. It begins with the two slowest waves of the graph and then moves
 * and swaps boxes as long as that makes the lines shorter, at first also where it makes them a little longer. Random choices come from a
 * fixed seed and all sums are of whole numbers: the same boxes always get the same places.
 */
final class Columns {
  static final int GAP = 30;
  private static final int STEP = 320;

  private final int[] heights;
  private final List<Drawing.Link> links;
  private final int[][] linksOf;
  private final int[] fromOffset;
  private final int[] toOffset;
  private final int limit;
  private final List<List<Integer>> columns = new ArrayList<>();
  private final int[] column;
  private final int[] top;
  private final int[] seen;
  private int stamp;
  private final Random random = new Random(20_250_317);

  private Columns(List<Drawing.Box> boxes, List<Drawing.Link> links, int count) {
    heights = boxes.stream().mapToInt(Drawing.Box::height).toArray();
    this.links = links;
    linksOf = new int[heights.length][];
    List<List<Integer>> of = new ArrayList<>();
    IntStream.range(0, heights.length).forEach(i -> of.add(new ArrayList<>()));
    for (int i = 0; i < links.size(); i++) {
      of.get(links.get(i).from()).add(i);
      of.get(links.get(i).to()).add(i);
    }
    for (int i = 0; i < heights.length; i++) {
      linksOf[i] = of.get(i).stream().mapToInt(Integer::intValue).distinct().toArray();
    }
    fromOffset = links.stream().mapToInt(link -> boxes.get(link.from()).middle(link.fromRow())).toArray();
    toOffset = links.stream().mapToInt(link -> boxes.get(link.to()).middle(link.toRow())).toArray();
    int all = Arrays.stream(heights).map(height -> height + GAP).sum();
    limit = Math.max(Arrays.stream(heights).max().orElse(0) + GAP, all / count * 23 / 20 + GAP);
    column = new int[heights.length];
    top = new int[heights.length];
    seen = new int[links.size()];
    IntStream.range(0, count).forEach(i -> columns.add(new ArrayList<>()));
  }

  /** The boxes, by their places in the list, of each column from the left, from the top. */
  static List<List<Integer>> of(List<Drawing.Box> boxes, List<Drawing.Link> links, int count) {
    Columns columns = new Columns(boxes, links, count);
    columns.begin();
    columns.improve();
    return columns.columns.stream().filter(column -> !column.isEmpty()).map(List::copyOf).toList();
  }

  private void begin() {
    Waves waves = Waves.of(heights.length, links);
    List<Integer> order = IntStream.range(0, heights.length).boxed()
        .sorted(Comparator.comparingDouble((Integer box) -> waves.first[box]).thenComparing(box -> box)).toList();
    int all = Arrays.stream(heights).map(height -> height + GAP).sum();
    long before = 0;
    for (int box : order) {
      int place = (int) Math.min(columns.size() - 1L, (before + heights[box] / 2) * columns.size() / Math.max(1, all));
      columns.get(place).add(box);
      before += heights[box] + GAP;
    }
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).sort(Comparator.comparingDouble((Integer box) -> waves.second[box]).thenComparing(box -> box));
      stack(i);
    }
  }

  /** A column is in the middle of the height. */
  private void stack(int index) {
    List<Integer> boxes = columns.get(index);
    int y = -height(index) / 2;
    for (int box : boxes) {
      column[box] = index;
      top[box] = y;
      y += heights[box] + GAP;
    }
  }

  private int height(int index) {
    int sum = 0;
    for (int box : columns.get(index)) {
      sum += heights[box] + GAP;
    }
    return sum;
  }

  private void improve() {
    int n = heights.length;
    if (n < 3 || columns.size() < 2) {
      return;
    }
    int rounds = Math.min(300_000, 15_000 + n * 1_200);
    for (int round = 0; round < rounds; round++) {
      long threshold = 400L * (rounds - round) / rounds - 60;
      attempt(Math.max(0, threshold));
    }
  }

  private void attempt(long threshold) {
    int box = random.nextInt(heights.length);
    int target = random.nextInt(4) == 0 ? random.nextInt(columns.size()) : nearNeighbour(box);
    if (random.nextBoolean()) {
      move(box, target, threshold);
    } else if (!columns.get(target).isEmpty()) {
      swap(box, columns.get(target).get(random.nextInt(columns.get(target).size())), threshold);
    }
  }

  private int nearNeighbour(int box) {
    Drawing.Link link = links.get(linksOf[box][random.nextInt(linksOf[box].length)]);
    int other = column[link.from() == box ? link.to() : link.from()];
    return Math.clamp(other + random.nextInt(3) - 1L, 0, columns.size() - 1);
  }

  private void move(int box, int target, long threshold) {
    int source = column[box];
    long before = cost(source, target);
    int from = columns.get(source).indexOf(box);
    columns.get(source).remove(from);
    columns.get(target).add(random.nextInt(columns.get(target).size() + 1), box);
    stack(source);
    stack(target);
    if (cost(source, target) - before > threshold) {
      columns.get(target).remove((Integer) box);
      columns.get(source).add(from, box);
      stack(target);
      stack(source);
    }
  }

  private void swap(int one, int other, long threshold) {
    long before = cost(column[one], column[other]);
    exchange(one, other);
    if (cost(column[one], column[other]) - before > threshold) {
      exchange(one, other);
    }
  }

  private void exchange(int one, int other) {
    int first = column[one];
    int second = column[other];
    int at = columns.get(first).indexOf(one);
    int where = columns.get(second).indexOf(other);
    columns.get(first).set(at, other);
    columns.get(second).set(where, one);
    stack(first);
    stack(second);
  }

  private long cost(int one, int other) {
    stamp++;
    return one == other ? costOf(one) : costOf(one) + costOf(other);
  }

  private long costOf(int index) {
    long cost = Math.max(0, height(index) - limit) * 12L;
    for (int box : columns.get(index)) {
      for (int link : linksOf[box]) {
        if (seen[link] != stamp) {
          seen[link] = stamp;
          cost += length(link);
        }
      }
    }
    return cost;
  }

  /** What refers stands on the right where that costs little. */
  private long length(int index) {
    Drawing.Link link = links.get(index);
    int across = column[link.from()] - column[link.to()];
    int down = Math.abs(top[link.from()] + fromOffset[index] - top[link.to()] - toOffset[index]);
    if (across == 0) {
      return link.from() == link.to() ? 0 : STEP * 3L / 2 + down;
    }
    int steps = Math.abs(across);
    return (long) STEP * steps + (steps - 1) * 120L + down + (across < 0 ? 100 : 0);
  }
}
