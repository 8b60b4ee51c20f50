package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a file of formatted SQL: which are Liquibase's own, and where its changesets begin and end. */
final class LiquibaseFile {
  /** What a line is. */
  enum Kind {
    /** SQL, or a comment in it. */
    TEXT,
    /** Liquibase's own, and no part of the SQL. */
    DIRECTIVE,
    /** {@code --rollback …}. */
    ROLLBACK,
    /** A line of a block {@code /* liquibase rollback}. */
    ROLLBACK_BLOCK
  }

  private static final int BEGINNING = 1 << 16;
  private static final Pattern HEADER = directive("\\s*--\\s*liquibase\\s*formatted.*");
  private static final Pattern PROPERTY = directive("\\s*--\\s*property\\s+[^:]*:\\S*\\s.*:.*");
  private static final Pattern PROPERTY_MEANT = directive("\\s*-+\\s*property\\s.*");
  private static final Pattern IGNORE_LINES = directive("--\\s*ignoreLines:(\\w+)");
  private static final Pattern IGNORE_LINES_MEANT = directive("\\s*--?\\s*ignore(?:Lines)?\\s*:.*");
  private static final Pattern CHANGESET = directive(
      "\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^:]+):(\"[^\"]+\"|\\S+)(.*)");
  private static final Pattern CHANGESET_MEANT = directive("\\s*--?\\s*changeset.*|\\s*--\\s*(\\w+)\\s+[^\\s:]+:\\S.*");
  private static final Pattern COMMENT = directive("--\\s*comment:? (.*)");
  private static final Pattern COMMENT_MEANT = directive("-\\s*comment:? .*|--\\s*comments:? .*");
  private static final Pattern VALID_CHECKSUM = directive("--\\s*validCheckSum:? (.*)");
  private static final Pattern VALID_CHECKSUM_MEANT = directive("\\s*--?\\s*validCheckSum.*");
  private static final Pattern ROLLBACK = directive("\\s*--\\s*rollback (.*)");
  private static final Pattern ROLLBACK_MEANT = directive(
      "\\s*--?\\s*rollback(?![\\w-]).*|\\s*/\\*\\s*liquibase\\s*rollback\\b.*");
  private static final Pattern BLOCK_BEGIN = directive("\\s*/\\*\\s*liquibase\\s*rollback\\s*");
  private static final Pattern BLOCK_END = directive("(.*?)\\*/\\s*");
  private static final Pattern PRECONDITIONS = directive("\\s*--\\s*preconditions(.*)");
  private static final Pattern PRECONDITION = directive("\\s*--\\s*precondition-([a-z0-9-]+)(?: .*)?");
  private static final Pattern PRECONDITION_MEANT = directive("\\s*-\\s*precondition.*|\\s*--precondition.*");
  private static final Pattern ON_FAIL = directive(".*onFail:(\\w+).*");
  private static final Pattern OF_PRO = directive(
      "\\s*--\\s*(?:(rollbackSqlFile)\\s.*|(tagDatabase):\\s.*|(include)\\s+file:.*|(includeAll)\\s.*)");
  private static final Pattern NEARLY = directive("--([a-z][\\w-]*).*");

  private static final List<String> DIRECTIVES = List.of("changeset", "rollback", "comment", "property",
      "preconditions", "precondition-sql-check", "precondition-table-exists", "precondition-view-exists",
      "validCheckSum", "ignoreLines");

  /**
   * A changeset as it is written.
   *
   * @param line at which it begins
   * @param end the line after its last one
   */
  record Changeset(String author, String id, LiquibaseAttributes attributes, int line, int end, String comment,
      List<String> validChecksums) {
    Changeset {
      validChecksums = List.copyOf(validChecksums);
    }

    /** The lines behind the first one. */
    Span span() {
      return new Span(line + 1, end);
    }
  }

