package dev.whimbrel.cli.checks;

import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The queries of some files, in the order of the files and of their names in a directory.
 *
 * @param sources the files
 * @param queries what they hold, as a server reads it
 */
public record Checks(List<Source> sources, List<Statement> queries) {
  private static final Pattern QUERY = Pattern.compile("(?:\\(\\s*)*(?:SELECT|WITH|VALUES|TABLE)\\b.*",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public Checks {
    sources = List.copyOf(sources);
    queries = List.copyOf(queries);
  }

  /**
   * Reads them.
   *
   * @param named files and directories, with commas in between
   * @param option what names them
   * @throws WhimbrelException with every mistake in them
   */
  public static Checks read(Path project, Optional<Sourced> named, String option) {
    if (named.isEmpty()) {
      return new Checks(List.of(), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    Arrays.stream(named.get().value().split(",")).map(String::strip).filter(name -> !name.isEmpty())
        .forEach(name -> {
          try {
            sources.addAll(sources(project, name, problems));
          } catch (IOException e) {
            problems.add(Problem.of(ProblemCode.CONFIGURATION,
                "\"" + name + "\" of " + option + " cannot be read: " + e.getMessage()));
          }
        });
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems.stream().map(problem -> problem.at() == null
          ? problem.at(named.get().at())
          : problem).map(problem -> problem.state("nothing was changed")).toList());
    }
    return of(sources, Lexicon.standard());
  }

  private static List<Source> sources(Path project, String name, List<Problem> problems) throws IOException {
    Path path = project.resolve(name);
    if (Files.isRegularFile(path)) {
      return source(path, name, problems).stream().toList();
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(Files.exists(path) ? "it is neither a file nor a directory" : "it does not exist");
    }
    List<Source> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".sql")).sorted().toList()) {
        source(file, name.replaceFirst("/+$", "") + "/" + file.getFileName(), problems).ifPresent(sources::add);
      }
    }
    if (sources.isEmpty() && problems.isEmpty()) {
      throw new IOException("it holds no file that ends in .sql");
    }
    return sources;
  }

  private static Optional<Source> source(Path file, String label, List<Problem> problems) throws IOException {
    Result<Source> source = Source.of(label, Files.readAllBytes(file));
    problems.addAll(source.problems());
    return source.problems().isEmpty() ? Optional.of(source.orThrow()) : Optional.empty();
  }

  private static Checks of(List<Source> sources, Lexicon lexicon) {
    List<Problem> problems = new ArrayList<>();
    List<Statement> queries = new ArrayList<>();
    for (Source source : sources) {
      Result<List<Statement>> scanned = SqlScanner.scan(source, lexicon);
      problems.addAll(scanned.problems());
      List<Statement> found = scanned.problems().isEmpty() ? scanned.orThrow() : List.of();
      if (found.isEmpty() && scanned.problems().isEmpty()) {
        problems.add(Problem.of(ProblemCode.BAD_SQL, "the file holds no query, so it checks nothing")
            .inFile(source.name()).remedy("write a query, or remove the file"));
      }
      found.stream().filter(statement -> !isQuery(statement)).map(Checks::noQuery).forEach(problems::add);
      queries.addAll(found);
    }
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems.stream().map(problem -> problem.state("nothing was changed")).toList());
    }
    return new Checks(sources, queries);
  }

  /** Anything else could end the transaction that keeps a check from changing something. */
  private static boolean isQuery(Statement statement) {
    boolean may = statement.kind() == StatementKind.ORDINARY || statement.kind() == StatementKind.STRING_SETTING;
    return may && QUERY.matcher(withoutComments(statement)).matches();
  }

  private static String withoutComments(Statement statement) {
    return statement.text().replaceAll("(?s)/\\*.*?\\*/|--[^\n]*", " ").strip();
  }

  private static Problem noQuery(Statement statement) {
    return Problem.of(ProblemCode.BAD_SQL, "a check is a query, and this is none: " + statement.brief(60))
        .at(statement.at())
        .excerpt(statement.source().excerpt(statement.at()))
        .remedy("write a SELECT of which every row and column is true");
  }

  /** The same as this server reads string literals. */
  public Checks with(Lexicon lexicon) {
    return lexicon.equals(Lexicon.standard()) ? this : of(sources, lexicon);
  }

  public boolean isEmpty() {
    return queries.isEmpty();
  }
}
