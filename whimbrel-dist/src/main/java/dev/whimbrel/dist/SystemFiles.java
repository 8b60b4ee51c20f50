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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the machine that builds which the programs of the image need to run: the shell, {@code sleep}, and the libraries that the
 * loader names for these, for the runtime and for the PostgreSQL that Whimbrel brings along. With their licences, where the machine keeps
 * them as Debian does.
 */
final class SystemFiles {
  /** A Pod for people sleeps, and a shell alone cannot. */
  private static final List<Path> PROGRAMS = List.of(Path.of("/bin/sh"), Path.of("/bin/sleep"));
  private static final Pattern NEEDED = Pattern.compile("(?m)^\\s+(?:\\S+ => )?(/\\S+) \\(0x");
  /** Its programs and their libraries. What it loads for a language such as Perl needs that language, which is not here. */
  private static final Pattern OF_SERVER = Pattern.compile("bin/[^/]+|lib/[^/]*\\.so[^/]*");
  private static final List<Path> LICENCES = Stream.of("doc/libc6/copyright", "doc/dash/copyright",
      "doc/coreutils/copyright", "doc/libstdc++6/copyright", "doc/libgcc-s1/copyright", "common-licenses/GPL-3",
      "common-licenses/LGPL-2.1").map(Path.of("/usr/share")::resolve).toList();

  private SystemFiles() {}

  /**
   * What has to be where.
   *
   * @param runtime brings its own libraries, which are not among them
   * @param server the unpacked binaries of PostgreSQL, which bring theirs
   * @return contents by path; empty if this machine has another C library, whose loader does not tell
   */
  static SortedMap<String, Path> of(Path runtime, Path server) throws IOException, InterruptedException {
    List<Path> programs = new ArrayList<>();
    for (Path program : PROGRAMS) {
      programs.add(program.toRealPath());
    }
    programs.addAll(in(runtime, path -> path.toString().endsWith(".so") || path.endsWith("bin/java")));
    SortedMap<String, Path> files = new TreeMap<>();
    add(files, needed(programs, runtime), runtime);
    add(files, needed(in(server, path -> OF_SERVER.matcher(server.relativize(path).toString()).matches()), server),
        server);
    if (files.isEmpty()) {
      return Collections.emptySortedMap();
    }
    for (Path program : PROGRAMS) {
      files.put(program.toString(), program.toRealPath());
    }
    LICENCES.stream().filter(Files::isRegularFile).forEach(licence -> files.put(licence.toString(), licence));
    return files;
  }

  private static List<Path> in(Path directory, Predicate<Path> which) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(which).toList();
    }
  }

  private static void add(SortedMap<String, Path> files, List<String> needed, Path own) throws IOException {
    for (String one : needed) {
      if (!one.startsWith(own.toRealPath().toString())) {
        files.put(one, Path.of(one).toRealPath());
      }
    }
  }

  /**
   * What the loader names for programs.
   *
   * @param own holds libraries of their own, which come before those of the system
   */
  private static List<String> needed(List<Path> programs, Path own) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    programs.forEach(program -> command.add(program.toString()));
    Path out = Files.createTempFile("whimbrel-", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
          .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("LD_LIBRARY_PATH", own.toRealPath().resolve("lib").toString());
      builder.start().waitFor();
      Matcher matcher = NEEDED.matcher(Files.readString(out, StandardCharsets.UTF_8));
      return matcher.results().map(result -> result.group(1)).distinct().toList();
    } finally {
      Files.delete(out);
    }
  }
}
