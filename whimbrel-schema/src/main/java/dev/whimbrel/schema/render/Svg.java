package dev.whimbrel.schema.render;

import dev.whimbrel.schema.resource.Resource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a laid out drawing as SVG. */
final class Svg {
  private static final int COLOURS = 8;
  private static final int CORNER = 7;
  private static final int LEGEND = 26;

  private final Drawing drawing;
  private final Layout layout;
  private final StringBuilder out = new StringBuilder();

  private Svg(Drawing drawing, Layout layout) {
    this.drawing = drawing;
    this.layout = layout;
  }

  /** How the outermost element says its size: a picture has one, a part of a page takes what it gets. */
  enum Size {
    OWN, GIVEN
  }

  static String of(Drawing drawing, Layout layout, Size size) {
    Svg svg = new Svg(drawing, layout);
    svg.write(size);
    return svg.out.toString();
  }

  private void write(Size size) {
    int width = Math.max(layout.width(), legendWidth());
    int height = layout.height() + LEGEND;
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"erd\" role=\"img\" aria-labelledby=\"title desc\"");
    if (size == Size.OWN) {
      out.append(" width=\"").append(width).append("\" height=\"").append(height).append('"');
    }
    out.append(" viewBox=\"0 0 ").append(width).append(' ').append(height).append("\">\n");
    out.append("<title id=\"title\">").append(escaped(drawing.title())).append("</title>\n");
    out.append("<desc id=\"desc\">").append(escaped(description())).append("</desc>\n");
    out.append("<style>\n").append(Resource.text(Svg.class, "erd.css")).append("</style>\n");
    out.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n<g id=\"scene\">\n");
    for (int i = 0; i < drawing.links().size(); i++) {
      link(drawing.links().get(i), layout.routes().get(i));
    }
    ends();
    for (int i = 0; i < drawing.boxes().size(); i++) {
      box(i);
    }
    out.append("</g>\n");
    legend(height - 16);
    out.append("</svg>\n");
  }

  private String description() {
    StringBuilder text = new StringBuilder();
    drawing.boxes().forEach(box -> text.append(text.isEmpty() ? "" : ", ").append(box.prefix()).append(box.name()));
    drawing.links().stream().filter(link -> link.bond() != Drawing.Bond.USES).map(this::words).distinct()
        .forEach(words -> text.append("; ").append(words));
    return text.isEmpty() ? "nothing" : text.append('.').toString();
  }

  private String words(Drawing.Link link) {
    String how = switch (link.bond()) {
      case MANY_TO_ONE -> "each of many ";
      case MANY_TO_MAYBE -> "some of many ";
      case ONE_TO_ONE -> "one of ";
      case ONE_TO_MAYBE -> "at most one of ";
      case USES -> "";
    };
    return how + drawing.boxes().get(link.from()).name() + " refers to " + drawing.boxes().get(link.to()).name();
  }

  private void link(Drawing.Link link, Layout.Route route) {
    out.append("<path class=\"link").append(link.bond() == Drawing.Bond.USES ? " uses" : "")
        .append("\" data-from=\"").append(link.from()).append("\" data-to=\"").append(link.to())
        .append("\" d=\"").append(path(route.points())).append("\">");
    if (!link.name().isEmpty()) {
      out.append("<title>").append(escaped(link.name())).append("</title>");
    }
    out.append("</path>\n");
  }

  private static String path(List<Layout.Point> points) {
    StringBuilder path = new StringBuilder("M" + points.getFirst().x() + " " + points.getFirst().y());
    for (int i = 1; i < points.size() - 1; i++) {
      Layout.Point before = points.get(i - 1);
      Layout.Point at = points.get(i);
      Layout.Point after = points.get(i + 1);
      int room = Math.min(distance(before, at) / 2, distance(at, after) / 2);
      int corner = Math.min(CORNER, room);
      path.append('L').append(toward(at, before, corner)).append('Q').append(at.x()).append(' ').append(at.y())
          .append(' ').append(toward(at, after, corner));
    }
    return path.append('L').append(points.getLast().x()).append(' ').append(points.getLast().y()).toString();
  }

  private static int distance(Layout.Point a, Layout.Point b) {
    return Math.abs(a.x() - b.x()) + Math.abs(a.y() - b.y());
  }

  private static String toward(Layout.Point from, Layout.Point to, int far) {
    int x = from.x() + Integer.signum(to.x() - from.x()) * far;
    int y = from.y() + Integer.signum(to.y() - from.y()) * far;
    return x + " " + y;
  }

  /** Crow's feet, bars and rings, once where several lines come together. */
  private void ends() {
    Set<String> ends = new LinkedHashSet<>();
    for (int i = 0; i < drawing.links().size(); i++) {
      Drawing.Bond bond = drawing.links().get(i).bond();
      Layout.Route route = layout.routes().get(i);
      if (bond != Drawing.Bond.USES) {
        ends.add(start(route.points().getFirst(), direction(route.from()), bond));
        ends.add(finish(route.points().getLast(), direction(route.to()), bond));
      }
    }
    ends.forEach(out::append);
  }

  private static int direction(Net.Side side) {
    return side == Net.Side.RIGHT ? 1 : -1;
  }

  private static String start(Layout.Point at, int direction, Drawing.Bond bond) {
    int x = at.x();
    int y = at.y();
    if (bond.isMany()) {
      int tip = x + 12 * direction;
      return "<path class=\"end\" d=\"M%d %dL%d %dL%d %d\"/>".formatted(x, y - 5, tip, y, x, y + 5)
          + ring(tip + 4 * direction, y);
    }
    return bar(x + 8 * direction, y) + ring(x + 14 * direction, y);
  }

  private static String finish(Layout.Point at, int direction, Drawing.Bond bond) {
    String bar = bar(at.x() + 7 * direction, at.y());
    return bar + (bond.isOptional() ? ring(at.x() + 14 * direction, at.y()) : bar(at.x() + 12 * direction, at.y()));
  }

  private static String bar(int x, int y) {
    return "<path class=\"end\" d=\"M%d %dV%d\"/>".formatted(x, y - 5, y + 5);
  }

  private static String ring(int x, int y) {
    return "<circle class=\"ring\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n".formatted(x, y);
  }

  private void box(int index) {
    Drawing.Box box = drawing.boxes().get(index);
    Layout.Place place = layout.places().get(index);
    int width = place.width();
    out.append("<g class=\"box c").append(box.colour() % COLOURS).append(' ').append(kind(box)).append("\" id=\"b")
        .append(index).append("\" transform=\"translate(").append(place.x()).append(' ').append(place.y())
        .append(")\">\n");
    if (!box.comment().isEmpty()) {
      out.append("<title>").append(escaped(box.comment())).append("</title>\n");
    }
    out.append("<rect class=\"card\" width=\"").append(width).append("\" height=\"").append(place.height())
        .append("\" rx=\"6\"/>\n");
    out.append("<path class=\"bar\" d=\"M0 ").append(Drawing.HEADER - 4).append("V6Q0 0 6 0H").append(width - 6)
        .append("Q")
        .append(width).append(" 0 ").append(width).append(" 6V").append(Drawing.HEADER - 4).append("Z\"/>\n");
    out.append("<text class=\"head\" x=\"12\" y=\"19\">");
    if (!box.prefix().isEmpty()) {
      out.append("<tspan class=\"prefix\">").append(escaped(box.prefix())).append("</tspan>");
    }
    out.append(escaped(box.name())).append("</text>\n");
    if (!box.tag().isEmpty()) {
      text("tag", width - 12, 19, box.tag(), " text-anchor=\"end\"");
    }
    for (int row = 0; row < box.rows().size(); row++) {
      row(box, row, width);
    }
    if (!box.footer().isEmpty()) {
      text("foot", 13, box.middle(box.rows().size()) + 4, box.footer(), "");
    }
    out.append("</g>\n");
  }

  private static String kind(Drawing.Box box) {
    return switch (box.id().kind()) {
      case VIEW -> "view";
      case MATERIALIZED_VIEW -> "materialized";
      case ENUM -> "enum";
      default -> "table";
    };
  }

  private void row(Drawing.Box box, int index, int width) {
    Drawing.Row row = box.rows().get(index);
    int middle = box.middle(index);
    if (index > 0) {
      int y = middle - Drawing.ROW / 2;
      out.append("<path class=\"rule\" d=\"M8 ").append(y).append('H').append(width - 8).append("\"/>\n");
    }
    boolean isKey = row.mark() == Drawing.Mark.PRIMARY || row.mark() == Drawing.Mark.BOTH;
    if (row.mark() != Drawing.Mark.NONE) {
      text(isKey ? "mark key" : "mark", 8, middle + 3, row.mark().text, "");
    }
    text("name", box.indent(), middle + 4, row.name(), "");
    if (!row.type().isEmpty()) {
      text("type", width - 24, middle + 4, row.type(), " text-anchor=\"end\"");
    }
    if (row.presence() != Drawing.Presence.UNTOLD) {
      out.append("<circle class=\"").append(row.presence() == Drawing.Presence.REQUIRED ? "there" : "maybe")
          .append("\" cx=\"").append(width - 13).append("\" cy=\"").append(middle).append("\" r=\"3\"/>\n");
    }
  }

  private void text(String style, int x, int y, String text, String more) {
    out.append("<text class=\"").append(style).append("\" x=\"").append(x).append("\" y=\"").append(y).append('"')
        .append(more).append('>').append(escaped(text)).append("</text>\n");
  }

  private static final String LEGEND_TEXT = "PK primary key · FK foreign key · U unique · ● never null · ○ may be null · crow’s foot: many, bars: one, ring: or none";

  private static int legendWidth() {
    return (int) Glyphs.width(LEGEND_TEXT, Glyphs.SMALL) + 2 * Composer.BORDER;
  }

  private void legend(int y) {
    text("legend", Composer.BORDER, y, LEGEND_TEXT, "");
  }

  /** Characters that no XML may hold become blanks. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '"' -> escaped.append("&quot;");
        default -> escaped.appendCodePoint(isAllowed(c) ? c : ' ');
      }
    });
    return escaped.toString();
  }

  private static boolean isAllowed(int c) {
    boolean isControl = c < 0x20 && c != '\n' && c != '\t';
    return !isControl && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }

}