  private final Lines lines;
  private final Mistakes mistakes;
  private final Kind[] kinds;
  private final List<Changeset> changesets = new ArrayList<>();
  private final List<Integer> properties = new ArrayList<>();
  private final List<String> validChecksums = new ArrayList<>();
  private @Nullable Matcher current;
  private @Nullable String logicalPath;
  private @Nullable LiquibaseAttributes attributes;
  private int begun;
  private String comment = "";
  private String onFail = "HALT";
  private boolean headed;

  private LiquibaseFile(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
    this.kinds = new Kind[lines.count() + 1];
    Arrays.fill(kinds, Kind.TEXT);
  }

  private static Pattern directive(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  static LiquibaseFile read(Lines lines, Mistakes mistakes) {
    LiquibaseFile file = new LiquibaseFile(lines, mistakes);
    file.read();
    return file;
  }

  /** Whether the first line that is not blank is the one that Liquibase looks for. */
  static boolean headed(Lines lines) {
    for (int line = 1; line <= lines.count(); line++) {
      if (!lines.text(line).isBlank()) {
        return HEADER.matcher(lines.text(line)).matches();
      }
    }
    return false;
  }

  /** The same of a file of which perhaps only the beginning was read. */
  static boolean headed(byte[] bytes) {
    String text = new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.UTF_8)
        .replaceFirst("^\uFEFF", "");
    return text.lines().filter(line -> !line.isBlank()).findFirst()
        .filter(line -> HEADER.matcher(line).matches()).isPresent();
  }

  Lines lines() {
    return lines;
  }

  List<Changeset> changesets() {
    return changesets;
  }

  Kind kind(int line) {
    return kinds[line];
  }

  /** The lines that give properties their values. */
  List<Integer> properties() {
    return properties;
  }

  /** What the first line says in place of the file's path, or null. */
  @Nullable
  String logicalPath() {
    return logicalPath;
  }

  /** The line at which the first changeset begins. */
  int first() {
    return changesets.isEmpty() ? lines.count() + 1 : changesets.getFirst().line();
  }

  /** The text of a way back in a line, as the offset of its first byte. */
  int rollbackStart(int line) {
    Matcher rollback = ROLLBACK.matcher(lines.text(line));
    return rollback.matches()
        ? lines.start(line) + bytes(lines.text(line).substring(0, rollback.start(1)))
        : lines.start(line);
  }

  /** The offset behind it: of the last line of a block, where the comment ends. */
  int rollbackEnd(int line) {
    Matcher end = BLOCK_END.matcher(lines.text(line));
    boolean last = kinds[line] == Kind.ROLLBACK_BLOCK && end.matches();
    return last ? lines.start(line) + bytes(end.group(1)) : lines.start(line + 1);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void read() {
    int line = 1;
    while (line <= lines.count()) {
      line = lines.mayComment(line) ? directive(line) : line + 1;
    }
    end(lines.count() + 1);
  }

  /** The line to go on with. */
  private int directive(int line) {
    String text = lines.text(line);
    if (!headed && HEADER.matcher(text).matches()) {
      headed = true;
      logicalPath = LiquibaseAttributes.logicalPath(text);
      return own(line);
    }
    if (PROPERTY.matcher(text).matches()) {
      properties.add(line);
      return own(line);
    }
    if (PROPERTY_MEANT.matcher(text).matches()) {
      return wrong(line, "Liquibase stops at this line: a property has a name and a value",
          "write it as \"--property name:NAME value:VALUE\", or let the comment begin with another word");
    }
    Matcher ignored = IGNORE_LINES.matcher(text);
    if (ignored.matches()) {
      return ignored(line, ignored.group(1));
    }
    if (IGNORE_LINES_MEANT.matcher(text).matches()) {
      return wrong(line,
          "Liquibase would not see this line: it looks for \"--ignoreLines:\" and a number, start or end",
          "write \"--ignoreLines:start\" … \"--ignoreLines:end\", or \"--ignoreLines:1\", at the beginning of the line");
    }
    Matcher changeset = CHANGESET.matcher(text);
    return changeset.matches() ? begin(line, changeset) : inChangeset(line, text);
  }

  private int own(int line) {
    kinds[line] = Kind.DIRECTIVE;
    return line + 1;
  }

  private int wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
    return own(line);
  }

