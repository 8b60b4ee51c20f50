package dev.whimbrel.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /** The candidate with the fewest differing characters, if it differs in no more than a third of them. */
  public static Optional<String> to(String word, Collection<String> candidates) {
    String wanted = word.toLowerCase(Locale.ROOT);
    if (wanted.length() > 100) {
      return Optional.empty();
    }
    return candidates.stream().filter(c -> close(wanted, c))
        .min(Comparator.comparingInt((String c) -> distance(wanted, c.toLowerCase(Locale.ROOT)))
            .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean close(String wanted, String candidate) {
    int allowed = Math.max(1, Math.max(wanted.length(), candidate.length()) / 3);
    return distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= allowed;
  }

  /** How many characters must be added, removed or changed. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
