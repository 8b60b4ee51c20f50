package dev.whimbrel.schema.ddl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of {@code roundtrip/}: see the README there.
 *
 * @param since the oldest major version that knows it
 */
public record RoundTripCase(String name, String sql, int since) {
  private static final Path FILES = Path.of("src/test/resources/dev/whimbrel/schema/ddl/roundtrip");
  private static final Pattern SINCE = Pattern.compile("\\A-- since: (\\d+)\n");

  /** What is of the whole database, or names a schema. */
  private static final Pattern ALONE = Pattern
      .compile("(?i)create (schema|extension|server|publication|event trigger|foreign)"
          + "|public\\.|on schema|default privileges|owner to|\"S p\"");

  /** All of them, in the order of their names. */
  public static List<RoundTripCase> all() {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().map(RoundTripCase::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RoundTripCase of(Path file) {
    try {
      String sql = Files.readString(file);
      Matcher since = SINCE.matcher(sql);
      return new RoundTripCase(Objects.requireNonNull(file.getFileName()).toString().replace(".sql", ""), sql,
          since.find() ? Integer.parseInt(since.group(1)) : 14);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it needs a database of its own. */
  public boolean isAlone() {
    return ALONE.matcher(sql).find();
  }

  /** In a schema of its own, which has the case's name. */
  public String inSchema() {
    return "CREATE SCHEMA \"" + name + "\";\nSET search_path = \"" + name + "\";\n" + sql;
  }
}
