package dev.whimbrel.schema.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Lays a whole drawing out: what is linked together each for itself, then side by side; what has no links, in a grid below. */
final class Composer {
  static final int BORDER = 28;
  private static final int BETWEEN = 64;
  private static final double SHAPE = 1.55;

  private final Drawing drawing;
  private final Layout.Place[] places;
  private final Layout.Route[] routes;

  private Composer(Drawing drawing) {
    this.drawing = drawing;
    places = new Layout.Place[drawing.boxes().size()];
    routes = new Layout.Route[drawing.links().size()];
  }

  /** A part of the drawing for itself. */
  private record Piece(List<Integer> boxes, List<Integer> links, Layout layout) {}

  static Layout of(Drawing drawing) {
    return new Composer(drawing).compose();
  }

  private Layout compose() {
    List<List<Integer>> components = components();
    List<Piece> pieces = components.stream().filter(boxes -> boxes.size() > 1 || isLinked(boxes.getFirst()))
        .map(this::piece)
        .sorted(Comparator.comparingInt((Piece piece) -> -piece.layout().height())).toList();
    List<Integer> alone = components.stream().filter(boxes -> boxes.size() == 1 && !isLinked(boxes.getFirst()))
        .map(List::getFirst).toList();
    double area = pieces.stream().map(Piece::layout)
        .mapToDouble(l -> (l.width() + BETWEEN) * (double) (l.height() + BETWEEN))
        .sum()
        + alone.stream().map(drawing.boxes()::get).mapToDouble(b -> (b.width() + 40.0) * (b.height() + 40)).sum();
    int widest = pieces.stream().mapToInt(piece -> piece.layout().width()).max().orElse(0);
    int width = Math.max(widest, (int) Math.sqrt(area * SHAPE));
    int bottom = pack(pieces, width);
    grid(alone, width, bottom == 0 ? 0 : bottom + BETWEEN);
    return framed();
  }

  private boolean isLinked(int box) {
    return drawing.links().stream().anyMatch(link -> link.from() == box);
  }

  private List<List<Integer>> components() {
    int[] root = IntStream.range(0, drawing.boxes().size()).toArray();
    drawing.links().forEach(link -> root[find(root, link.from())] = find(root, link.to()));
    List<List<Integer>> components = new ArrayList<>();
    int[] place = new int[root.length];
    Arrays.fill(place, -1);
    for (int box = 0; box < root.length; box++) {
      int of = find(root, box);
      if (place[of] < 0) {
        place[of] = components.size();
        components.add(new ArrayList<>());
      }
      components.get(place[of]).add(box);
    }
    return components;
  }

  private static int find(int[] root, int box) {
    int at = box;
    while (root[at] != at) {
      root[at] = root[root[at]];
      at = root[at];
    }
    return at;
  }

  private Piece piece(List<Integer> boxes) {
    int[] local = new int[drawing.boxes().size()];
    Arrays.fill(local, -1);
    for (int i = 0; i < boxes.size(); i++) {
      local[boxes.get(i)] = i;
    }
    List<Integer> links = IntStream.range(0, drawing.links().size())
        .filter(link -> local[drawing.links().get(link).from()] >= 0).boxed().toList();
    List<Drawing.Box> own = boxes.stream().map(drawing.boxes()::get).toList();
    List<Drawing.Link> inner = links.stream().map(drawing.links()::get)
        .map(link -> new Drawing.Link(local[link.from()], link.fromRow(), local[link.to()], link.toRow(), link.bond(),
            link.name()))
        .toList();
    return new Piece(boxes, links, best(own, inner));
  }

