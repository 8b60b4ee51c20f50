package dev.whimbrel.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that Atlas sees in a directory, and the order in which it hashes them. */
final class AtlasListing {
  private AtlasListing() {}

  static List<String> of(Format format, FileSet files) {
    return switch (format) {
      case ATLAS, SQL_MIGRATE, GOOSE, DBMATE, LIQUIBASE -> all(files);
      case GOLANG_MIGRATE -> pairs(files);
      case FLYWAY -> flyway(files);
    };
  }

  /** A directory as it will be. */
  static FileSet with(FileSet files, Map<String, String> added) {
    Map<String, byte[]> all = new TreeMap<>(files.files());
    added.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return FileSet.of(files.origin(), all);
  }

  private static List<String> all(FileSet files) {
    return files.sql().stream().sorted(AtlasSum::byBytes).toList();
  }

  /** Up parts only, unless the sum was made by somebody who took the directory for one of Atlas's own. */
  private static List<String> pairs(FileSet files) {
    List<String> all = all(files);
    byte[] sum = files.files().get(AtlasSum.FILE);
    if (sum != null && new String(sum, StandardCharsets.UTF_8).contains("down.sql ")) {
      return all;
    }
    List<String> up = all.stream().filter(name -> name.endsWith(".up.sql")).toList();
    return up.isEmpty() ? all : up;
  }

  /** The last baseline, the versions behind it by their numbers, the repeatable ones. */
  private static List<String> flyway(FileSet files) {
    List<FlywayName> names = files.files().keySet().stream().map(FlywayName::of).flatMap(Optional::stream).toList();
    Optional<FlywayName> baseline = names.stream().filter(n -> n.kind() == FlywayName.Kind.BASELINE)
        .max(Comparator.comparing(FlywayName::version, FlywayName::compareVersions));
    List<String> listed = new ArrayList<>();
    baseline.ifPresent(b -> listed.add(b.path()));
    names.stream().filter(n -> n.kind() == FlywayName.Kind.VERSIONED)
        .filter(n -> baseline.isEmpty() || n.version().compareTo(baseline.get().version()) > 0)
        .sorted(Comparator.comparing(FlywayName::version, FlywayName::compareVersions))
        .forEach(n -> listed.add(n.path()));
    names.stream().filter(n -> n.kind() == FlywayName.Kind.REPEATABLE).map(FlywayName::path).sorted(AtlasSum::byBytes)
        .forEach(listed::add);
    return listed;
  }
}
