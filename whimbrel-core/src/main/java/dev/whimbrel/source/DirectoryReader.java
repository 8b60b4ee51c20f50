package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a migration directory once, without ever leaving it or waiting for a pipe. */
final class DirectoryReader {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DEPTH = 20;
  private static final Set<String> NOT_ENTERED = Set.of("node_modules", "lost+found");

  /** Enough of a file to see whether it is Liquibase's. */
  private static final int BEGINNING = 1 << 16;

  /** Only Flyway and Liquibase look into subdirectories, so only what may be theirs is read there. */
  private static final class Nested {
    private static final Pattern NAME = Pattern.compile("(?:[VUBvub]\\d|[VURBvurb].*__).*\\.sql(?:\\.conf)?",
        Pattern.CASE_INSENSITIVE);
  }

  /** How much is read at once: what is read goes through a buffer of this size outside the heap. */
  private static final int CHUNK = 1 << 17;

  /** Whether a file lies in the directory itself. */
  private enum Depth {
    TOP, BELOW
  }

  private final Path root;
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedSet<String> others = new TreeSet<>();
  private final SortedMap<String, Path> perhapsLiquibase = new TreeMap<>();
  private final Set<Path> entered = new HashSet<>();
  private final Mistakes mistakes = new Mistakes();
  private int entries;

  private DirectoryReader(Path root) {
    this.root = root;
  }

