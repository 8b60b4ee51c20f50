package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the names of files have in common in all formats. */
final class Names {
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /** A number of so many digits is never larger. */
  private static final int SURELY = 18;

  private Names() {}

  /** The names in the directory itself, read or not. */
  static SortedSet<String> topLevel(FileSet files) {
    SortedSet<String> names = new TreeSet<>(files.files().keySet());
    names.addAll(files.others());
    names.removeIf(name -> name.indexOf('/') >= 0);
    return names;
  }

  /** Whether a name ends in {@code .sql} in letters that the tools do not look for. */
  static boolean oddCase(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".sql") && !name.endsWith(".sql");
  }

  static void refuseOddCase(String name, Mistakes mistakes) {
    String stem = name.substring(0, name.length() - ".sql".length());
    mistakes.add(ProblemCode.BAD_FILE_NAME, name,
        "\"" + name + "\" does not end in \".sql\" in lower case, so it would be ignored",
        "rename it to \"" + stem + ".sql\"");
  }

  /** Whether a version fits the column that the format's own tool keeps it in. */
  static boolean fitsBigint(String digits, String file, Mistakes mistakes) {
    if (digits.length() <= SURELY || new BigInteger(digits).compareTo(MAX) <= 0) {
      return true;
    }
    mistakes.add(ProblemCode.BAD_FILE_NAME, file, "version " + digits + " is larger than a bigint can hold",
        "give the migration a version of at most 18 digits");
    return false;
  }
}
