package dev.whimbrel.catalog;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that SQL can create in a database, one entry each: two databases have the same schema if these are equal. Entries hold no numbers
 * that the server gives, and names are qualified. Left out are temporary tables, roles, tablespaces, the content of tables, and what
 * an extension brings with it.
 *
 * @param entries sorted; some are several lines long
 */
public record Catalog(List<String> entries) {
  /**
   * Opens a transaction that sees one moment, in which names come out qualified, and values the same whatever the user or the database
   * has set.
   */
  public static final String SNAPSHOT = """
      begin transaction isolation level repeatable read, read only;
      set local search_path = '';
      set local timezone = 'UTC';
      set local datestyle = 'ISO, YMD';
      set local intervalstyle = 'postgres';
      set local extra_float_digits = 1;
      set local bytea_output = 'hex';
      set local xmloption = 'content';
      set local quote_all_identifiers = off;
      set local row_security = off""";

  public Catalog {
    entries = entries.stream().sorted().toList();
  }

  /**
   * Everything, with owners, privileges and what is set for the database.
   *
   * @param excluded schemas that are passed over
   */
  public static Catalog read(Queries queries, Collection<String> excluded) {
    return new Catalog(CatalogReader.read(queries, excluded).map(CatalogReader::whole).toList());
  }

  /** Only what the tables, types and routines are like: the same wherever, and as whomever, the same migrations ran. */
  public static Catalog readStructure(Queries queries, Collection<String> excluded) {
    return new Catalog(CatalogReader.read(queries, excluded).map(CatalogReader::structure)
        .filter(entry -> !entry.isBlank()).toList());
  }

  /** The same without the entries of a table and of what belongs to it. */
  public Catalog withoutTable(String schema, String name) {
    Set<String> spellings = new HashSet<>(List.of(schema + "." + name, quoted(schema) + "." + name,
        schema + "." + quoted(name), quoted(schema) + "." + quoted(name)));
    Set<String> sequences = entries.stream()
        .filter(entry -> spellings.stream().anyMatch(table -> entry.contains(" owned by " + table + ".")))
        .map(entry -> entry.split(" ", 3)[1])
        .collect(Collectors.toSet());
    return new Catalog(entries.stream()
        .filter(entry -> spellings.stream().noneMatch(table -> isOf(table, entry)))
        .filter(entry -> sequences.stream().noneMatch(sequence -> isOf(sequence, entry)))
        .toList());
  }

  /** What has a longer name that begins like it is something else. */
  private static boolean isOf(String object, String entry) {
    String first = entry.lines().findFirst().orElse("");
    return Stream.of(" ", ".", ":").anyMatch(end -> first.contains(" " + object + end));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** What only this one has, marked with a minus sign, and only the other, with a plus; empty if they are equal. */
  public List<String> difference(Catalog other) {
    Set<String> own = new HashSet<>(entries);
    Set<String> others = new HashSet<>(other.entries);
    return Stream.concat(
        entries.stream().filter(entry -> !others.contains(entry)).map(entry -> "- " + entry),
        other.entries.stream().filter(entry -> !own.contains(entry)).map(entry -> "+ " + entry))
        // the two sides of one object stand together
        .sorted((a, b) -> a.substring(2).compareTo(b.substring(2)))
        .toList();
  }
}