  static Result<FileSet> read(Path directory) {
    String origin = directory.toString().isEmpty() ? "." : directory.toString();
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Result.rejected(noDirectory("directory \"" + origin + "\" does not exist", Nearby.remedy(directory)));
    }
    try {
      Path root = directory.toRealPath();
      if (!Files.isDirectory(root)) {
        return Result.rejected(noDirectory("\"" + origin + "\" is not a directory", Nearby.remedyForFile(directory)));
      }
      DirectoryReader reader = new DirectoryReader(root);
      reader.enter(root, "", 0);
      reader.liquibase();
      return reader.mistakes.orElse(() -> new FileSet(origin, reader.files, reader.others));
    } catch (IOException e) {
      return Result.rejected(noDirectory("directory \"" + origin + "\" cannot be read: " + reason(e),
          "check the path and the permissions of the user that runs Whimbrel"));
    }
  }

  /** What of files that are in memory would be read if they lay in a directory. */
  static FileSet chosen(String origin, SortedMap<String, byte[]> all) {
    SortedMap<String, byte[]> chosen = new TreeMap<>();
    SortedSet<String> left = new TreeSet<>();
    boolean formatted = all.entrySet().stream()
        .anyMatch(file -> isSql(file.getKey()) && LiquibaseFile.headed(file.getValue()));
    all.forEach((path, bytes) -> {
      String name = path.substring(path.lastIndexOf('/') + 1);
      boolean root = LiquibaseRoots.named(path) && LiquibaseRoots.is(bytes)
          && (formatted || path.indexOf('/') < 0 || path.toLowerCase(Locale.ROOT).contains("changelog"));
      if (matters(name, path.indexOf('/') < 0 ? Depth.TOP : Depth.BELOW) || root
          || (isSql(path) && LiquibaseFile.headed(bytes))) {
        chosen.put(path, bytes);
      } else {
        left.add(path);
      }
    });
    return new FileSet(origin, chosen, left);
  }

  private static boolean isSql(String path) {
    return path.toLowerCase(Locale.ROOT).endsWith(".sql");
  }

  private static Problem noDirectory(String message, String remedy) {
    return Problem.of(ProblemCode.NO_DIRECTORY, message).remedy(remedy);
  }

  private void enter(Path directory, String prefix, int depth) throws IOException {
    if (depth > MAX_DEPTH || !entered.add(directory)) {
      return;
    }
    List<Entry> links = new ArrayList<>();
    for (Path child : children(directory)) {
      if (++entries > MAX_ENTRIES) {
        throw new IOException("it holds more than " + MAX_ENTRIES + " entries, so it is hardly a migration directory");
      }
      Entry entry = new Entry(child, name(child), prefix, depth);
      if (!printable(entry.name)) {
        unprintable(child, prefix);
      } else if (!entry(entry, child)) {
        links.add(entry);
      }
    }
    // behind what they may point to, so that a directory keeps its own name
    for (Entry link : links) {
      link(link);
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path child : stream) {
        String name = lastPart(child);
        // Kubernetes keeps the data of a mounted ConfigMap in "..data"; Emacs locks a file by a link called ".#file"
        if (!name.startsWith("..") && !name.startsWith(".#")) {
          children.add(child);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort((a, b) -> a.toString().compareTo(b.toString()));
    return children;
  }

  private void link(Entry link) throws IOException {
    Path target;
    try {
      target = link.path.toRealPath();
    } catch (IOException e) {
      if (link.matters()) {
        badLink(link.shown(),
            "is a symbolic link to \"" + harmless(Files.readSymbolicLink(link.path)) + "\", " + reason(e));
      }
      return;
    }
    if (target.startsWith(root)) {
      entry(link, target);
    } else if (link.matters()) {
      badLink(link.shown(),
          "is a symbolic link to \"" + harmless(target) + "\", which lies outside \"" + root + "\"");
    } else {
      others.add(link.shown());
    }
  }

  private static String harmless(Path target) {
    return target.toString().replaceAll("\\p{C}", "?");
  }

  private void badLink(String path, String message) {
    mistakes.add(ProblemCode.BAD_FILE, path, "\"" + path + "\" " + message,
        "replace the link by the file itself, or remove it");
  }

  /**
   * One entry; the target is the entry itself unless it is a link.
   *
   * @return false if the target is a link, of which nothing was looked at
   */
  private boolean entry(Entry entry, Path target) throws IOException {
    String path = entry.shown();
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (entry.matters()) {
        unreadable(path, reason(e));
      }
      return true;
    }
    if (attributes.isSymbolicLink()) {
      return false;
    }
    if (attributes.isDirectory()) {
      directory(entry, target);
    } else if (!entry.matters()) {
      others.add(path);
      if (attributes.isRegularFile()
          && (path.toLowerCase(Locale.ROOT).endsWith(".sql") || LiquibaseRoots.named(path))) {
        perhapsLiquibase.put(path, target);
      }
    } else if (!attributes.isRegularFile()) {
      mistakes.add(ProblemCode.BAD_FILE, path, "\"" + path + "\" is a pipe, socket or device, not a file", "remove it");
    } else {
      content(path, target, attributes.size());
    }
    return true;
  }

  private void directory(Entry entry, Path target) throws IOException {
    String path = entry.shown();
    if (entry.matters()) {
      mistakes.add(ProblemCode.BAD_FILE, path, "\"" + path + "\" is a directory with the name of a migration",
          "rename the directory");
      return;
    }
    others.add(path + "/");
    if (entry.name.startsWith(".") || NOT_ENTERED.contains(entry.name)) {
      return;
    }
    try {
      enter(target, path + "/", entry.depth + 1);
    } catch (AccessDeniedException e) {
      mistakes.add(ProblemCode.BAD_FILE, path, "directory \"" + path + "\" cannot be read: " + reason(e),
          "give the user that runs Whimbrel the permission to read it, or move it elsewhere");
    }
  }

  private void content(String path, Path target, long size) {
    if (size > Integer.MAX_VALUE - 16) {
      unreadable(path, "it is larger than 2 GiB");
      return;
    }
    try {
      files.put(path, bytes(target, (int) size));
    } catch (IOException e) {
      unreadable(path, reason(e));
    }
  }

  /** All that is there when it is read: since it was looked at, another file may have been put in its place. */
  private static byte[] bytes(Path file, int size) throws IOException {
    byte[] bytes = new byte[size];
    int read = 0;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      while (read < size) {
        int count = channel.read(ByteBuffer.wrap(bytes, read, Math.min(CHUNK, size - read)));
        if (count < 0) {
          return Arrays.copyOf(bytes, read);
        }
        read += count;
      }
      return channel.read(ByteBuffer.allocate(1)) < 0 ? bytes : Files.readAllBytes(file); // it is longer than it was said to be
    }
  }

  /** What shows by its text alone that it is Liquibase's: SQL in subdirectories, and changelogs in XML, YAML and JSON. */
  private void liquibase() {
    if (perhapsLiquibase.isEmpty()) {
      return;
    }
    Map<Boolean, List<String>> candidates = perhapsLiquibase.keySet().stream()
        .collect(Collectors.partitioningBy(LiquibaseRoots::named));
    candidates.getOrDefault(false, List.of()).forEach(path -> readIf(path, LiquibaseFile::headed));
    boolean formatted = files.values().stream().anyMatch(LiquibaseFile::headed);
    candidates.getOrDefault(true, List.of()).stream()
        .filter(path -> formatted || path.indexOf('/') < 0 || path.toLowerCase(Locale.ROOT).contains("changelog"))
        .forEach(path -> readIf(path, LiquibaseRoots::is));
  }

  private void readIf(String path, Predicate<byte[]> wanted) {
    Path target = Objects.requireNonNull(perhapsLiquibase.get(path));
    try (InputStream stream = Files.newInputStream(target)) {
      if (!wanted.test(stream.readNBytes(BEGINNING))) {
        return;
      }
    } catch (IOException e) {
      // what cannot be read and is not known to matter is passed over, as before it was looked at
      return;
    }
    others.remove(path);
    try {
      content(path, target, Files.size(target));
    } catch (IOException e) {
      unreadable(path, reason(e));
    }
  }

  private void unreadable(String path, String reason) {
    mistakes.add(ProblemCode.BAD_FILE, path, "\"" + path + "\" cannot be read: " + reason,
        "check that it is a file that the user who runs Whimbrel may read");
  }

  /** What lies in a directory. */
  private static final class Entry {
    private final Path path;
    private final String name;
    private final String prefix;
    private final int depth;

    Entry(Path path, String name, String prefix, int depth) {
      this.path = path;
      this.name = name;
      this.prefix = prefix;
      this.depth = depth;
    }

    /** Its path below the migration directory. */
    String shown() {
      return prefix + name;
    }

    boolean matters() {
      return DirectoryReader.matters(name, prefix.isEmpty() ? Depth.TOP : Depth.BELOW);
    }
  }

  private static boolean matters(String name, Depth depth) {
    if (depth == Depth.BELOW) {
      return Nested.NAME.matcher(name).matches();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".sql") || lower.endsWith(".sql.conf") || name.equals(AtlasSum.FILE);
  }

  private void unprintable(Path child, String prefix) {
    String escaped = prefix + escaped(child);
    if (new Entry(child, name(child), prefix, 0).matters() || Files.isDirectory(child)) {
      mistakes.add(ProblemCode.BAD_FILE_NAME, escaped,
          "the name of \"" + escaped + "\" (bytes as %XX) holds control characters or is not UTF-8", "rename it");
    } else {
      others.add(escaped);
    }
  }

  private static boolean printable(String path) {
    return plain(path) || path.codePoints().noneMatch(c -> switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> c == 0xFFFD;
    });
  }

  /** The name with all that is not plain as %XX. */
  private static String escaped(Path child) {
    String raw = child.toUri().getRawPath();
    String stripped = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return stripped.substring(stripped.lastIndexOf('/') + 1);
  }

  /** The last part of a path, read as UTF-8 whatever the locale: containers run in the C locale, where Java does not. */
  private static String name(Path path) {
    String read = lastPart(path);
    return plain(read) ? read : decoded(escaped(path));
  }

  /** As Java reads it. */
  private static String lastPart(Path path) {
    String text = path.toString();
    return text.substring(text.lastIndexOf(File.separatorChar) + 1);
  }

  /** Whether a name is of visible ASCII alone, which reads the same in every locale. */
  private static boolean plain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < ' ' || name.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String decoded(String percent) {
    ByteBuffer bytes = ByteBuffer.allocate(percent.length() * 4);
    for (int i = 0; i < percent.length(); i++) {
      if (percent.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(percent, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put(percent.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      // the replacement character marks the name as unreadable
      return "\uFFFD" + percent;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "there is no such file";
      case FileSystemLoopException loop -> "the links run in a circle";
      default -> {
        String message = e.getMessage();
        if (message == null) {
          yield e.getClass().getSimpleName();
        }
        yield message.contains("Too many levels of symbolic links") ? "the links run in a circle" : message;
      }
    };
  }
}
