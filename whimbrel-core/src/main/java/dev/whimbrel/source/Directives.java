package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lines {@code -- whimbrel: …} of a file, legal in every format. */
final class Directives {
  private static final String WORD = "whimbrel";

  /** Made only where a comment begins with the word. */
  private static final class Patterns {
    private static final Pattern LINE = Pattern.compile("(\\s*)--\\s*(whimbrel)\\s*:\\s*(.*?)\\s*",
        Pattern.CASE_INSENSITIVE);
    private static final Pattern ALLOW = Pattern.compile(Allowance.WORD + "(?!\\S)");
  }

  private static final Map<String, TransactionRequest> KNOWN = Map.of(
      "no-transaction", TransactionRequest.NONE,
      "transaction per-segment", TransactionRequest.PER_SEGMENT);

  /** What one says. */
  private sealed interface Saying {
    /** How the statements run. */
    record Transaction(TransactionRequest request) implements Saying {}

    /** What is known of them; it changes nothing in a run. */
    record Allowed(Allowance allowance) implements Saying {}
  }

  private record Directive(int line, Saying saying) {
    Stream<Request> request() {
      return switch (saying) {
        case Saying.Transaction transaction -> Stream.of(new Request(line, transaction.request()));
        case Saying.Allowed allowed -> Stream.empty();
      };
    }
  }

  private record Request(int line, TransactionRequest request) {}

  private final Lines lines;
  private final List<Directive> found;

  private Directives(Lines lines, List<Directive> found) {
    this.lines = lines;
    this.found = List.copyOf(found);
  }

  static Directives in(Lines lines, Mistakes mistakes) {
    List<Directive> found = new ArrayList<>();
    for (int line = 1; line <= lines.count(); line++) {
      if (lines.comment(line, WORD)) {
        Matcher matcher = Patterns.LINE.matcher(lines.text(line));
        if (matcher.matches()) {
          read(lines, line, matcher, found, mistakes);
        }
      }
    }
    return new Directives(lines, found);
  }

  private static void read(Lines lines, int line, Matcher matcher, List<Directive> found, Mistakes mistakes) {
    String words = matcher.group(3).replaceAll("\\s+", " ");
    Saying saying = mistakes.keep(saying(lines, line, matcher.group(3), words));
    if (saying == null) {
      return;
    }
    if (!matcher.group(1).isEmpty() || !matcher.group(2).equals("whimbrel")) {
      mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line,
          "a directive begins its line with \"-- whimbrel:\"", "write it as \"-- whimbrel: " + words + "\""));
      return;
    }
    found.add(new Directive(line, saying));
  }

  private static Result<Saying> saying(Lines lines, int line, String written, String words) {
    if (Patterns.ALLOW.matcher(words).lookingAt()) {
      return switch (Allowance.of(written)) {
        case Result.Ok<Allowance> ok -> Result.ok(new Saying.Allowed(ok.value()));
        case Result.Rejected<Allowance> rejected -> Result.rejected(rejected.problems().stream()
            .map(problem -> problem.at(lines.source().position(lines.start(line)))
                .excerpt(lines.source().excerpt(lines.start(line))))
            .toList());
      };
    }
    TransactionRequest request = KNOWN.get(words);
    return request == null
        ? Result.rejected(unknown(lines, line, words))
        : Result.ok(new Saying.Transaction(request));
  }

  private static Problem unknown(Lines lines, int line, String words) {
    String first = words.replaceFirst(" .*", "");
    String remedy = Nearest.to(words, KNOWN.keySet())
        .or(() -> Nearest.to(first, List.of(Allowance.WORD)))
        .map(nearest -> "did you mean \"-- whimbrel: " + nearest + "\"?")
        .orElse("the directives are \"-- whimbrel: no-transaction\", \"-- whimbrel: transaction per-segment\""
            + " and \"-- whimbrel: allow\"");
    return lines.problem(ProblemCode.BAD_MARKER, line, "\"" + words + "\" is no directive of Whimbrel", remedy);
  }

  /**
   * What a section's author asked for: a directive in it or before the first section, otherwise the format's own marker.
   *
   * @param firstSection the line at which the first section of the file begins
   */
  TransactionRequest request(Section section, int firstSection, Mistakes mistakes) {
    List<Request> concerned = concerned(section, firstSection);
    if (concerned.isEmpty()) {
      return section.request();
    }
    TransactionRequest first = concerned.getFirst().request();
    concerned.stream().filter(other -> other.request() != first).findFirst()
        .ifPresent(other -> mistakes.add(lines.problem(ProblemCode.BAD_MARKER, other.line(),
            "the directive contradicts the one of line " + concerned.getFirst().line(), "remove one of them")));
    return first;
  }

  /** Refuses directives in the middle of a statement, where they may as well be text of a function or a literal. */
  void refuseInside(Lines scanned, List<Statement> statements, Mistakes mistakes) {
    for (Directive directive : found) {
      int offset = scanned.start(directive.line());
      boolean inside = statements.stream()
          .anyMatch(s -> s.start() < offset && offset < Math.max(s.end(), s.dataEnd()));
      if (inside) {
        mistakes.add(lines.problem(ProblemCode.BAD_MARKER, directive.line(), "the directive stands inside a statement",
            "put it on a line before the statement"));
      }
    }
  }

  private List<Request> concerned(Section section, int firstSection) {
    return found.isEmpty()
        ? List.of()
        : found.stream().flatMap(Directive::request).filter(d -> d.line() < firstSection || section.holds(d.line()))
            .toList();
  }
}
