package dev.whimbrel.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Several text files in one: a comment, then for each file a line {@code -- name --} and its lines. Made to be read and
 * edited by people; there are no mistakes of syntax. A text that does not end with a line end is given one.
 *
 * @param comment what stands before the first file
 * @param files in their order, each name once
 */
public record Txtar(String comment, List<Entry> files) {
  /** One file of an archive. */
  public record Entry(String name, String content) {
    public Entry {
      if (name.isBlank() || !name.equals(name.strip()) || name.lines().count() > 1) {
        throw new IllegalArgumentException("no name for a file in an archive: \"" + name + "\"");
      }
      content = lines(content, "the file " + name);
    }
  }

  private static final String OPEN = "-- ";
  private static final String CLOSE = " --";

  public Txtar {
    comment = lines(comment, "the comment");
    files = List.copyOf(files);
    Set<String> names = new HashSet<>();
    for (Entry file : files) {
      if (!names.add(file.name())) {
        throw new IllegalArgumentException("the archive holds the file " + file.name() + " twice");
      }
    }
  }

  public static Txtar read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  public static Txtar parse(String text) {
    List<Entry> files = new ArrayList<>();
    StringBuilder section = new StringBuilder();
    String comment = "";
    String name = "";
    for (String line : text.split("(?<=\n)", -1)) {
      String next = name(line);
      if (next.isEmpty()) {
        section.append(line);
        continue;
      }
      if (name.isEmpty()) {
        comment = section.toString();
      } else {
        files.add(new Entry(name, section.toString()));
      }
      name = next;
      section.setLength(0);
    }
    if (name.isEmpty()) {
      return new Txtar(section.toString(), files);
    }
    files.add(new Entry(name, section.toString()));
    return new Txtar(comment, files);
  }

  /** The content of a file, which must be there. */
  public String content(String name) {
    return files.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the archive holds no file " + name))
        .content();
  }

  /** Writes the files, and not the comment, below a directory. */
  public void unpack(Path directory) throws IOException {
    Path root = directory.normalize();
    for (Entry file : files) {
      Path target = root.resolve(file.name()).normalize();
      if (!target.startsWith(root) || target.equals(root)) {
        throw new IOException("the archive names a file outside itself: " + file.name());
      }
      Files.createDirectories(target.resolveSibling(""));
      Files.writeString(target, file.content());
    }
  }

  /** The archive as text; parsing it gives an equal archive. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(comment);
    for (Entry file : files) {
      text.append(OPEN).append(file.name()).append(CLOSE).append('\n').append(file.content());
    }
    return text.toString();
  }

  /** The name that a line gives to a file, or an empty string for any other line. */
  private static String name(String line) {
    String marker = line.stripTrailing();
    boolean marks = marker.startsWith(OPEN) && marker.endsWith(CLOSE)
        && marker.length() >= OPEN.length() + CLOSE.length();
    return marks ? marker.substring(OPEN.length(), marker.length() - CLOSE.length()).strip() : "";
  }

  private static String lines(String text, String where) {
    if (text.lines().anyMatch(line -> !name(line).isEmpty())) {
      throw new IllegalArgumentException(where + " has a line that would begin another file of the archive");
    }
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
