package dev.whimbrel.source;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Atlas's integrity file. One running SHA-256 goes over the names and bytes of all files, and each file's line holds its value
 * behind that file; so a line vouches for its own file and for all before it.
 */
final class AtlasSum {
  static final String FILE = "atlas.sum";

  static final String PREFIX = "h1:";
  /** The argument ends with the line or with what is not printable, such as a carriage return; a blank behind it belongs to it. */
  private static final Pattern IGNORED = Pattern.compile("[ -~]*atlas:sum +ignore(?![ -~])");
  private static final String REHASH = "if the change is meant, run \"whimbrel hash\" to write atlas.sum anew";

  private record Line(String name, String hash) {}

  private final List<Line> lines;
  private final Set<String> names = new HashSet<>();
  private final String total;

  private AtlasSum(List<Line> lines, String total) {
    this.lines = List.copyOf(lines);
    lines.forEach(line -> names.add(line.name()));
    this.total = total;
  }

  /** The sum of files, in the order in which the format lists them. */
  static AtlasSum of(FileSet files, List<String> names) {
    return of(files.files(), names);
  }

  private static AtlasSum of(Map<String, byte[]> files, List<String> names) {
    MessageDigest running = Sha256.digest();
    List<Line> lines = new ArrayList<>();
    for (String name : names) {
      running.update(name.getBytes(StandardCharsets.UTF_8));
      byte[] bytes = files.getOrDefault(name, new byte[0]);
      if (!ignored(bytes)) {
        running.update(bytes);
        lines.add(new Line(name, soFar(running)));
      }
    }
    return new AtlasSum(lines, total(lines));
  }

  /** What a digest is of all that it has seen, which goes on. */
  static String soFar(MessageDigest digest) {
    try {
      return base64(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 can be copied", e);
    }
  }

  /** Whether a file asks not to be in the sum. */
  static boolean ignored(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    String first = new String(bytes, 0, Math.min(end, 1000), StandardCharsets.ISO_8859_1);
    return IGNORED.matcher(first).lookingAt();
  }

  private static String total(List<Line> lines) {
    MessageDigest digest = Sha256.digest();
    for (Line line : lines) {
      digest.update(line.name().getBytes(StandardCharsets.UTF_8));
      digest.update(line.hash().getBytes(StandardCharsets.UTF_8));
    }
    return base64(digest.digest());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The hash behind each file, by its name, in their order. */
  SequencedMap<String, String> hashes() {
    SequencedMap<String, String> hashes = new LinkedHashMap<>();
    lines.forEach(line -> hashes.put(line.name(), line.hash()));
    return hashes;
  }

  /** What the file holds. */
  String text() {
    StringBuilder text = new StringBuilder(PREFIX).append(total).append('\n');
    lines.forEach(line -> text.append(line.name()).append(' ').append(PREFIX).append(line.hash()).append('\n'));
    return text.toString();
  }

  /** Compares the integrity file of a directory with its files. */
  static void verify(FileSet files, List<String> names, Mistakes mistakes) {
    byte[] bytes = files.files().get(FILE);
    if (bytes == null) {
      if (!names.isEmpty()) {
        mistakes.add(ProblemCode.INTEGRITY, FILE, "atlas.sum is missing (Atlas: \"checksum file not found\")",
            "run \"whimbrel hash\" to write it, and keep it under version control");
      }
      return;
    }
    AtlasSum recorded = read(bytes, mistakes);
    if (recorded == null) {
      return;
    }
    AtlasSum actual = of(files, names);
    if (!actual.total.equals(recorded.total)) {
      recorded.compare(actual, lineEndsOnly(recorded, files, names), mistakes);
    }
  }

  /** Whether the directory would be intact if its files had the line ends of Unix: what git on Windows does to a checkout. */
  private static boolean lineEndsOnly(AtlasSum recorded, FileSet files, List<String> names) {
    Map<String, byte[]> unix = new TreeMap<>();
    names.forEach(name -> unix.put(name, new String(files.bytes(name), StandardCharsets.ISO_8859_1)
        .replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1)));
    return of(unix, names).total.equals(recorded.total);
  }

  private static @Nullable AtlasSum read(byte[] bytes, Mistakes mistakes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\r') >= 0) {
      mistakes.add(problem(1,
          "atlas.sum has the line ends of Windows, so it matches nothing (Atlas: \"checksum mismatch\")",
          "write \"atlas.sum text eol=lf\" and \"*.sql text eol=lf\" into .gitattributes and check the files out again"));
      return null;
    }
    String[] all = text.split("\n", -1);
    int count = all[all.length - 1].isEmpty() ? all.length - 1 : all.length;
    if (count == 0 || !all[0].startsWith(PREFIX)) {
      mistakes.add(problem(1, "atlas.sum does not begin with \"h1:\" (Atlas: \"checksum file format invalid\")",
          "restore atlas.sum from version control, or run \"whimbrel hash\" to write it anew"));
      return null;
    }
    List<Line> lines = entries(all, count, mistakes);
    String total = all[0].substring(PREFIX.length());
    if (lines != null && !total(lines).equals(total)) {
      mistakes
          .add(problem(1, "the first line of atlas.sum does not match the other lines (Atlas: \"checksum mismatch\"):"
              + " somebody edited or merged atlas.sum by hand", "run \"whimbrel hash\" to write it anew"));
      return null;
    }
    return lines == null ? null : new AtlasSum(lines, total);
  }