  private int ignored(int line, String count) {
    if (count.matches("\\d{1,9}")) {
      return ignore(line, Math.min(lines.count() + 1, line + 1 + Integer.parseInt(count)));
    }
    if (!count.equals("start")) {
      return wrong(line, count.equals("end")
          ? "\"--ignoreLines:end\" ends nothing"
          : "\"" + count + "\" is no number of lines, and not \"start\"",
          "write \"--ignoreLines:start\" before the lines that are to be ignored, and \"--ignoreLines:end\" behind them");
    }
    for (int end = line + 1; end <= lines.count(); end++) {
      Matcher matcher = IGNORE_LINES.matcher(lines.text(end));
      if (matcher.matches() && matcher.group(1).equals("end")) {
        return ignore(line, end + 1);
      }
    }
    wrong(line, "\"--ignoreLines:start\" has no \"--ignoreLines:end\", so Liquibase ignores the rest of the file",
        "write \"--ignoreLines:end\" behind the lines that are to be ignored");
    return ignore(line, lines.count() + 1);
  }

  private int ignore(int from, int to) {
    Arrays.fill(kinds, from, to, Kind.DIRECTIVE);
    return to;
  }

  private int begin(int line, Matcher changeset) {
    end(line);
    current = changeset;
    begun = line;
    attributes = LiquibaseAttributes.ofChangeset(lines, line, changeset.group(3), mistakes);
    if (changeset.group(2).replaceAll("[\": ]", "").isEmpty()) {
      wrong(line, "the changeset has no id", "write \"--changeset AUTHOR:ID\"");
    }
    return own(line);
  }

  private void end(int line) {
    Matcher changeset = current;
    LiquibaseAttributes said = attributes;
    if (changeset != null && said != null) {
      changesets.add(new Changeset(unquoted(changeset.group(1)), unquoted(changeset.group(2)), said, begun, line,
          comment, validChecksums));
    }
    current = null;
    comment = "";
    onFail = "HALT";
    validChecksums.clear();
  }

  private static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  private int inChangeset(int line, String text) {
    if (CHANGESET_MEANT.matcher(text).matches() && meansChangeset(text)) {
      return wrong(line, "this is no changeset as Liquibase knows it", "write it as \"--changeset AUTHOR:ID\", with two"
          + " dashes and no blank before the id; or let the comment begin with another word");
    }
    Kind kind = kind(text);
    if (kind != Kind.TEXT && current == null) {
      return wrong(line, "this line stands before the first changeset, and belongs to none",
          "put it behind the line \"--changeset AUTHOR:ID\" that it concerns");
    }
    return switch (kind) {
      case ROLLBACK -> {
        kinds[line] = Kind.ROLLBACK;
        yield line + 1;
      }
      case ROLLBACK_BLOCK -> block(line);
      case DIRECTIVE -> {
        remember(line, text);
        yield own(line);
      }
      case TEXT -> text(line, text);
    };
  }

  private static boolean meansChangeset(String text) {
    Matcher matcher = CHANGESET_MEANT.matcher(text);
    String word = matcher.matches() ? matcher.group(1) : null;
    return word == null || Nearest.distance(word.toLowerCase(Locale.ROOT), "changeset") <= 2;
  }

  private static Kind kind(String text) {
    if (ROLLBACK.matcher(text).matches()) {
      return Kind.ROLLBACK;
    }
    if (BLOCK_BEGIN.matcher(text).matches()) {
      return Kind.ROLLBACK_BLOCK;
    }
    boolean directive = COMMENT.matcher(text).matches() || VALID_CHECKSUM.matcher(text).matches()
        || PRECONDITIONS.matcher(text).matches() || PRECONDITION.matcher(text).matches();
    return directive ? Kind.DIRECTIVE : Kind.TEXT;
  }

