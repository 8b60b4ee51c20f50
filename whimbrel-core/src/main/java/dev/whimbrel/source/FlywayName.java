package dev.whimbrel.source;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the name of a Flyway script says.
 *
 * @param path below the migration directory
 * @param kind by the letter it begins with
 * @param version with dots, empty for a repeatable script
 * @param name the text behind the two underscores as the file has it
 */
record FlywayName(String path, Kind kind, String version, String name) {
  enum Kind {
    VERSIONED, UNDO, BASELINE, REPEATABLE
  }

  private static final String LETTERS = "VUBR";

  /** Made only where a name begins as one of Flyway's. */
  private static final class Patterns {
    private static final Pattern NUMBERED = Pattern
        .compile("(?<kind>[VUB])(?<version>\\d+(?:[._]\\d+)*)(?:__(?<name>.*))?\\.(?i:sql)", Pattern.DOTALL);
    private static final Pattern REPEATABLE = Pattern.compile("R__(?<name>.*)\\.(?i:sql)", Pattern.DOTALL);
  }

  static Optional<FlywayName> of(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    if (file.isEmpty() || LETTERS.indexOf(file.charAt(0)) < 0) {
      return Optional.empty();
    }
    Matcher repeatable = Patterns.REPEATABLE.matcher(file);
    if (repeatable.matches()) {
      return Optional.of(new FlywayName(path, Kind.REPEATABLE, "", repeatable.group("name")));
    }
    Matcher numbered = Patterns.NUMBERED.matcher(file);
    if (!numbered.matches()) {
      return Optional.empty();
    }
    Kind kind = switch (numbered.group("kind")) {
      case "V" -> Kind.VERSIONED;
      case "U" -> Kind.UNDO;
      default -> Kind.BASELINE;
    };
    String name = numbered.group("name");
    return Optional
        .of(new FlywayName(path, kind, numbered.group("version").replace('_', '.'), name == null ? "" : name));
  }

  String description() {
    return name.replace('_', ' ');
  }

  /** What makes two spellings one version: {@code 1}, {@code 01} and {@code 1.0}. */
  String key() {
    return parts(version).stream().map(BigInteger::toString).collect(Collectors.joining("."));
  }

  static int compareVersions(String a, String b) {
    List<BigInteger> left = parts(a);
    List<BigInteger> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** The numbers of a version; zeros at the end do not count. */
  private static List<BigInteger> parts(String version) {
    List<BigInteger> parts = new ArrayList<>();
    for (String part : version.split("\\.")) {
      parts.add(new BigInteger(part));
    }
    while (parts.size() > 1 && parts.getLast().signum() == 0) {
      parts.removeLast();
    }
    return parts;
  }
}
