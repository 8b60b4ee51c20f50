package dev.whimbrel.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that can be asked in SQL: all questions go to one session, one after the other. */
@FunctionalInterface
public interface Queries {
  /**
   * The rows of the last statement of a text, or none if it returns none.
   *
   * @param sql one or more statements, without parameters
   */
  List<List<@Nullable String>> rows(String sql);
}
