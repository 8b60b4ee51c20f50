package dev.whimbrel.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Names in a sentence, as many as somebody reads. */
public final class Listing {
  private Listing() {}

  /** The first of them, and how many more there are. */
  public static String of(List<String> names, int most) {
    String first = names.stream().limit(most).collect(Collectors.joining(", "));
    int more = names.size() - most;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
