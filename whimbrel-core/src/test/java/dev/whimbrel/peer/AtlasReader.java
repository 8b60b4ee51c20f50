package dev.whimbrel.peer;

import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what Atlas would do with a table and a directory, after what is known of its source. It shares no code with what is tested:
 * statements are divided at a semicolon that ends a line.
 */
final class AtlasReader {
  private final TestDatabase database;
  private final String table;
  private final Map<String, String> files;

  AtlasReader(TestDatabase database, String table, Map<String, String> files) {
    this.database = database;
    this.table = table;
    this.files = files;
  }

  /** The versions that {@code atlas migrate apply} would run, or its error. */
  String pending() {
    List<String> names = new ArrayList<>(files.keySet());
    names.sort(AtlasReader::byBytes);
    List<String> steps = names.stream().filter(name -> !isCheckpoint(name)).toList();
    List<List<@Nullable String>> rows = rows();
    if (rows.isEmpty()) {
      int start = names.indexOf(names.stream().filter(this::isCheckpoint).reduce((a, b) -> b).orElse(names.getFirst()));
      return versions(names.subList(start, names.size()).stream()
          .filter(name -> !isCheckpoint(name) || name.equals(names.get(start))).toList());
    }
    List<@Nullable String> last = rows.getLast();
    if (!Objects.equals(last.get(1), last.get(2))) {
      return resuming(names, Objects.requireNonNull(last.get(0)), last);
    }
    int after = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (byBytes(version(steps.get(i)), Objects.requireNonNull(last.get(0))) <= 0) {
        after = i;
      }
    }
    List<String> done = rows.stream().map(row -> Objects.requireNonNull(row.get(0))).toList();
    List<String> skipped = steps.subList(0, Math.max(after, 0)).stream().map(AtlasReader::version)
        .filter(version -> byBytes(version, done.getFirst()) >= 0 && !done.contains(version)).toList();
    return skipped.isEmpty()
        ? versions(steps.subList(after + 1, steps.size()))
        : "added out of order: " + String.join(" ", skipped);
  }

  private String resuming(List<String> names, String version, List<@Nullable String> row) {
    String name = names.stream().filter(one -> version(one).equals(version)).findFirst().orElse(null);
    if (name == null) {
      return "missing migration: " + version;
    }
    int applied = Integer.parseInt(Objects.requireNonNull(row.get(1)));
    List<String> noted = Arrays.asList(Objects.requireNonNullElse(row.get(3), "").split("\n"));
    List<String> now = hashes(Objects.requireNonNull(files.get(name)));
    for (int i = 0; i < applied; i++) {
      if (i >= now.size() || !noted.get(i).equals(now.get(i))) {
        return "history changed: statement " + (i + 1) + " from file \"" + name + "\" changed";
      }
    }
    List<String> rest = names.subList(names.indexOf(name), names.size()).stream()
        .filter(one -> one.equals(name) || !isCheckpoint(one)).toList();
    return versions(rest) + " from statement " + (applied + 1) + " of " + row.get(2);
  }

  private List<List<@Nullable String>> rows() {
    return database.query("select version, applied, total, "
        + "(select string_agg(h, E'\\n' order by n) from jsonb_array_elements_text(case jsonb_typeof(partial_hashes) "
        + "when 'array' then partial_hashes else '[]' end) with ordinality a(h, n)) from " + table
        + " where version not like '.%' order by version collate \"C\"");
  }

  private boolean isCheckpoint(String name) {
    return Objects.requireNonNull(files.get(name)).startsWith("-- atlas:checkpoint");
  }

  private static String version(String name) {
    String stem = name.substring(0, name.length() - 4);
    return stem.contains("_") ? stem.substring(0, stem.indexOf('_')) : stem;
  }

  private static String versions(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(" ", names.stream().map(AtlasReader::version).toList());
  }

  private static int byBytes(String one, String other) {
    return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> hashes(String text) {
    StringBuilder sofar = new StringBuilder();
    List<String> hashes = new ArrayList<>();
    for (String line : text.lines().filter(one -> !one.startsWith("--") && !one.isBlank()).toList()) {
      sofar.append(line.strip());
      if (line.strip().endsWith(";")) {
        hashes.add("h1:" + Base64.getEncoder().encodeToString(sha256(sofar.toString())));
      }
    }
    return hashes;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
