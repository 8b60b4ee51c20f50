package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts new files into a migration directory. */
final class DirectoryWriter {
  private final Path directory;
  private final List<Path> written = new ArrayList<>();

  private DirectoryWriter(Path directory) {
    this.directory = directory;
  }

  static Result<List<Path>> write(Path directory, NewFiles files) {
    return new DirectoryWriter(directory).write(files);
  }

  private Result<List<Path>> write(NewFiles files) {
    Mistakes mistakes = new Mistakes();
    files.files().keySet().forEach(name -> refuse(name, mistakes));
    if (!mistakes.none()) {
      return Result.rejected(mistakes.sorted());
    }
    for (Map.Entry<String, String> file : files.files().entrySet()) {
      try {
        put(directory.resolve(file.getKey()), file.getKey(), file.getValue());
      } catch (IOException e) {
        return Result.rejected(takenBack(file.getKey(), e));
      }
    }
    return Result.ok(List.copyOf(written));
  }

  private void refuse(String name, Mistakes mistakes) {
    try {
      Path path = directory.resolve(name);
      if (!name.equals(AtlasSum.FILE) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        mistakes.add(ProblemCode.BAD_FILE, name, "\"" + path + "\" exists already", "choose another name");
      }
    } catch (InvalidPathException e) {
      mistakes.add(ProblemCode.BAD_FILE_NAME, name, "the locale of this process cannot write the name \"" + name + "\"",
          "set LC_ALL=C.UTF-8, or choose a name of plain letters");
    }
  }

  private void put(Path path, String name, String text) throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (name.equals(AtlasSum.FILE)) {
      replace(path, text);
    } else {
      Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
      written.add(path);
    }
  }

  /** Nobody ever sees half of the new file. */
  private void replace(Path path, String text) throws IOException {
    Path draft = path.resolveSibling("." + AtlasSum.FILE + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(draft, text);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
      written.add(path);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private Problem takenBack(String name, IOException cause) {
    Problem problem = Problem
        .of(ProblemCode.BAD_FILE, "\"" + directory.resolve(name) + "\" cannot be written: " + cause)
        .inFile(name).remedy("check that the user who runs Whimbrel may write there");
    for (Path path : written) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        return problem.state("\"" + path + "\" was written and could not be removed again");
      }
    }
    return problem;
  }
}
