package dev.whimbrel.schema.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines in which two texts differ: those of the first with a minus sign, those of the second with a plus. */
final class TextDifference {
  /** Of longer texts every line is told of: the table of what they have in common would not fit into memory. */
  private static final long LARGEST = 4_000_000;

  private TextDifference() {}

  static String of(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    if ((long) old.size() * now.size() > LARGEST) {
      return Stream.concat(old.stream().map(line -> "- " + line), now.stream().map(line -> "+ " + line))
          .collect(Collectors.joining("\n"));
    }
    int[][] common = common(old, now);
    List<String> out = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        i++;
        j++;
      } else if (j >= now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        out.add("- " + old.get(i++));
      } else {
        out.add("+ " + now.get(j++));
      }
    }
    return String.join("\n", out);
  }

  /** How many lines two ends of the texts have in common at most. */
  private static int[][] common(List<String> old, List<String> now) {
    int[][] lengths = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        lengths[i][j] = old.get(i).equals(now.get(j))
            ? lengths[i + 1][j + 1] + 1
            : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    return lengths;
  }
}
