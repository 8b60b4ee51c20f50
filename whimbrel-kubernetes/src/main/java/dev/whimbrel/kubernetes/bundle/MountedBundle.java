package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.kubernetes.bundle.Contents.Naming;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** ConfigMaps of a directory as they are mounted into a container. Needs nothing of the client of an API server. */
public final class MountedBundle {
  private MountedBundle() {}

  /**
   * Writes the files that are in a mounted bundle. They are verified before the first one is written; what is in the way is replaced.
   *
   * @param mounted where the ConfigMaps are mounted, all in one directory
   * @param to where the files come; made if it is not there
   * @return what was written
   */
  public static Result<List<Path>> unpack(Path mounted, Path to) {
    return entries(mounted).then(entries -> new Contents("\"" + mounted + "\"", entries).files(Naming.ENCODED))
        .then(files -> write(files, to));
  }

  /** The kubelet mounts {@code KEY -> ..data/KEY} and {@code ..data -> ..2026_01_01…}, so that all change at once. */
  private static Result<SortedMap<String, byte[]>> entries(Path mounted) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(mounted)) {
      for (Path child : stream) {
        String name = String.valueOf(child.getFileName());
        if (!name.startsWith("..") && Files.isRegularFile(child)) {
          entries.put(name, Files.readAllBytes(child));
        }
      }
    } catch (IOException e) {
      return Result.rejected(Problem.of(ProblemCode.NO_DIRECTORY, "\"" + mounted + "\" cannot be read: " + reason(e))
          .remedy("mount the ConfigMaps of the directory there"));
    }
    return entries.isEmpty()
        ? Result.rejected(Problem.of(ProblemCode.NO_MIGRATIONS, "\"" + mounted + "\" is empty")
            .remedy("mount the ConfigMaps of the directory there"))
        : Result.ok(entries);
  }

  private static Result<List<Path>> write(SortedMap<String, byte[]> files, Path to) {
    List<Path> written = new ArrayList<>();
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = to.resolve(file.getKey());
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.write(path, file.getValue());
        written.add(path);
      }
    } catch (IOException e) {
      return Result.rejected(Problem.of(ProblemCode.BAD_FILE, "\"" + to + "\" cannot be written: " + reason(e))
          .remedy("mount a directory there that can be, such as an emptyDir"));
    }
    return Result.ok(List.copyOf(written));
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replaceFirst("Exception$", "") + " " + e.getMessage();
  }
}
