package dev.whimbrel.source;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  /** The last {@code .up.} or {@code .down.} wins, as in golang-migrate. */
  private static final Pattern DOTTED = Pattern.compile("(\\d+)_(.*)\\.(up|down)\\.sql", Pattern.DOTALL);
  private static final Pattern UNDERSCORED = Pattern.compile("(\\d+)_(?:(.*)_)?(up|down)\\.sql", Pattern.DOTALL);
  private static final Pattern NUMBERED = Pattern.compile("\\d.*\\.sql", Pattern.DOTALL);

  static Optional<PairName> of(String file) {
    Optional<PairName> dotted = read(file, DOTTED, '.');
    return dotted.isPresent() ? dotted : read(file, UNDERSCORED, '_');
  }

  private static Optional<PairName> read(String file, Pattern pattern, char joint) {
    Matcher matcher = pattern.matcher(file);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(2);
    Way way = matcher.group(3).equals("up") ? Way.UP : Way.DOWN;
    return Optional.of(new PairName(file, matcher.group(1), name == null ? "" : name, way, joint));
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
    List<String> numbered = files.sql().stream().filter(name -> NUMBERED.matcher(name).matches()).toList();
    List<PairName> halves = numbered.stream().map(PairName::of).flatMap(Optional::stream).filter(n -> !n.dotted())
        .toList();
    Set<String> ups = new HashSet<>();
    halves.stream().filter(half -> half.way() == Way.UP).forEach(half -> ups.add(half.digits() + "_" + half.name()));
    boolean both = halves.stream().filter(half -> half.way() == Way.DOWN)
        .anyMatch(half -> ups.contains(half.digits() + "_" + half.name()));
    return both || (halves.size() == numbered.size() && !files.files().containsKey(AtlasSum.FILE));
  }
}
