package dev.whimbrel.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the name of one half of a pair says.
 *
 * @param file the name
 * @param digits the version as written
 * @param name the text between version and direction as the file has it
 * @param way which half
 * @param joint the character before {@code up} or {@code down}
 */
record PairName(String file, String digits, String name, Way way, char joint) {
  private static final String UP = "up.sql";
  private static final String DOWN = "down.sql";

  /** The last {@code .up.} or {@code .down.} wins, as in golang-migrate. */
  static Optional<PairName> of(String file) {
    int digits = digits(file);
    if (digits == 0 || digits == file.length() || file.charAt(digits) != '_') {
      return Optional.empty();
    }
    boolean up = file.endsWith(UP);
    if (!up && !file.endsWith(DOWN)) {
      return Optional.empty();
    }
    int way = file.length() - (up ? UP.length() : DOWN.length());
    char joint = file.charAt(way - 1);
    int name = digits + 1;
    // the underscore behind the digits may be the only one
    boolean named = way > name && (joint == '.' || joint == '_');
    if (!named && way != name) {
      return Optional.empty();
    }
    return Optional.of(new PairName(file, file.substring(0, digits), named ? file.substring(name, way - 1) : "",
        up ? Way.UP : Way.DOWN, joint));
  }

  private static int digits(String file) {
    int end = 0;
    while (end < file.length() && file.charAt(end) >= '0' && file.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Whether a name begins with a digit and ends as SQL does. */
  private static boolean isNumbered(String file) {
    return digits(file) > 0 && file.endsWith(".sql");
  }

  boolean dotted() {
    return joint == '.';
  }

  String description() {
    return name.replace('_', ' ');
  }

  /**
   * Whether names like {@code 1_name_up.sql} are halves of pairs in this directory: {@code 3_clean_up.sql} by itself may be
   * anything.
   */
  static boolean pairs(FileSet files) {
    int numbered = 0;
    List<PairName> halves = new ArrayList<>();
    for (String file : files.files().keySet()) {
      if (file.indexOf('/') < 0 && isNumbered(file)) {
        numbered++;
        of(file).filter(name -> !name.dotted()).ifPresent(halves::add);
      }
    }
    Set<String> ups = new HashSet<>();
    halves.stream().filter(half -> half.way() == Way.UP).forEach(half -> ups.add(half.digits() + "_" + half.name()));
    boolean both = halves.stream().filter(half -> half.way() == Way.DOWN)
        .anyMatch(half -> ups.contains(half.digits() + "_" + half.name()));
    return both || (halves.size() == numbered && !files.files().containsKey(AtlasSum.FILE));
  }
}
