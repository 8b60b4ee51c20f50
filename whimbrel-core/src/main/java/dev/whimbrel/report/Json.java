package dev.whimbrel.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON document under construction, members in the order of their adding. */
public sealed interface Json {
  /** An object. */
  record Obj(List<Member> members) implements Json {
    public Obj {
      members = List.copyOf(members);
    }

    /** The same with one member more; a null is left out. */
    public Obj with(String name, @Nullable String value) {
      return value == null ? this : with(name, new Text(value));
    }

    public Obj with(String name, long value) {
      return with(name, new Num(value));
    }

    public Obj with(String name, Json value) {
      List<Member> longer = new ArrayList<>(members);
      longer.add(new Member(name, value));
      return new Obj(longer);
    }
  }

  /** One member of an object. */
  record Member(String name, Json value) {}

  /** An array. */
  record Arr(List<? extends Json> elements) implements Json {}

  /** A string. */
  record Text(String value) implements Json {}

  /** A whole number. */
  record Num(long value) implements Json {}

  /** True or false. */
  enum Flag implements Json {
    TRUE, FALSE
  }

  static Obj object() {
    return new Obj(List.of());
  }

  static Arr array(List<? extends Json> elements) {
    return new Arr(List.copyOf(elements));
  }

  static Arr texts(List<String> values) {
    return new Arr(values.stream().map(Text::new).toList());
  }

  /** The document, indented by two blanks, without a line end at its end. */
  default String render() {
    StringBuilder out = new StringBuilder();
    write(out, this, 0);
    return out.toString();
  }

  /** The same in one line. */
  default String line() {
    StringBuilder out = new StringBuilder();
    inOneLine(out, this);
    return out.toString();
  }

  private static void inOneLine(StringBuilder out, Json json) {
    switch (json) {
      case Obj object -> {
        String between = "{";
        for (Member member : object.members()) {
          quote(out.append(between), member.name());
          inOneLine(out.append(':'), member.value());
          between = ",";
        }
        out.append(object.members().isEmpty() ? "{}" : "}");
      }
      case Arr array -> {
        String between = "[";
        for (Json element : array.elements()) {
          inOneLine(out.append(between), element);
          between = ",";
        }
        out.append(array.elements().isEmpty() ? "[]" : "]");
      }
      case Text text -> quote(out, text.value());
      case Num number -> out.append(number.value());
      case Flag flag -> out.append(flag == Flag.TRUE);
    }
  }

  private static void write(StringBuilder out, Json json, int depth) {
    switch (json) {
      case Obj object -> open(out, '{', object.members().size(), depth, i -> {
        quote(out, object.members().get(i).name());
        out.append(": ");
        write(out, object.members().get(i).value(), depth + 1);
      }, '}');
      case Arr array ->
        open(out, '[', array.elements().size(), depth, i -> write(out, array.elements().get(i), depth + 1), ']');
      case Text text -> quote(out, text.value());
      case Num number -> out.append(number.value());
      case Flag flag -> out.append(flag == Flag.TRUE);
    }
  }

  private static void open(StringBuilder out, char begin, int size, int depth, java.util.function.IntConsumer element,
      char end) {
    out.append(begin);
    for (int i = 0; i < size; i++) {
      out.append(i == 0 ? "\n" : ",\n").append("  ".repeat(depth + 1));
      element.accept(i);
    }
    if (size > 0) {
      out.append('\n').append("  ".repeat(depth));
    }
    out.append(end);
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (steers(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A document may be printed on a terminal: nothing in it moves the cursor or turns the direction of writing. */
  private static boolean steers(char c) {
    return Character.isISOControl(c) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200e || c == 0x200f || c == 0x061c;
  }
}
