package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The file to which a server writes its messages, from the place on where the present start began. */
record Log(Path file, long from) {
  private static final int LINES = 20;
  private static final long KEPT = 1 << 20;

  /** Continues the file; one that has grown large is put aside first. */
  static Log resume(Path file) throws IOException {
    if (!Files.exists(file)) {
      FileTree.writePrivate(file, "");
    }
    if (Files.size(file) > KEPT) {
      Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      FileTree.writePrivate(file, "");
    }
    return new Log(file, Files.size(file));
  }

  /** The last lines that were written since. */
  String tail() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = (int) Math.min(from, bytes.length);
    List<String> lines = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
