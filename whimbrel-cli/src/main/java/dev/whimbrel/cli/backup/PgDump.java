package dev.whimbrel.cli.backup;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pg_dump that is there and can dump a server.
 *
 * @param program where it lies
 * @param major its version, such as 18
 * @param version the same for people, such as {@code 18.6}
 * @param server the major version of the server that it is for
 */
public record PgDump(Path program, int major, String version, int server) {
  private static final String NAME = "pg_dump";
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
  private static final int PATIENCE_SECONDS = 10;
  private static final int ANSWER = 4096;

  /**
   * Where to look for it.
   *
   * @param project where a relative path begins
   * @param variables those of the process; PATH is looked at
   * @param shelves directories that hold one directory of programs for each version, such as {@code /usr/lib/postgresql}
   */
  public record Places(Path project, Map<String, String> variables, List<Path> shelves) {
    public Places {
      variables = Map.copyOf(variables);
      shelves = List.copyOf(shelves);
    }

    /** Those where the packages of the systems put it. */
    public static Places standard(Path project, Map<String, String> variables) {
      return new Places(project, variables, List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr")));
    }
  }

  /** What was found, or why it cannot be used. */
  private sealed interface Candidate {
    record Usable(PgDump program) implements Candidate {}

    record Broken(Path program, String why) implements Candidate {}
  }

  /**
   * The one that somebody names.
   *
   * @throws WhimbrelException if it is missing, no pg_dump, or older than the server
   */
  public static PgDump named(String name, Places places, int server) {
    Path program = places.project().resolve(name);
    return switch (look(program, server)) {
      case Candidate.Usable found when found.program().major() >= server -> found.program();
      case Candidate.Usable old ->
        throw missing("the pg_dump \"" + name + "\" is of version " + old.program().version()
            + ", which cannot dump a server of version " + server, server);
      case Candidate.Broken broken -> throw missing("the pg_dump \"" + name + "\" " + broken.why(), server);
    };
  }

  /**
   * Of those in PATH, and where packages put them, the one of the lowest version that fits: what a newer one writes an older server
   * does not read in all points.
   *
   * @throws WhimbrelException if none fits
   */
  public static PgDump find(Places places, int server) {
    List<Candidate> candidates = Stream.concat(inPath(places).stream(), packaged(places).stream())
        .map(program -> look(program, server)).toList();
    return candidates.stream().filter(Candidate.Usable.class::isInstance)
        .map(candidate -> ((Candidate.Usable) candidate).program())
        .filter(found -> found.major() >= server)
        .min(Comparator.comparingInt(PgDump::major))
        .orElseThrow(() -> none(candidates, server));
  }

  private static WhimbrelException none(List<Candidate> candidates, int server) {
    String there = candidates.stream().map(candidate -> switch (candidate) {
      case Candidate.Usable old -> old.program().program() + " is of version " + old.program().version();
      case Candidate.Broken broken -> broken.program() + " " + broken.why();
    }).distinct().collect(Collectors.joining(", "));
    return missing(there.isEmpty()
        ? "there is no pg_dump on this machine, neither in PATH nor where packages put it"
        : "there is no pg_dump that can dump a server of version " + server + ": " + there, server);
  }

  private static WhimbrelException missing(String fact, int server) {
    return new WhimbrelException(Problem.of(ProblemCode.BACKUP, fact)
        .state("nothing was changed")
        .remedy("install one of version " + server + " or newer (Debian, Ubuntu: apt-get install postgresql-client-"
            + server + "; Red Hat: dnf install postgresql" + server + "; macOS: brew install postgresql@" + server
            + "), or name it with --pg-dump FILE"),
        null);
  }

  private static List<Path> inPath(Places places) {
    List<Path> found = new ArrayList<>();
    for (String directory : places.variables().getOrDefault("PATH", "").split(File.pathSeparator)) {
      try {
        Path program = Path.of(directory, NAME);
        if (!directory.isEmpty() && Files.isExecutable(program)) {
          found.add(program);
        }
      } catch (InvalidPathException e) {
        // an entry of PATH that is no path holds no program
      }
    }
    return found;
  }

  private static List<Path> packaged(Places places) {
    return places.shelves().stream().flatMap(PgDump::on).toList();
  }

  /** Debian has /usr/lib/postgresql/18/bin, Red Hat /usr/pgsql-18/bin. */
  private static Stream<Path> on(Path shelf) {
    if (!Files.isDirectory(shelf)) {
      return Stream.empty();
    }
    try (Stream<Path> books = Files.list(shelf)) {
      return books.filter(book -> book.getFileName().toString().matches("(pgsql-)?\\d+"))
          .map(book -> book.resolve("bin").resolve(NAME)).filter(Files::isExecutable).sorted().toList().stream();
    } catch (IOException e) {
      return Stream.empty(); // a directory that may not be read offers nothing
    }
  }

  private static Candidate look(Path program, int server) {
    if (!Files.isRegularFile(program)) {
      return new Candidate.Broken(program, "does not exist");
    }
    if (!Files.isExecutable(program)) {
      return new Candidate.Broken(program, "may not be executed");
    }
    try {
      String answer = answer(program);
      Matcher matcher = VERSION.matcher(answer);
      return matcher.find()
          ? new Candidate.Usable(new PgDump(program, Integer.parseInt(matcher.group(2)), matcher.group(1), server))
          : new Candidate.Broken(program, "does not say its version");
    } catch (IOException e) {
      return new Candidate.Broken(program, "cannot be run: " + e.getMessage());
    }
  }

  private static String answer(Path program) throws IOException {
    Process process = new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return "";
      }
      return new String(process.getInputStream().readNBytes(ANSWER), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, "interrupted while pg_dump was looked for")
          .state("nothing was changed"), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whether it is of the server's own version. */
  public boolean isOfTheServer() {
    return major == server;
  }

  /** Another program of the same version. */
  Path sibling(String name) {
    Path sibling = program.resolveSibling(name);
    return Files.isExecutable(sibling) ? sibling : Path.of(name);
  }
}
