package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/** What is drawn, before it has a place: boxes with rows, and links between rows. */
record Drawing(String title, List<Box> boxes, List<Link> links, List<String> schemas) {
  static final int HEADER = 32;
  static final int ROW = 21;
  static final int FOOT = 6;
  /** The row that stands for the header. */
  static final int HEAD_ROW = -1;

  Drawing {
    boxes = List.copyOf(boxes);
    links = List.copyOf(links);
    schemas = List.copyOf(schemas);
  }

  /**
   * A table, view or enum.
   *
   * @param prefix the schema and a point where several schemas are drawn, otherwise empty
   * @param tag what it is if it is no plain table, or empty
   * @param colour the number of its schema
   * @param footer what is said below the rows, or empty
   */
  record Box(ObjectId id, String prefix, String name, String tag, int colour, List<Row> rows, String footer,
      String comment) {
    Box {
      rows = List.copyOf(rows);
    }

    int width() {
      double head = Glyphs.width(prefix + name, Glyphs.HEAD)
          + (tag.isEmpty() ? 0 : Glyphs.width(tag, Glyphs.SMALL) + 14);
      double body = rows.stream().mapToDouble(Row::width).max().orElse(0) + indent();
      double foot = Glyphs.width(footer, Glyphs.SMALL);
      return (int) Math.ceil(Math.max(Math.max(head, foot) + 26, body));
    }

    int height() {
      return HEADER + rows.size() * ROW + FOOT + (footer.isEmpty() ? 0 : ROW);
    }

    /** Where names begin: behind the widest mark. */
    int indent() {
      int letters = rows.stream().mapToInt(row -> row.mark().text.length()).max().orElse(0);
      return letters == 0 ? 13 : 16 + letters * 6;
    }

    /** The middle of a row, from the top of the box. */
    int middle(int row) {
      return row == HEAD_ROW ? HEADER / 2 : HEADER + 3 + row * ROW + ROW / 2;
    }
  }

  /** A column, or a label of an enum, which has no type. */
  record Row(String name, String type, Mark mark, Presence presence) {
    /** Room for the name, the type and the dot. */
    double width() {
      return Glyphs.width(name, Glyphs.BODY) + (type.isEmpty() ? 0 : 18 + Glyphs.width(type, Glyphs.SMALL)) + 26;
    }
  }

  /** Of which keys a column is part. */
  enum Mark {
    NONE(""), PRIMARY("PK"), FOREIGN("FK"), BOTH("PK FK"), UNIQUE("U"), UNIQUE_FOREIGN("U FK");

    final String text;

    Mark(String text) {
      this.text = text;
    }
  }

  /** Whether there is always a value. */
  enum Presence {
    REQUIRED, OPTIONAL, UNTOLD
  }

  /** From what refers to what is referred to, both as places in the list of boxes, with the rows where the line ends. */
  record Link(int from, int fromRow, int to, int toRow, Bond bond, String name) {}

  /** What a line says. */
  enum Bond {
    /** Many rows refer to one, which is always there. */
    MANY_TO_ONE,
    /** Many rows refer to one or none. */
    MANY_TO_MAYBE,
    /** At most one row refers to one, which is always there. */
    ONE_TO_ONE,
    /** At most one row refers to one or none. */
    ONE_TO_MAYBE,
    /** It only needs the other: a view its tables, a column its enum. */
    USES;

    boolean isMany() {
      return this == MANY_TO_ONE || this == MANY_TO_MAYBE;
    }

    boolean isOptional() {
      return this == MANY_TO_MAYBE || this == ONE_TO_MAYBE;
    }
  }
}
