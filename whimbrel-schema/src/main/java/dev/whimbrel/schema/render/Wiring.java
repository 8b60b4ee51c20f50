package dev.whimbrel.schema.render;

import dev.whimbrel.schema.render.Net.Crossing;
import dev.whimbrel.schema.render.Net.Port;
import dev.whimbrel.schema.render.Net.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lays out boxes that stand in columns: leads the lines between the columns and, where they pass one, on lanes between its boxes. So no
 * line can touch a box that is not its own.
 */
final class Wiring {
  private static final int EDGE = 30;
  private static final int TRACK = 11;
  private static final int ROUNDS = 14;

  private final List<Drawing.Box> boxes;
  private final List<Drawing.Link> links;
  private final List<Stack> stacks = new ArrayList<>();
  private final Stack.Item[] items;
  private final Map<Net.Key, Net> nets = new LinkedHashMap<>();
  private final Net[] netOf;
  private final Port[] ends;

  private Wiring(List<Drawing.Box> boxes, List<Drawing.Link> links, List<List<Integer>> columns) {
    this.boxes = boxes;
    this.links = links;
    items = new Stack.Item[boxes.size()];
    for (int column = 0; column < columns.size(); column++) {
      Stack stack = new Stack();
      for (int box : columns.get(column)) {
        items[box] = new Stack.Item(boxes.get(box), column, 0);
        stack.items.add(items[box]);
      }
      stacks.add(stack);
    }
    netOf = new Net[links.size()];
    ends = new Port[links.size()];
    IntStream.range(0, links.size()).forEach(this::join);
  }

  static Layout of(List<Drawing.Box> boxes, List<Drawing.Link> links, List<List<Integer>> columns) {
    Wiring wiring = new Wiring(boxes, links, columns);
    wiring.stacks.forEach(Stack::pile);
    for (int round = 0; round < 3; round++) {
      wiring.stacks.forEach(stack -> stack.items.removeIf(Stack.Item::isLane));
      wiring.nets.values().forEach(wiring::lead);
      wiring.spread();
      wiring.settle();
    }
    wiring.spread();
    wiring.settle();
    wiring.straighten();
    return wiring.layout();
  }

  private void join(int index) {
    Drawing.Link link = links.get(index);
    Side side = items[link.from()].column < items[link.to()].column ? Side.LEFT : Side.RIGHT;
    boolean uses = link.bond() == Drawing.Bond.USES;
    Net.Key key = new Net.Key(link.to(), link.toRow(), link.bond().isOptional(), uses, side);
    Net net = nets.computeIfAbsent(key, k -> new Net(k, new Port(items[link.to()], side, link.toRow())));
    net.links.add(index);
    netOf[index] = net;
    boolean same = items[link.from()].column == items[link.to()].column;
    Side end = same || side == Side.LEFT ? Side.RIGHT : Side.LEFT;
    ends[index] = new Port(items[link.from()], end, link.fromRow());
  }

  /** Finds its lanes and what it joins in each channel. */
  private void lead(Net net) {
    net.lanes.clear();
    net.crossings.clear();
    int home = net.hub.item.column;
    int step = net.key.side() == Side.RIGHT ? 1 : -1;
    int far = net.links.stream().mapToInt(link -> ends[link].item.column)
        .reduce(home, (a, b) -> step > 0 ? Math.max(a, b) : Math.min(a, b));
    Port from = net.hub;
    for (int i = 0; i < Math.max(1, Math.abs(far - home)); i++) {
      int column = home + i * step;
      int channel = step > 0 ? column : column - 1;
      Crossing crossing = new Crossing(net, from);
      net.crossings.put(channel, crossing);
      int next = column + step;
      for (int link : net.links) {
        int at = ends[link].item.column;
        if (at == next || (at == home && column == home)) {
          crossing.add(ends[link]);
        }
      }
      if (home != far && next != far) {
        from = pass(net, next, from, step, crossing);
      }
    }
  }

  private Port pass(Net net, int column, Port from, int step, Crossing crossing) {
    double beyond = net.links.stream().map(link -> ends[link])
        .filter(port -> step > 0 ? port.item.column > column : port.item.column < column)
        .mapToDouble(Port::y).average().orElse(from.y());
    Stack.Item lane = stacks.get(column).lane(column, from.y(), beyond);
    net.lanes.put(column, lane);
    crossing.add(new Port(lane, step > 0 ? Side.LEFT : Side.RIGHT, 0));
    return new Port(lane, step > 0 ? Side.RIGHT : Side.LEFT, 0);
  }

  /** Several lines at one row stand a little below each other, in the order of where they go. */
  private void spread() {
    record Place(Stack.Item item, int row, Side side) {}
    Map<Place, List<Port>> ports = new LinkedHashMap<>();
    Map<Port, Double> other = new HashMap<>();
    for (Net net : nets.values()) {
      ports.computeIfAbsent(new Place(net.hub.item, net.hub.row, net.hub.side), k -> new ArrayList<>()).add(net.hub);
      other.put(net.hub, net.links.stream().mapToDouble(link -> ends[link].y()).average().orElse(0));
      for (int link : net.links) {
        Port end = ends[link];
        ports.computeIfAbsent(new Place(end.item, end.row, end.side), k -> new ArrayList<>()).add(end);
        other.put(end, net.hub.y());
      }
    }
    ports.forEach((place, at) -> {
      at.sort(Comparator.comparingDouble(port -> other.getOrDefault(port, 0.0)));
      int middle = Objects.requireNonNull(place.item().box).middle(place.row());
      int gap = at.size() < 3 ? 10 : Math.max(2, 18 / at.size());
      for (int i = 0; i < at.size(); i++) {
        at.get(i).offset = middle + (2 * i - at.size() + 1) * gap / 2;
      }
    });
  }

