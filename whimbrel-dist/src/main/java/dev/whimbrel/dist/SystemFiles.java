package dev.whimbrel.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the machine that builds which a program needs to run: its shell and the C library, as the loader tells it. With their
 * licences, where the machine keeps them as Debian does.
 */
final class SystemFiles {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final Pattern NEEDED = Pattern.compile("(?m)^\\s+(?:\\S+ => )?(/\\S+) \\(0x");
  private static final List<Path> LICENCES = List.of(Path.of("/usr/share/doc/libc6/copyright"),
      Path.of("/usr/share/doc/dash/copyright"));

  private SystemFiles() {}

  /**
   * What has to be where.
   *
   * @param runtime brings its own libraries, which are not among them
   * @return contents by path; empty if this machine has another C library, whose loader does not tell
   */
  static SortedMap<String, Path> of(Path runtime) throws IOException, InterruptedException {
    List<Path> programs = new ArrayList<>(List.of(SHELL.toRealPath()));
    try (Stream<Path> walk = Files.walk(runtime)) {
      walk.filter(path -> path.toString().endsWith(".so") || path.endsWith("bin/java")).forEach(programs::add);
    }
    SortedMap<String, Path> files = new TreeMap<>();
    for (String needed : needed(programs)) {
      if (!needed.startsWith(runtime.toRealPath().toString())) {
        files.put(needed, Path.of(needed).toRealPath());
      }
    }
    if (files.isEmpty()) {
      return Collections.emptySortedMap();
    }
    files.put(SHELL.toString(), SHELL.toRealPath());
    LICENCES.stream().filter(Files::isRegularFile).forEach(licence -> files.put(licence.toString(), licence));
    return files;
  }

  private static List<String> needed(List<Path> programs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    programs.forEach(program -> command.add(program.toString()));
    Path out = Files.createTempFile("whimbrel-", ".out");
    try {
      Process process = new ProcessBuilder(command).redirectOutput(out.toFile())
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.waitFor();
      Matcher matcher = NEEDED.matcher(Files.readString(out, StandardCharsets.UTF_8));
      return matcher.results().map(result -> result.group(1)).distinct().toList();
    } finally {
      Files.delete(out);
    }
  }
}
