package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All links that refer to the same row in the same way and leave it on the same side: they share one line as far as they can. */
final class Net {
  final Key key;
  final Port hub;
  final List<Integer> links = new ArrayList<>();
  /** The lane in each column that it passes. */
  final Map<Integer, Stack.Item> lanes = new HashMap<>();
  /** Its part in each channel, by the number of the column to the left of that. */
  final Map<Integer, Crossing> crossings = new HashMap<>();

  /** What its links have in common. */
  record Key(int target, int row, boolean optional, boolean uses, Side side) {}

  /** Of a box. */
  enum Side {
    LEFT, RIGHT
  }

  Net(Key key, Port hub) {
    this.key = key;
    this.hub = hub;
  }

  /** Where a line meets a box, or a lane. */
  static final class Port {
    final Stack.Item item;
    final Side side;
    final int row;
    int offset;

    Port(Stack.Item item, Side side, int row) {
      this.item = item;
      this.side = side;
      this.row = row;
    }

    double y() {
      return item.y + offset;
    }
  }

  /** One net in one channel: the point that it comes from and those that it goes to, joined by an upright line. */
  static final class Crossing {
    final Net net;
    final Port hub;
    /** Those on the left of the channel, and those on the right. */
    final List<Port> left = new ArrayList<>();
    final List<Port> right = new ArrayList<>();
    int track;
    int x;

    Crossing(Net net, Port hub) {
      this.net = net;
      this.hub = hub;
      add(hub);
    }

    /** What looks to the right stands on the left of the channel. */
    void add(Port port) {
      (port.side == Side.RIGHT ? left : right).add(port);
    }

    List<Port> ports() {
      List<Port> all = new ArrayList<>(left);
      all.addAll(right);
      return all;
    }

    double low() {
      return ports().stream().mapToDouble(Port::y).min().orElse(0);
    }

    double high() {
      return ports().stream().mapToDouble(Port::y).max().orElse(0);
    }

    boolean isStraight() {
      return high() - low() < 0.5;
    }
  }
}