  /** Tries some numbers of columns, and takes what is nearest to a page with the shortest lines. */
  private static Layout best(List<Drawing.Box> boxes, List<Drawing.Link> links) {
    double height = boxes.stream().mapToDouble(box -> box.height() + Columns.GAP).sum();
    double width = boxes.stream().mapToDouble(Drawing.Box::width).average().orElse(0) + 110;
    int middle = Math.clamp(Math.round(Math.sqrt(SHAPE * height * 1.15 / width)), 1, boxes.size());
    int reach = boxes.size() > 250 ? 0 : 1;
    Layout best = null;
    double least = Double.MAX_VALUE;
    for (int count = Math.max(1, middle - reach); count <= Math.min(boxes.size(), middle + reach); count++) {
      Layout layout = Wiring.of(boxes, links, Columns.of(boxes, links, count));
      double cost = cost(layout);
      if (best == null || cost < least) {
        best = layout;
        least = cost;
      }
    }
    return java.util.Objects.requireNonNull(best);
  }

  private static double cost(Layout layout) {
    double lines = layout.routes().stream().mapToDouble(Composer::length).sum();
    double area = layout.width() * (double) layout.height();
    double shape = Math.abs(Math.log(layout.width() / SHAPE / Math.max(1, layout.height())));
    return lines * (1 + 0.35 * shape) + Math.sqrt(area) * layout.places().size() * 0.2;
  }

  private static double length(Layout.Route route) {
    double sum = 0;
    for (int i = 1; i < route.points().size(); i++) {
      Layout.Point a = route.points().get(i - 1);
      Layout.Point b = route.points().get(i);
      sum += Math.abs(a.x() - b.x()) + Math.abs(a.y() - b.y()) + 20;
    }
    return sum;
  }

  /** Shelf by shelf. */
  private int pack(List<Piece> pieces, int width) {
    int x = 0;
    int y = 0;
    int shelf = 0;
    for (Piece piece : pieces) {
      Layout layout = piece.layout();
      if (x > 0 && x + layout.width() > width) {
        x = 0;
        y += shelf + BETWEEN;
        shelf = 0;
      }
      put(piece, x, y);
      x += layout.width() + BETWEEN;
      shelf = Math.max(shelf, layout.height());
    }
    return y + shelf;
  }

  private void put(Piece piece, int x, int y) {
    for (int i = 0; i < piece.boxes().size(); i++) {
      places[piece.boxes().get(i)] = piece.layout().places().get(i).moved(x, y);
    }
    for (int i = 0; i < piece.links().size(); i++) {
      routes[piece.links().get(i)] = piece.layout().routes().get(i).moved(x, y);
    }
  }

  /** In columns of one width, each box in the shortest. */
  private void grid(List<Integer> boxes, int width, int top) {
    if (boxes.isEmpty()) {
      return;
    }
    int wide = boxes.stream().mapToInt(box -> drawing.boxes().get(box).width()).max().orElse(0);
    int count = Math.clamp((width + 40) / (wide + 40), 1, boxes.size());
    int[] heights = new int[count];
    for (int box : boxes) {
      int column = IntStream.range(0, count).boxed().min(Comparator.comparingInt(i -> heights[i])).orElseThrow();
      int height = drawing.boxes().get(box).height();
      places[box] = new Layout.Place(column * (wide + 40), top + heights[column], wide, height);
      heights[column] += height + Columns.GAP;
    }
  }

  private Layout framed() {
    List<Layout.Place> all = Arrays.stream(places).map(place -> place.moved(BORDER, BORDER)).toList();
    List<Layout.Route> lines = Arrays.stream(routes).map(route -> route.moved(BORDER, BORDER)).toList();
    int right = Math.max(all.stream().mapToInt(place -> place.x() + place.width()).max().orElse(0),
        lines.stream().flatMap(route -> route.points().stream()).mapToInt(Layout.Point::x).max().orElse(0));
    int bottom = Math.max(all.stream().mapToInt(place -> place.y() + place.height()).max().orElse(0),
        lines.stream().flatMap(route -> route.points().stream()).mapToInt(Layout.Point::y).max().orElse(0));
    return new Layout(all, lines, right + BORDER, bottom + BORDER);
  }
}
