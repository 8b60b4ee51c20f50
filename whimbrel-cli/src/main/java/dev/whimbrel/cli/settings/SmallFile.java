package dev.whimbrel.cli.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** A file that a person wrote: text, and not much of it. What never ends is not read to its end. */
final class SmallFile {
  /** More than anybody writes by hand. */
  static final int LONGEST = 1 << 20;

  /** Of this process, which carries out one command. */
  private static final Map<Path, String> FROM_PIPES = new HashMap<>();

  private SmallFile() {}

  /**
   * The text.
   *
   * @throws IOException if it cannot be read, is a directory or a pipe, is longer than {@link #LONGEST} bytes or is not UTF-8; its message is one
   *     for people
   */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    if (!Files.exists(file)) {
      throw new IOException("there is no such file");
    }
    if (isPipe(file)) {
      throw new IOException("it is no regular file");
    }
    if (!Files.isReadable(file)) {
      throw new IOException("this user may not read it");
    }
    return Files.isRegularFile(file) ? text(file) : onlyOnce(file);
  }

  /** What a pipe held is gone when it was read, and a command reads its configuration more than once. */
  private static String onlyOnce(Path file) throws IOException {
    synchronized (FROM_PIPES) {
      String known = FROM_PIPES.get(file);
      if (known != null) {
        return known;
      }
      String text = text(file);
      FROM_PIPES.put(file, text);
      return text;
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException("it is longer than " + (LONGEST >> 20) + " MB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IOException("it is not UTF-8 text", e);
    }
  }

  /** A pipe that nobody writes to would be waited for without end; one that the shell made has its writer. */
  private static boolean isPipe(Path file) throws IOException {
    return !file.startsWith("/dev") && Files.readAttributes(file, BasicFileAttributes.class).isOther();
  }
}
