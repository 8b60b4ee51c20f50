package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements and what was read in them, as text. */
final class Readings {
  private Readings() {}

  /** The statements of a text that can be divided. */
  static List<Statement> statements(String sql) {
    return SqlScanner.scan(Source.ofText("test.sql", sql), Lexicon.standard()).orThrow();
  }

  static SqlCommand command(String sql) {
    return SqlCommand.of(statements(sql).get(0));
  }

  /** What a record holds that is not empty: a line for itself, then lines for records in it. */
  static String text(Record read, String indent) {
    StringBuilder line = new StringBuilder(indent + read.getClass().getSimpleName());
    StringBuilder below = new StringBuilder();
    for (RecordComponent component : read.getClass().getRecordComponents()) {
      Object value = value(read, component);
      if (value instanceof Record inner && !isName(inner)) {
        below.append(text(inner, indent + "  "));
      } else if (value instanceof Collection<?> values && !values.stream().allMatch(Readings::isPlain)) {
        values.forEach(element -> below.append(text((Record) element, indent + "  ")));
      } else if (!isEmpty(value)) {
        line.append(' ').append(component.getName()).append('=').append(shown(value));
      }
    }
    return line.append('\n').append(below).toString();
  }

  private static @Nullable Object value(Record read, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(read);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static boolean isPlain(@Nullable Object value) {
    return !(value instanceof Record) || isName(value);
  }

  private static boolean isName(Object value) {
    return value instanceof Identifier || value instanceof QualifiedName;
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null || (value instanceof Collection<?> values && values.isEmpty())
        || List.of("CHECKED", "NULLABLE", "NOT").contains(value.toString());
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value).replace("\n", "¶");
    return value instanceof String ? "‹" + text + "›" : text;
  }
}
