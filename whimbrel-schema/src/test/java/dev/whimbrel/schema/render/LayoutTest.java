package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.DatabaseSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the schema, nothing lies on something else. */
class LayoutTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 16, 27, 40, 100})
  void keepsBoxesApartAndLinesOffThem(int tables) {
    check(Sketcher.of(Invented.of(tables), ErdOptions.standard()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"""
      table a
        id bigint pk -> a.id
      """, """
      table a
        id bigint pk
        b_id bigint? -> b.id
        other_b bigint -> b.id
      table b
        id bigint pk
        a_id bigint unique -> a.id
        own bigint? -> b.id
      """, """
      table star
        id bigint pk
      table p1
        star_id bigint pk -> star.id
        a bigint -> star.id
        b bigint? -> star.id
        c bigint? unique -> star.id
      table p2
        id bigint pk -> p1.star_id
      table p3
        id bigint pk -> p2.id
        s bigint -> star.id
      table p4
        id bigint pk -> p3.id
        s bigint -> star.id
      """})
  void knowsLoopsCyclesAndSharedKeys(String sketch) {
    check(Sketcher.of(Sketch.of(sketch), ErdOptions.standard()));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 40})
  void isTheSameEveryTime(int tables) {
    DatabaseSchema schema = Invented.of(tables);
    assertThat(Erd.svg(schema, ErdOptions.standard())).isEqualTo(Erd.svg(schema, ErdOptions.standard()));
  }

  /** A table with hundreds of columns and names beyond all measure does not make a drawing useless. */
  @ParameterizedTest
  @ValueSource(ints = {31, 400})
  void shortensWhatWouldBeTallerThanAPage(int columns) {
    StringBuilder sketch = new StringBuilder("table wide\n  id bigint pk\n");
    for (int i = 0; i < columns; i++) {
      sketch.append("  ").append("c".repeat(60)).append(i).append(" text\n");
    }
    sketch.append("  last bigint -> wide.id\n");
    Drawing drawing = Sketcher.of(Sketch.of(sketch.toString()), ErdOptions.standard());
    check(drawing);
    Drawing.Box box = drawing.boxes().getFirst();
    assertThat(box.rows()).hasSize(30).last().satisfies(row -> assertThat(row.name()).isEqualTo("last"));
    assertThat(box.footer()).isEqualTo("… " + (columns + 2 - 30) + " more columns");
    assertThat(box.width()).isLessThan(600);
  }

  private static void check(Drawing drawing) {
    Layout layout = Composer.of(drawing);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < layout.places().size(); i++) {
      Layout.Place place = layout.places().get(i);
      Drawing.Box box = drawing.boxes().get(i);
      if (place.width() < box.width() || place.height() < box.height()) {
        wrong.add(box.name() + " does not hold its text");
      }
      if (!isInside(place, layout)) {
        wrong.add(box.name() + " is outside of the page");
      }
      for (int k = 0; k < i; k++) {
        if (overlap(place, layout.places().get(k))) {
          wrong.add(box.name() + " lies on " + drawing.boxes().get(k).name());
        }
      }
    }
    for (int i = 0; i < layout.routes().size(); i++) {
      check(drawing, layout, i, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(Drawing drawing, Layout layout, int link, List<String> wrong) {
    List<Layout.Point> points = layout.routes().get(link).points();
    Drawing.Link drawn = drawing.links().get(link);
    String name = drawn.name();
    if (!touches(points.getFirst(), layout.places().get(drawn.from()), drawing.boxes().get(drawn.from()),
        drawn.fromRow())
        || !touches(points.getLast(), layout.places().get(drawn.to()), drawing.boxes().get(drawn.to()),
            drawn.toRow())) {
      wrong.add(name + " does not end at its rows");
    }
    for (int i = 1; i < points.size(); i++) {
      Layout.Point a = points.get(i - 1);
      Layout.Point b = points.get(i);
      if (a.x() != b.x() && a.y() != b.y()) {
        wrong.add(name + " is slanted");
      }
      for (int box = 0; box < layout.places().size(); box++) {
        if (crosses(a, b, layout.places().get(box))) {
          wrong.add(name + " goes through " + drawing.boxes().get(box).name());
        }
      }
      if (Math.min(a.x(), b.x()) < 0 || Math.min(a.y(), b.y()) < 0 || Math.max(a.x(), b.x()) > layout.width()
          || Math.max(a.y(), b.y()) > layout.height()) {
        wrong.add(name + " leaves the page");
      }
    }
  }

  /** At a side of the box, and within the row. */
  private static boolean touches(Layout.Point point, Layout.Place place, Drawing.Box box, int row) {
    boolean side = point.x() == place.x() || point.x() == place.x() + place.width();
    return side && Math.abs(point.y() - place.y() - box.middle(row)) <= Drawing.ROW / 2;
  }

  private static boolean isInside(Layout.Place place, Layout layout) {
    return place.x() >= 0 && place.y() >= 0 && place.x() + place.width() <= layout.width()
        && place.y() + place.height() <= layout.height();
  }

  private static boolean overlap(Layout.Place a, Layout.Place b) {
    return a.x() < b.x() + b.width() && b.x() < a.x() + a.width() && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  private static boolean crosses(Layout.Point a, Layout.Point b, Layout.Place box) {
    return Math.max(a.x(), b.x()) > box.x() && Math.min(a.x(), b.x()) < box.x() + box.width()
        && Math.max(a.y(), b.y()) > box.y() && Math.min(a.y(), b.y()) < box.y() + box.height();
  }
}
