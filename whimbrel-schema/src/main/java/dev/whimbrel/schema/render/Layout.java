package dev.whimbrel.schema.render;

import java.util.List;

/**
 * Where everything is, in pixels.
 *
 * @param places of the boxes of the drawing, in their order
 * @param routes of its links, in their order
 */
record Layout(List<Place> places, List<Route> routes, int width, int height) {
  Layout {
    places = List.copyOf(places);
    routes = List.copyOf(routes);
  }

  /** A box. */
  record Place(int x, int y, int width, int height) {
    Place moved(int right, int down) {
      return new Place(x + right, y + down, width, height);
    }
  }

  /** A point. */
  record Point(int x, int y) {}

  /** A line of level and upright pieces, from what refers to what is referred to, with the side of the box at each end. */
  record Route(List<Point> points, Net.Side from, Net.Side to) {
    Route {
      points = List.copyOf(points);
    }

    Route moved(int right, int down) {
      return new Route(points.stream().map(point -> new Point(point.x() + right, point.y() + down)).toList(), from, to);
    }
  }
}
