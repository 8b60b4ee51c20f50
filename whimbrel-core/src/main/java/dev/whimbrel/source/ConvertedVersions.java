package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** What versions are called in a directory of another format. */
final class ConvertedVersions {
  private ConvertedVersions() {}

  /** As they are, or with zeros before them where files are sorted by name and versions are numbers. */
  static List<String> of(Format from, Format to, List<Portable> portables, Mistakes mistakes) {
    portables.forEach(portable -> refuse(to, portable, mistakes));
    List<String> versions = portables.stream().map(Portable::version).toList();
    boolean numbers = (from == Format.LIQUIBASE || !areTexts(from))
        && versions.stream().allMatch(version -> version.matches("\\d+"));
    if (!areTexts(to) || !numbers || sorted(portables, versions)) {
      return versions;
    }
    int longest = versions.stream().mapToInt(String::length).max().orElse(0);
    return versions.stream().map(version -> "0".repeat(longest - version.length()) + version).toList();
  }

  /** Whether a spelling is a version of its own, and files are sorted by it. */
  private static boolean areTexts(Format format) {
    return switch (format) {
      case ATLAS, DBMATE, LIQUIBASE -> true;
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, FLYWAY -> false;
    };
  }

  private static boolean sorted(List<Portable> portables, List<String> versions) {
    for (int i = 1; i < versions.size(); i++) {
      String before = versions.get(i - 1) + "_" + portables.get(i - 1).name() + ".sql";
      if (AtlasSum.byBytes(before, versions.get(i) + "_" + portables.get(i).name() + ".sql") >= 0) {
        return false;
      }
    }
    return true;
  }

  private static void refuse(Format to, Portable portable, Mistakes mistakes) {
    String version = portable.version();
    String file = portable.migration().file();
    String wanted = switch (to) {
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, DBMATE -> version.matches("\\d+") ? "" : "are whole numbers";
      case FLYWAY -> version.matches("\\d+(?:\\.\\d+)*") ? "" : "are numbers with dots between them";
      case ATLAS -> version.indexOf('_') < 0 ? "" : "hold no underscore";
      case LIQUIBASE -> version.matches("[\\w.+-]+") ? "" : "hold letters, digits, dots and dashes alone";
    };
    if (!wanted.isEmpty()) {
      mistakes.add(ProblemCode.UNSUPPORTED, file,
          "\"" + file + "\" has the version " + version + ", and those of " + to.label() + " " + wanted,
          "rename the files of the directory to versions that both have, and map the journal with: whimbrel convert --journal");
    } else if (isBigint(to)) {
      Names.fitsBigint(version, file, mistakes);
    }
  }

  private static boolean isBigint(Format format) {
    return switch (format) {
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE -> true;
      case ATLAS, DBMATE, FLYWAY, LIQUIBASE -> false;
    };
  }

  /** Whether two spellings are one version. */
  static boolean same(String one, String other) {
    return one.equals(other) || parts(one).equals(parts(other));
  }

  private static List<String> parts(String version) {
    return version.matches("\\d+(?:\\.\\d+)*")
        ? Arrays.stream(version.split("\\.")).map(part -> new BigInteger(part).toString()).toList()
        : List.of(version);
  }
}
