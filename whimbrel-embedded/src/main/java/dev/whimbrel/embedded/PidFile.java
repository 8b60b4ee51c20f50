package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself in {@code postmaster.pid}, which it writes line by line while it starts and removes as
 * the last thing before it ends.
 *
 * @param port 0 as long as it is not known
 */
record PidFile(long pid, int port, Status status) {
  enum Status {
    STARTING, READY, STOPPING
  }

  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  static Path in(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** What the file says now; empty if there is none or if the server has not got to its first line. */
  static Optional<PidFile> read(Path data) throws IOException {
    try {
      return parse(Files.readAllLines(in(data)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static Optional<PidFile> parse(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(lines.getFirst().strip());
      int port = lines.size() > PORT_LINE ? Integer.parseInt(lines.get(PORT_LINE).strip()) : 0;
      return Optional.of(new PidFile(pid, port, status(lines)));
    } catch (NumberFormatException e) {
      return Optional.empty(); // caught in the middle of being written
    }
  }

  private static Status status(List<String> lines) {
    String word = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
    return switch (word) {
      case "ready", "standby" -> Status.READY;
      case "stopping" -> Status.STOPPING;
      default -> Status.STARTING;
    };
  }
}
