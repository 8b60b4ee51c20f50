package dev.whimbrel.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts PostgreSQL's own programs with an environment that says nothing about other servers. */
final class Command {
  private Command() {}

  /** Runs in the given directory; what the program prints is added to the log. */
  static Process start(List<String> command, Path directory, Path log, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C"); // messages that can be read by a program
    environment.put("TZ", "UTC");
    environment.putAll(variables);
    File output = log.toFile();
    return builder.directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }
}
