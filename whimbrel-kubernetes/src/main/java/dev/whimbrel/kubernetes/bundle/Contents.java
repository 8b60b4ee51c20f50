package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is under the keys of all ConfigMaps of a directory, wherever it was read: in the API server, or in a mounted volume.
 *
 * @param from what it is called in messages, such as {@code ConfigMap "shop"}
 */
record Contents(String from, SortedMap<String, byte[]> entries) {
  /** Whether the keys are paths as they are, or as {@link Keys} made them. */
  enum Naming {
    AS_THEY_ARE, ENCODED
  }

  private static final String AGAIN = "write it again with \"whimbrel k8s configmap\", and apply all of it";

  Result<SortedMap<String, byte[]>> files(Naming naming) {
    List<String> parts = entries.keySet().stream().filter(Keys::isPart).toList();
    byte[] check = entries.get(Keys.CHECK);
    if (parts.isEmpty()) {
      return check == null ? named(naming) : named(Naming.ENCODED).then(files -> verified(files, check));
    }
    return whole(parts, check).then(this::unpacked).then(files -> check == null
        ? Result.ok(files)
        : verified(files, check));
  }

  /** The digest that stands beside the files, or null. */
  private static String digest(byte[] check) {
    return new String(check, StandardCharsets.UTF_8).strip().split(" ", 2)[0];
  }

  static byte[] check(String digest, int parts) {
    return (digest + " " + parts + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private Result<SortedMap<String, byte[]>> named(Naming naming) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    entries.forEach((key, bytes) -> {
      if (!key.equals(Keys.CHECK)) {
        files.put(naming == Naming.ENCODED ? Keys.path(key) : key, bytes);
      }
    });
    return inside(files);
  }

  private Result<byte[]> whole(List<String> parts, byte @Nullable [] check) {
    String archive = Keys.archive(parts.getFirst());
    boolean single = parts.equals(List.of(archive));
    for (int i = 0; i < parts.size() && !single; i++) {
      String part = Keys.part(archive, i);
      if (!parts.get(i).equals(part)) {
        return Result.rejected(broken(from + " is incomplete: \"" + part + "\" is missing"));
      }
    }
    if (check != null && !new String(check, StandardCharsets.UTF_8).strip().endsWith(" " + parts.size())) {
      return Result.rejected(
          broken(from + " is incomplete: it has " + parts.size() + " parts of the archive, and \"" + Keys.CHECK
              + "\" counts " + new String(check, StandardCharsets.UTF_8).strip().replaceFirst(".* ", "")));
    }
    var all = new ByteArrayOutputStream();
    parts.forEach(part -> all.writeBytes(entries.getOrDefault(part, new byte[0])));
    return Result.ok(all.toByteArray());
  }

  private Result<SortedMap<String, byte[]>> unpacked(byte[] archive) {
    try {
      return inside(Archive.files(archive));
    } catch (IOException e) {
      return Result.rejected(broken("the archive in " + from + " cannot be unpacked: " + e.getMessage()));
    }
  }

  private Result<SortedMap<String, byte[]>> verified(SortedMap<String, byte[]> files, byte[] check) {
    return verified(from, files, digest(check));
  }

  static Result<SortedMap<String, byte[]>> verified(String from, SortedMap<String, byte[]> files, String digest) {
    return FilesDigest.of(files).equals(digest)
        ? Result.ok(files)
        : Result.rejected(
            broken("the files in " + from + " are not those that were put there: they were edited, or some are"
                + " missing"));
  }

  private Result<SortedMap<String, byte[]>> inside(SortedMap<String, byte[]> files) {
    List<Problem> problems = files.keySet().stream().filter(path -> !Contents.isInside(path))
        .map(path -> broken(from + " holds \"" + path + "\", which lies outside a directory")).toList();
    return problems.isEmpty() ? Result.ok(files) : Result.rejected(problems);
  }

  /** Whether a path stays below the directory, and is the only one of that file. */
  static boolean isInside(String path) {
    return !path.isEmpty() && path.indexOf('\\') < 0 && path.indexOf(0) < 0
        && Arrays.stream(path.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  static Problem broken(String message) {
    return Problem.of(ProblemCode.INTEGRITY, message).remedy(AGAIN);
  }
}