  private void settle() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < stacks.size(); i++) {
        settle(round % 2 == 0 ? i : stacks.size() - 1 - i);
      }
    }
  }

  private void settle(int column) {
    Stack stack = stacks.get(column);
    stack.items.forEach(item -> {
      item.wish = 0;
      item.weight = 0;
      item.wishFor(item.isLane() ? item.y : item.rest, item.isLane() ? 0.05 : 0.2);
    });
    for (Net net : nets.values()) {
      wish(net.crossings.get(column), column);
      wish(net.crossings.get(column - 1), column);
    }
    stack.settle();
  }

  private static void wish(@Nullable Crossing crossing, int column) {
    if (crossing == null) {
      return;
    }
    Port hub = crossing.hub;
    for (Port port : crossing.ports()) {
      if (port == hub || port.item == hub.item) {
        continue;
      }
      double weight = port.item.isLane() || hub.item.isLane() ? 2.5 : 1;
      if (port.item.column == column) {
        port.item.wishFor(hub.y() - port.offset, weight);
      }
      if (hub.item.column == column) {
        hub.item.wishFor(port.y() - hub.offset, weight / (crossing.left.size() + crossing.right.size() - 1));
      }
    }
  }

  /** Takes small bends out where there is room, and makes all heights whole. */
  private void straighten() {
    stacks.forEach(stack -> stack.items.forEach(item -> item.y = Math.round(item.y)));
    for (int round = 0; round < 2; round++) {
      for (Net net : nets.values()) {
        net.crossings.values().forEach(this::straighten);
      }
    }
  }

  private void straighten(Crossing crossing) {
    for (Port port : crossing.ports()) {
      double bend = crossing.hub.y() - port.y();
      if (port == crossing.hub || bend == 0 || Math.abs(bend) > 14 || port.side == crossing.hub.side) {
        continue;
      }
      if (isFree(port)) {
        stacks.get(port.item.column).nudge(port.item, port.item.y + bend);
      } else if (isFree(crossing.hub)) {
        stacks.get(crossing.hub.item.column).nudge(crossing.hub.item, crossing.hub.item.y - bend);
      }
    }
  }

  /** Whether to move it makes nothing else crooked. */
  private boolean isFree(Port port) {
    for (Net net : nets.values()) {
      for (Crossing crossing : net.crossings.values()) {
        boolean touches = crossing.ports().stream().anyMatch(other -> other.item == port.item && other != port);
        if (touches && crossing.ports().size() == 2 && crossing.isStraight()) {
          return false;
        }
      }
    }
    return true;
  }

  private Layout layout() {
    int[] lefts = new int[stacks.size()];
    int[] widths = new int[stacks.size()];
    int x = 0;
    for (int column = 0; column < stacks.size(); column++) {
      lefts[column] = x;
      widths[column] = stacks.get(column).items.stream().filter(item -> item.box != null)
          .mapToInt(item -> item.box == null ? 0 : item.box.width()).max().orElse(0);
      x = channel(column, x + widths[column]);
    }
    double above = stacks.stream().flatMap(stack -> stack.items.stream()).mapToDouble(item -> item.y).min().orElse(0);
    double below = stacks.stream().flatMap(stack -> stack.items.stream()).mapToDouble(item -> item.y + item.height)
        .max().orElse(0);
    int down = (int) -above;
    List<Layout.Place> places = IntStream.range(0, boxes.size())
        .mapToObj(box -> new Layout.Place(lefts[items[box].column], (int) items[box].y + down,
            widths[items[box].column], items[box].height))
        .toList();
    List<Layout.Route> routes = IntStream.range(0, links.size())
        .mapToObj(link -> route(link, lefts, widths).moved(0, down)).toList();
    return new Layout(places, routes, x, (int) (below - above));
  }

  /** Sets where its upright lines are, and answers where the next column begins. */
  private int channel(int column, int begin) {
    List<Crossing> crossings = nets.values().stream().map(net -> net.crossings.get(column))
        .filter(Objects::nonNull).toList();
    int tracks = Tracks.assign(crossings);
    crossings.forEach(crossing -> crossing.x = begin + EDGE + crossing.track * TRACK);
    boolean isLast = column == stacks.size() - 1;
    if (isLast) {
      return tracks == 0 ? begin : begin + EDGE + tracks * TRACK;
    }
    return begin + 2 * EDGE + Math.max(2, tracks - 1) * TRACK;
  }

  private Layout.Route route(int index, int[] lefts, int[] widths) {
    Net net = netOf[index];
    Port end = ends[index];
    int home = net.hub.item.column;
    int step = net.key.side() == Side.RIGHT ? 1 : -1;
    List<Layout.Point> points = new ArrayList<>();
    points.add(edge(end, lefts, widths));
    double y = end.y();
    int column = end.item.column == home ? home : end.item.column - step;
    while (true) {
      Crossing crossing = Objects.requireNonNull(net.crossings.get(step > 0 ? column : column - 1));
      if (Math.abs(y - crossing.hub.y()) > 0.4) {
        points.add(new Layout.Point(crossing.x, (int) y));
        points.add(new Layout.Point(crossing.x, (int) crossing.hub.y()));
      }
      y = crossing.hub.y();
      if (column == home) {
        points.add(edge(net.hub, lefts, widths));
        return new Layout.Route(points, end.side, net.hub.side);
      }
      column -= step;
    }
  }

  private static Layout.Point edge(Port port, int[] lefts, int[] widths) {
    int column = port.item.column;
    return new Layout.Point(port.side == Side.RIGHT ? lefts[column] + widths[column] : lefts[column], (int) port.y());
  }
}
