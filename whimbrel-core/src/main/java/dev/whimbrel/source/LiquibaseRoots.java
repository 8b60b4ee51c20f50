package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changelogs in XML, YAML and JSON beside formatted SQL. They are not carried out; one that only includes the SQL files is held
 * against the order in which Whimbrel runs them.
 */
final class LiquibaseRoots {
  static final String WAY_OUT = "let Liquibase write the SQL of its changesets (\"liquibase update-sql\") and put that into"
      + " files of formatted SQL, each changeset with its author and id, and \"logicalFilePath:\" with the old path";

  private static final Pattern NAME = Pattern.compile(".*\\.(?:xml|ya?ml|json)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIGN = Pattern
      .compile("<(?:\\w+:)?databaseChangeLog\\b|(?m)^[\\s{\"']*databaseChangeLog[\"']?\\s*:");
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->|(?m)^\\s*#.*$");
  private static final Pattern CHANGESET = Pattern
      .compile("<(?:\\w+:)?changeSet\\b|[{\"'\\s-]changeSet[\"']?\\s*:");
  private static final Pattern INCLUDE = Pattern.compile(
      "<(?:\\w+:)?include(?:All)?\\b[^>]*?\\b(file|path)\\s*=\\s*[\"']([^\"']+)[\"']"
          + "|[{\"'\\s](file|path)[\"']?\\s*:\\s*[\"']?([^\"'\\s,}]+)");
  private static final Pattern PROPERTY = Pattern
      .compile("\\bname\\s*=\\s*[\"']([^\"']+)[\"']|[{\"'\\s]name[\"']?\\s*:\\s*[\"']?([^\"'\\s,}]+)");

  private final Map<String, String> texts = new TreeMap<>();

  private LiquibaseRoots() {}

  /** Whether a file is read because its name may be that of such a changelog. */
  static boolean named(String path) {
    return NAME.matcher(path).matches();
  }

  /** Whether it is one. */
  static boolean is(byte[] bytes) {
    return SIGN.matcher(new String(bytes, StandardCharsets.UTF_8)).find();
  }

  /** The changelogs of a directory. */
  static List<String> in(FileSet files) {
    return files.files().keySet().stream().filter(path -> named(path) && is(files.bytes(path))).toList();
  }

  static LiquibaseRoots of(FileSet files, Mistakes mistakes) {
    LiquibaseRoots roots = new LiquibaseRoots();
    for (String path : in(files)) {
      String text = COMMENT.matcher(new String(files.bytes(path), StandardCharsets.UTF_8)).replaceAll("");
      if (CHANGESET.matcher(text).find()) {
        mistakes.add(ProblemCode.UNSUPPORTED, path, "\"" + path
            + "\" holds changesets that are not formatted SQL, and Whimbrel reads no others", WAY_OUT);
      } else {
        roots.texts.put(path, text);
      }
    }
    return roots;
  }

  /** The names of properties, in lower case. */
  Set<String> properties() {
    Set<String> names = new HashSet<>();
    texts.values().forEach(text -> {
      Matcher property = PROPERTY.matcher(text);
      while (property.find()) {
        names.add((property.group(1) == null ? property.group(2) : property.group(1)).toLowerCase(Locale.ROOT));
      }
    });
    return names;
  }

  /** Refuses files that Liquibase runs in another order, or not at all. */
  void checkOrder(List<String> sql, Mistakes mistakes) {
    Set<String> all = new LinkedHashSet<>();
    Set<String> included = new HashSet<>();
    texts.keySet().forEach(root -> includes(root, sql, new HashSet<>()).stream().filter(texts::containsKey)
        .forEach(included::add));
    for (String root : texts.keySet()) {
      if (!included.contains(root)) {
        List<String> order = includes(root, sql, new HashSet<>());
        order.removeIf(texts::containsKey);
        checkOrder(root, order, mistakes);
        all.addAll(order);
      }
    }
    sql.stream().filter(file -> !all.isEmpty() && !all.contains(file)).forEach(file -> mistakes.add(
        ProblemCode.UNSUPPORTED, file, "no changelog includes \"" + file + "\", so Liquibase does not run it",
        "include it, or move it elsewhere"));
  }

  private static void checkOrder(String root, List<String> order, Mistakes mistakes) {
    for (int i = 1; i < order.size(); i++) {
      if (order.get(i - 1).compareTo(order.get(i)) > 0) {
        mistakes.add(ProblemCode.UNSUPPORTED, root, "\"" + root + "\" includes \"" + order.get(i - 1) + "\" before \""
            + order.get(i) + "\", and Whimbrel runs files in the order of their paths",
            "rename the files so that they are in that order, and give each changeset \"logicalFilePath:\" with its old path");
        return;
      }
    }
  }

  /** The files that a changelog includes, and those that these include, in order. */
  private List<String> includes(String root, List<String> sql, Set<String> entered) {
    List<String> order = new ArrayList<>();
    if (!entered.add(root)) {
      return order;
    }
    Matcher include = INCLUDE.matcher(texts.getOrDefault(root, ""));
    while (include.find()) {
      String kind = include.group(1) == null ? include.group(3) : include.group(1);
      String path = include.group(1) == null ? include.group(4) : include.group(2);
      for (String file : kind.equals("file") ? named(path, sql) : below(path, sql)) {
        if (!order.contains(file)) {
          order.add(file);
        }
        includes(file, sql, entered).stream().filter(inner -> !order.contains(inner)).forEach(order::add);
      }
    }
    return order;
  }

  /** The file that a path means, wherever the directory lies below the place that the path begins at. */
  private List<String> named(String path, List<String> sql) {
    String wanted = path.replace('\\', '/');
    List<String> known = new ArrayList<>(sql);
    known.addAll(texts.keySet());
    return known.stream()
        .filter(file -> wanted.equals(file) || wanted.endsWith("/" + file) || file.endsWith("/" + wanted))
        .limit(1).toList();
  }

  /** The files in a directory and below it; all of them if the path means the migration directory itself. */
  private static List<String> below(String path, List<String> sql) {
    String wanted = "/" + path.replace('\\', '/').replaceFirst("^\\./", "").replaceFirst("/+$", "");
    List<String> found = sql.stream().filter(file -> {
      String directory = file.substring(0, Math.max(0, file.lastIndexOf('/')));
      while (!directory.isEmpty() && !wanted.endsWith("/" + directory)) {
        directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
      }
      return !directory.isEmpty();
    }).toList();
    return found.isEmpty() ? sql : found;
  }
}
