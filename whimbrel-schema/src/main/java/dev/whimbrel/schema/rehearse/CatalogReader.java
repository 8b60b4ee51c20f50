package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Done;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rehearse.Catalog.Other;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.resource.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Catalog}: six queries in one message. */
final class CatalogReader {
  private static final List<String> FILES = List.of("settings.sql", "relations.sql", "columns.sql", "constraints.sql",
      "indexes.sql", "others.sql");

  static final int COUNT = FILES.size();
  static final String QUERIES = FILES.stream()
      .map(file -> Resource.query(CatalogReader.class, file)).collect(Collectors.joining(";\n"));

  private CatalogReader() {}

  static Catalog of(Database database) {
    return read(Asked.of(database, QUERIES));
  }

  static Catalog read(Answer answer) {
    List<@Nullable String> settings = answer.rows(0).getFirst();
    return new Catalog(names(text(settings, 0)), Integer.parseInt(text(settings, 5)) / 10_000,
        byOid(answer.rows(1).stream().map(CatalogReader::relation), Relation::oid),
        answer.rows(2).stream().map(CatalogReader::column).toList(),
        answer.rows(3).stream().map(CatalogReader::constraint).toList(),
        byOid(answer.rows(4).stream().map(CatalogReader::index), Index::oid),
        answer.rows(5).stream().map(CatalogReader::other).toList());
  }

  static Timeouts timeouts(Answer answer) {
    List<@Nullable String> settings = answer.rows(0).getFirst();
    return new Timeouts(text(settings, 1), text(settings, 2), text(settings, 3));
  }

  private static Relation relation(List<@Nullable String> row) {
    return new Relation(text(row, 0), text(row, 1), text(row, 2), text(row, 3), text(row, 4), text(row, 5),
        new Done(number(row, 6), number(row, 7), number(row, 8), number(row, 9), number(row, 10)), text(row, 11),
        text(row, 12), text(row, 13), text(row, 14));
  }

  private static Column column(List<@Nullable String> row) {
    return new Column(text(row, 0), (int) number(row, 1), text(row, 2), text(row, 3),
        text(row, 4).equals("t") ? Column.Nulls.REFUSED : Column.Nulls.ALLOWED, row.get(5), text(row, 6), text(row, 7),
        text(row, 8));
  }

  private static Constraint constraint(List<@Nullable String> row) {
    return new Constraint(text(row, 0), text(row, 1), text(row, 2), text(row, 3), text(row, 4),
        text(row, 5).equals("t") ? Constraint.Validity.VALID : Constraint.Validity.NOT_VALID, text(row, 6),
        text(row, 7), names(text(row, 8)), row.get(9), text(row, 10));
  }

  private static Index index(List<@Nullable String> row) {
    Index.Role plainOrUnique = text(row, 2).equals("t") ? Index.Role.UNIQUE : Index.Role.PLAIN;
    return new Index(text(row, 0), text(row, 1), text(row, 3).equals("t") ? Index.Role.PRIMARY : plainOrUnique,
        text(row, 4).equals("t") ? Index.Usability.VALID : Index.Usability.INVALID,
        names(text(row, 6)).subList(0, (int) number(row, 5)), row.get(7), text(row, 8), names(text(row, 9)));
  }

  private static Other other(List<@Nullable String> row) {
    return new Other(text(row, 0), text(row, 1), text(row, 2), Objects.requireNonNullElse(row.get(3), ""),
        text(row, 4), text(row, 5));
  }

  private static <T> Map<String, T> byOid(Stream<T> all, Function<T, String> oid) {
    Map<String, T> byOid = new LinkedHashMap<>();
    all.forEach(one -> byOid.put(oid.apply(one), one));
    return byOid;
  }

  /** Each name ends with a separator, so that one without letters is one as well. */
  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.substring(0, text.length() - 1).split("\u001f", -1));
  }

  private static long number(List<@Nullable String> row, int index) {
    return Long.parseLong(text(row, index));
  }

  private static String text(List<@Nullable String> row, int index) {
    return Objects.requireNonNull(row.get(index));
  }
}
