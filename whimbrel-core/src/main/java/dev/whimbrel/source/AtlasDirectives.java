package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the comments {@code -- atlas:…} of a file say. Atlas obeys most of them in the file's header only: the comments from the
 * first line on, with an empty line behind them. What Atlas passes over has no effect here either, so that both do the same; its
 * author, who believes otherwise, is told.
 */
final class AtlasDirectives {
  /** What the text behind the header is. */
  enum Shape {
    PLAIN, ARCHIVE
  }

  private static final List<String> KNOWN = List.of("sum", "delimiter", "txmode", "checkpoint", "nolint", "txtar",
      "assert", "import");
  private static final String TO_THE_TOP = "put it at the very top of the file, with line ends of Unix and an empty line behind it";
  private static final Pattern IN_HEADER = Pattern.compile("[ -~]*atlas:(\\w+)(?: +([ -~]*))?.*");
  private static final Pattern ANYWHERE = Pattern.compile("\\s*(?:--|#|/\\*)\\s*atlas:(\\w+)(?: +(.*))?.*");
  private static final Pattern DELIMITER = Pattern.compile("-- atlas:delimiter(?: +([ -~]*))?[^ -~]*");

  private final Lines lines;
  private final Mistakes mistakes;
  private final int headerEnd;
  private final @Nullable String headerFault;
  private Migration.Role role = Migration.Role.STEP;
  private TransactionRequest transaction = TransactionRequest.AUTOMATIC;
  private Shape shape = Shape.PLAIN;
  private @Nullable String delimiter;
  private int txmodeLine;
  private final List<Problem> passedOver = new ArrayList<>();

  private AtlasDirectives(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
    this.headerEnd = headerEnd(lines);
    this.headerFault = headerFault();
  }

  static AtlasDirectives in(Lines lines, Mistakes mistakes) {
    AtlasDirectives directives = new AtlasDirectives(lines, mistakes);
    for (int line = 1; line <= lines.count(); line++) {
      if (lines.mayComment(line)) {
        directives.line(line);
      }
    }
    return directives;
  }

  Migration.Role role() {
    return role;
  }

  TransactionRequest transaction() {
    return transaction;
  }

  Shape shape() {
    return shape;
  }

  /** What ends a statement, or null for the semicolon. */
  @Nullable
  String delimiter() {
    return delimiter;
  }

  /** What has no effect, and why. */
  List<Problem> passedOver() {
    return passedOver;
  }

  /** The line behind the unbroken run of comments at the top. */
  private static int headerEnd(Lines lines) {
    int line = 1;
    while (line <= lines.count() && (lines.raw(line).startsWith("--") || lines.raw(line).startsWith("#"))) {
      line++;
    }
    return line;
  }

  /** Why Atlas would not obey the header, or null if it does. */
  private @Nullable String headerFault() {
    Source source = lines.source();
    if (source.begin() > 0) {
      return "the file begins with a byte order mark";
    }
    if (headerEnd > lines.count()) {
      return headerEnd > 1 && !lines.ended(headerEnd - 1) ? "no line end follows it" : null;
    }
    if (lines.raw(headerEnd).endsWith("\r")) {
      return "the file has the line ends of Windows";
    }
    return lines.raw(headerEnd).isBlank() ? null : "no empty line follows the comments at the top of the file";
  }

  private void line(int line) {
    boolean header = line < headerEnd && headerFault == null;
    Matcher matcher = (header ? IN_HEADER : ANYWHERE).matcher(lines.text(line));
    if (!matcher.matches()) {
      return;
    }
    String argument = matcher.group(2) == null ? "" : matcher.group(2).strip();
    switch (matcher.group(1)) {
      case "nolint", "assert" -> {
      }
      case "sum" -> sum(line);
      case "delimiter" -> delimiter(line);
      case "txmode", "checkpoint", "txtar", "import" -> inHeader(line, matcher.group(1), argument, header);
      default -> unknown(line, matcher.group(1));
    }
  }

  private void sum(int line) {
    if (line > 1 || !AtlasSum.ignored(lines.source().bytes())) {
      passOver(line, "sum", "it is obeyed in the first line only, as \"-- atlas:sum ignore\" and nothing behind it",
          "make it the first line and run: whimbrel hash");
    }
  }

  private void delimiter(int line) {
    Matcher matcher = DELIMITER.matcher(lines.raw(line));
    if (line > 1 || lines.source().begin() > 0 || !matcher.matches()) {
      passOver(line, "delimiter", "it is obeyed in the first line only, as \"-- atlas:delimiter\"",
          "make it the first line and run: whimbrel hash");
      return;
    }
    String text = matcher.group(1) == null ? "" : matcher.group(1);
    String unescaped = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    if (unescaped.isEmpty()) {
      wrong(line, "the delimiter is empty", "write what ends a statement, such as \"-- atlas:delimiter \\n\\n\"");
      return;
    }
    delimiter = unescaped;
  }

  private void inHeader(int line, String name, String argument, boolean header) {
    if (!header) {
      outsideHeader(line, name);
      return;
    }
    switch (name) {
      case "txmode" -> txmode(line, argument);
      case "checkpoint" -> role = Migration.Role.CHECKPOINT;
      case "txtar" -> shape = Shape.ARCHIVE;
      default -> mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line, "\"atlas:import\" is not supported",
          "put the statements of \"" + argument + "\" into this file"));
    }
  }

  private void outsideHeader(int line, String name) {
    if (name.equals("txtar")) {
      wrong(line,
          "Atlas would not see that this is an archive, and run all of its sections, down.sql too: " + why(line),
          TO_THE_TOP + ", and run: whimbrel hash");
      return;
    }
    passOver(line, name, why(line), TO_THE_TOP + ", and run: whimbrel hash");
  }

  private String why(int line) {
    if (headerFault != null && line < headerEnd) {
      return headerFault;
    }
    return headerFault != null && headerFault.contains("mark")
        ? headerFault
        : "it does not stand in the comments at the top of the file";
  }

  private void txmode(int line, String argument) {
    if (txmodeLine > 0) {
      wrong(line, "the transaction mode is given in line " + txmodeLine + " already", "remove one of the two lines");
      return;
    }
    txmodeLine = line;
    switch (argument) {
      case "none" -> transaction = TransactionRequest.NONE;
      case "file" -> transaction = TransactionRequest.AUTOMATIC;
      case "all" -> wrong(line, "txmode \"all\" is not allowed in a file", "write \"-- atlas:txmode file\"");
      default -> wrong(line, argument.isEmpty()
          ? "the directive names no transaction mode"
          : "\"" + argument + "\" is no transaction mode of Atlas",
          "write \"-- atlas:txmode none\" or \"-- atlas:txmode file\"");
    }
  }

  private void unknown(int line, String name) {
    passOver(line, name, "Atlas knows no such directive", Nearest.to(name, KNOWN)
        .map(near -> "did you mean \"atlas:" + near + "\"?")
        .orElse("remove it; the directives are " + String.join(", ", KNOWN)));
  }

  private void passOver(int line, String name, String why, String remedy) {
    passedOver.add(lines.problem(ProblemCode.PASSED_OVER, line,
        "\"atlas:" + name + "\" has no effect, here as with Atlas: " + why, remedy));
  }

  private void wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }
}
