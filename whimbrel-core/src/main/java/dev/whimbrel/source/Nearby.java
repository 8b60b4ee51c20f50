package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for the directory that somebody may have meant. Reads names only, and not many. */
final class Nearby {
  private static final int MAX_DEPTH = 3;
  private static final int MAX_ENTRIES = 2_000;
  private static final Set<String> NOT_ENTERED = Set.of("node_modules", "target", "build", "vendor", "proc", "sys",
      "dev");

  private final List<Path> found = new ArrayList<>();
  private int entries;

  private Nearby() {}

  static String remedy(Path wanted) {
    Path base = existingAncestor(wanted);
    String none = "name the directory of the migrations with --dir; or make it with the first one: whimbrel new NAME";
    if (base == null) {
      return none;
    }
    Nearby search = new Nearby();
    search.look(base, 0);
    return search.found.stream()
        .min(Comparator.comparingInt((Path p) -> Nearest.distance(clip(p), clip(wanted))).thenComparing(Path::toString))
        .map(best -> "there are migrations in \"" + best + "\": try --dir " + best)
        .orElse(none);
  }

  static String remedyForFile(Path file) {
    Path parent = file.getParent();
    return parent == null ? "name its directory with --dir" : "name its directory: --dir " + parent;
  }

  private static String clip(Path path) {
    String text = path.toString();
    return text.substring(Math.max(0, text.length() - 200));
  }

  /** The nearest directory above that exists, as the user would write it; null for the root of the file system. */
  private static @Nullable Path existingAncestor(Path wanted) {
    Path at = wanted.getParent();
    while (at != null && !Files.isDirectory(at)) {
      at = at.getParent();
    }
    if (at == null) {
      return wanted.isAbsolute() ? null : Path.of("");
    }
    return at.equals(at.getRoot()) ? null : at;
  }

  private void look(Path directory, int depth) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (++entries > MAX_ENTRIES) {
          return;
        }
        consider(directory, child, depth);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // what cannot be read is no suggestion
      return;
    }
  }

  private void consider(Path directory, Path child, int depth) {
    String name = child.getFileName().toString();
    if (name.endsWith(".sql") && !found.contains(directory)) {
      found.add(directory);
    }
    if (depth < MAX_DEPTH && !name.startsWith(".") && !NOT_ENTERED.contains(name)
        && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
      look(directory.toString().isEmpty() ? child.getFileName() : child, depth + 1);
    }
  }
}