  private void remember(int line, String text) {
    Matcher said = COMMENT.matcher(text);
    if (said.matches()) {
      comment = said.group(1).strip();
      return;
    }
    Matcher checksum = VALID_CHECKSUM.matcher(text);
    if (checksum.matches()) {
      validChecksums.add(checksum.group(1).strip());
      return;
    }
    Matcher preconditions = PRECONDITIONS.matcher(text);
    if (preconditions.matches()) {
      Matcher fail = ON_FAIL.matcher(preconditions.group(1));
      onFail = fail.matches() ? fail.group(1).toUpperCase(Locale.ROOT) : "HALT";
      return;
    }
    Matcher precondition = PRECONDITION.matcher(text);
    LiquibaseAttributes owner = attributes;
    if (precondition.matches() && owner != null && owner.concern()) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
          "the precondition \"" + precondition.group(1) + "\" (onFail:" + onFail + ") is not carried out",
          "delete the lines of the precondition, which changes no checksum; where the changeset has yet to run, let its"
              + " statements check for themselves: IF NOT EXISTS, or a DO block that raises an exception"));
    }
  }

  private int block(int line) {
    kinds[line] = Kind.DIRECTIVE;
    for (int end = line + 1; end <= lines.count(); end++) {
      kinds[end] = Kind.ROLLBACK_BLOCK;
      if (BLOCK_END.matcher(lines.text(end)).matches()) {
        return end + 1;
      }
    }
    wrong(line, "the block of the way back is not closed", "write a line \"*/\" behind its last statement");
    return lines.count() + 1;
  }

  /** A line that is no directive, unless somebody meant it to be one. */
  private int text(int line, String text) {
    if (ROLLBACK_MEANT.matcher(text).matches()) {
      return wrong(line,
          "Liquibase would not see this way back: what follows it would be applied, or the line passed over",
          "write \"--rollback STATEMENT;\", or a line \"/* liquibase rollback\" of its own, the statements, and a line \"*/\"");
    }
    if (COMMENT_MEANT.matcher(text).matches()) {
      return wrong(line, "Liquibase stops at this line: the comment of a changeset begins with \"--comment: \"",
          "write \"--comment: TEXT\", or let the comment begin with another word");
    }
    if (VALID_CHECKSUM_MEANT.matcher(text).matches()) {
      return wrong(line, "Liquibase would not see this checksum: its line begins with \"--validCheckSum: \"",
          "write \"--validCheckSum: CHECKSUM\", with two dashes and a blank behind the colon");
    }
    if (PRECONDITION_MEANT.matcher(text).matches()) {
      return wrong(line, "Liquibase does not know this precondition",
          "write \"--preconditions onFail:HALT\" or \"--precondition-sql-check expectedResult:VALUE QUERY\"");
    }
    Matcher pro = OF_PRO.matcher(text);
    if (pro.matches()) {
      return unsupported(line, pro);
    }
    Matcher nearly = NEARLY.matcher(text);
    if (nearly.matches() && current != null) {
      nearly(line, nearly.group(1));
    }
    return line + 1;
  }

  private int unsupported(int line, Matcher pro) {
    String name = "";
    for (int group = 1; group <= pro.groupCount(); group++) {
      name = pro.group(group) == null ? name : pro.group(group);
    }
    mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
        "\"--" + name + "\" is of Liquibase's commercial edition, and is not supported",
        name.equals("rollbackSqlFile")
            ? "write the statements of the file into a block \"/* liquibase rollback\" … \"*/\""
            : "remove the line"));
    return own(line);
  }

  private void nearly(int line, String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    int allowed = word.length() < 10 ? 1 : 2;
    DIRECTIVES.stream().filter(known -> {
      int distance = Nearest.distance(lower, known.toLowerCase(Locale.ROOT));
      return 0 < distance && distance <= allowed;
    }).findFirst().ifPresent(
        known -> wrong(line, "\"--" + word + "\" is no directive of Liquibase, which would pass over this line",
            "did you mean \"--" + known + "\"? If it is a comment, put a blank behind the dashes"));
  }
}