  private static @Nullable List<Line> entries(String[] all, int count, Mistakes mistakes) {
    List<Line> lines = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int at = all[i].indexOf(PREFIX);
      if (at < 0) {
        mistakes.add(problem(i + 1, "line " + (i + 1) + " of atlas.sum holds no \"h1:\" hash"
            + " (Atlas: \"checksum file format invalid\")",
            "resolve the merge conflict if there is one, then run \"whimbrel hash\" to write atlas.sum anew"));
        return null;
      }
      lines.add(new Line(all[i].substring(0, at).strip(), all[i].substring(at + PREFIX.length())));
    }
    return lines;
  }

  /**
   * Says what differs. The first difference is the one that Atlas names; behind it a hash vouches for nothing any more, so of the
   * later files only those that came or went are known.
   */
  private void compare(AtlasSum actual, boolean lineEndsOnly, Mistakes mistakes) {
    int first = 0;
    while (first < lines.size() && first < actual.lines.size() && lines.get(first).equals(actual.lines.get(first))) {
      first++;
    }
    Set<String> named = new HashSet<>();
    mistakes.add(first(actual, first, lineEndsOnly, named));
    for (int i = first; i < lines.size(); i++) {
      String name = lines.get(i).name();
      if (!actual.has(name) && named.add(name)) {
        mistakes.add(removed(i + 2, name));
      }
    }
    for (int i = first; i < actual.lines.size(); i++) {
      String name = actual.lines.get(i).name();
      if (!has(name) && named.add(name)) {
        mistakes.add(added(i + 2, name));
      }
    }
  }

  private Problem first(AtlasSum actual, int index, boolean lineEndsOnly, Set<String> named) {
    int line = index + 2;
    if (index >= lines.size()) {
      String name = actual.lines.get(index).name();
      named.add(name);
      return added(line, name);
    }
    String recorded = lines.get(index).name();
    if (!actual.has(recorded) || index >= actual.lines.size()) {
      named.add(recorded);
      return removed(line, recorded);
    }
    String there = actual.lines.get(index).name();
    named.add(there);
    if (there.equals(recorded)) {
      return edited(line, recorded, lineEndsOnly);
    }
    return added(line, there);
  }

  private boolean has(String name) {
    return names.contains(name);
  }

  private static Problem edited(int line, String name, boolean lineEndsOnly) {
    String remedy = lineEndsOnly
        ? "only its line ends differ: write \"*.sql text eol=lf\" into .gitattributes and check the files out again"
        : "restore \"" + name + "\" from version control; " + REHASH
            + " (each hash covers all files before it, so the later files are not checked yet)";
    return mismatch(line, name + " was edited", remedy);
  }

  private static Problem added(int line, String name) {
    return mismatch(line, name + " was added", REHASH);
  }

  private static Problem removed(int line, String name) {
    return mismatch(line, name + " was removed",
        "restore \"" + name + "\" from version control; " + REHASH);
  }

  /** In the words for which people search. */
  private static Problem mismatch(int line, String what, String remedy) {
    return problem(line, "checksum mismatch: L" + line + ": " + what, remedy);
  }

  private static Problem problem(int line, String message, String remedy) {
    return Problem.of(ProblemCode.INTEGRITY, message).at(new Position(FILE, line, 1)).remedy(remedy);
  }

  /** Names by their bytes, as Atlas and dbmate sort them. */
  static int byBytes(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
