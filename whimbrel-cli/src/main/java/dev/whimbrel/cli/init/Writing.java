package dev.whimbrel.cli.init;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes several files, all or none. */
public final class Writing {
  /** What becomes of files that are there. */
  public enum Existing {
    REFUSE, REPLACE
  }

  /** One of them. */
  record Draft(Path path, String text, Template.Kind kind) {
    Draft {
      Objects.requireNonNull(path);
      Objects.requireNonNull(text);
    }
  }

  /** What takes a step back. */
  @FunctionalInterface
  private interface Undo {
    void run() throws IOException;
  }

  private final Path home;
  private final Deque<Undo> undo = new ArrayDeque<>();
  private final List<Path> aside = new ArrayList<>();

  private Writing(Path home) {
    this.home = home;
  }

  /**
   * Writes them.
   *
   * @param home what paths are shown relative to
   * @throws WhimbrelException if one is there that may not be replaced, or cannot be written; nothing is written then
   */
  static void write(Path home, List<Draft> drafts, Existing existing) {
    refuse(home, drafts, existing);
    new Writing(home).write(drafts);
  }

  /**
   * The same of texts.
   *
   * @param texts by their paths below home
   * @return the paths, as the user would write them
   */
  public static List<String> write(Path home, Map<String, String> texts, Existing existing) {
    List<Draft> drafts = texts.entrySet().stream()
        .map(text -> new Draft(home.resolve(text.getKey()).normalize(), text.getValue(), Template.Kind.TEXT)).toList();
    write(home, drafts, existing);
    return drafts.stream().map(draft -> shown(home, draft.path())).toList();
  }

  private static void refuse(Path home, List<Draft> drafts, Existing existing) {
    List<Path> there = drafts.stream().map(Draft::path)
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        .filter(path -> existing == Existing.REFUSE || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    if (!there.isEmpty()) {
      throw new WhimbrelException(there.stream().map(path -> there(shown(home, path), existing)).toList());
    }
  }

  private static Problem there(String path, Existing existing) {
    Problem problem = Problem.of(ProblemCode.BAD_FILE, "\"" + path + "\" is there already")
        .state("nothing was written");
    return existing == Existing.REPLACE
        ? Problem.of(ProblemCode.BAD_FILE, "\"" + path + "\" is a directory").state("nothing was written")
        : problem.remedy("leave it out, move it away, or replace it with --force");
  }

  /** As the user would write it. */
  static String shown(Path home, Path path) {
    return home.relativize(path).toString();
  }

  private void write(List<Draft> drafts) {
    for (Draft draft : drafts) {
      try {
        put(draft);
      } catch (IOException e) {
        throw new WhimbrelException(Problem
            .of(ProblemCode.BAD_FILE, "\"" + shown(home, draft.path()) + "\" cannot be written: " + reason(e))
            .state(takenBack())
            .remedy("check that this user may write there, and that the disk is not full"), e);
      }
    }
    aside.forEach(Writing::deleteQuietly);
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException ? "this user may not" : String.valueOf(e.getMessage());
  }

  private void put(Draft draft) throws IOException {
    Path path = draft.path();
    makeDirectories(Objects.requireNonNull(path.getParent()));
    Path written = sibling(path, "new");
    undo.push(() -> Files.deleteIfExists(written));
    Files.writeString(written, draft.text());
    if (draft.kind() == Template.Kind.PROGRAM && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Path old = sibling(path, "old");
      Files.move(path, old, StandardCopyOption.ATOMIC_MOVE);
      aside.add(old);
      undo.push(() -> Files.move(old, path, StandardCopyOption.ATOMIC_MOVE));
    }
    Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    undo.push(() -> Files.deleteIfExists(path));
  }

  private static Path sibling(Path path, String what) {
    return path.resolveSibling("." + path.getFileName() + "." + what + "." + ProcessHandle.current().pid());
  }

  private void makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    makeDirectories(Objects.requireNonNull(directory.getParent()));
    Files.createDirectory(directory);
    undo.push(() -> Files.deleteIfExists(directory));
  }

  private String takenBack() {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (IOException e) {
        return "what was written before could not all be taken back: " + e.getMessage();
      }
    }
    return "nothing was written";
  }

  /** It is hidden, and of no use to anybody. */
  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
