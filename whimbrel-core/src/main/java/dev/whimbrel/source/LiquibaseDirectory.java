package dev.whimbrel.source;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.LiquibaseFile.Changeset;
import dev.whimbrel.sql.Sha256;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory of Liquibase's formatted SQL and those below it: files by their paths, and each changeset of a file is a
 * migration.
 */
final class LiquibaseDirectory {
  private static final Pattern NOTHING_TO_DO = Pattern.compile("(?:not required|empty).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern OTHER_ID = attribute("changesetId");
  private static final Pattern OTHER_AUTHOR = attribute("changesetAuthor");
  private static final Pattern OTHER_PATH = attribute("changesetPath");

  private final FileSet files;
  private final ParseOptions options;
  private final Mistakes mistakes;
  private final Scripts scripts;
  private final LiquibaseRoots roots;
  private final LiquibaseProperties properties;
  private final Map<String, Problem> taken = new HashMap<>();
  private final Map<String, Script> applying = new HashMap<>();
  private final List<Migration> migrations = new ArrayList<>();

  private LiquibaseDirectory(FileSet files, ParseOptions options, Mistakes mistakes) {
    this.files = files;
    this.options = options;
    this.mistakes = mistakes;
    this.scripts = new Scripts(options.lexicon(), mistakes);
    this.roots = LiquibaseRoots.of(files, mistakes);
    this.properties = new LiquibaseProperties(options.variables(), roots.properties(), mistakes);
  }

  private static Pattern attribute(String key) {
    return Pattern.compile(".*" + key + ":(\\S+).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  static List<Migration> read(FileSet files, ParseOptions options, Mistakes mistakes) {
    LiquibaseDirectory reader = new LiquibaseDirectory(files, options, mistakes);
    List<String> formatted = new ArrayList<>();
    sql(files).forEach(name -> reader.file(name, formatted));
    reader.refuseBeside(formatted);
    reader.roots.checkOrder(formatted, mistakes);
    return reader.migrations;
  }

  /** All files that may hold changesets, in the order in which Liquibase includes them. */
  static List<String> sql(FileSet files) {
    return files.files().keySet().stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".sql")).toList();
  }

  private void file(String name, List<String> formatted) {
    Source source = mistakes.keep(Source.of(name, files.bytes(name)));
    if (source == null || source.text(source.begin(), source.end()).isBlank()) {
      return;
    }
    Lines written = Lines.of(source);
    if (!LiquibaseFile.headed(written)) {
      refuseUnheaded(name);
      return;
    }
    formatted.add(name);
    LiquibaseFile asWritten = LiquibaseFile.read(written, new Mistakes());
    asWritten.properties().forEach(line -> properties.define(written, line));
    Lines expanded = expanded(asWritten);
    if (expanded != null) {
      changesets(asWritten, LiquibaseFile.read(expanded, mistakes));
    }
  }

  /** In a subdirectory such a file was not read, and Liquibase includes it with those beside it. */
  private void refuseBeside(List<String> formatted) {
    Set<String> directories = formatted.stream().map(LiquibaseDirectory::directory).collect(Collectors.toSet());
    files.others().stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".sql"))
        .filter(name -> directories.contains(directory(name))).forEach(this::refuseUnheaded);
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private void refuseUnheaded(String name) {
    mistakes.add(ProblemCode.BAD_MARKER, name, "\"" + name + "\" does not begin with \"--liquibase formatted sql\"",
        "write that line at its top and \"--changeset AUTHOR:ID\" behind it, or move the file elsewhere; Liquibase"
            + " takes such a file for one changeset without a way back");
  }

  /** The file with the values of properties in place, or null. */
  private @Nullable Lines expanded(LiquibaseFile file) {
    Lines lines = file.lines();
    List<Span> spans = new ArrayList<>();
    for (int line = 1; line <= lines.count(); line++) {
      if (lines.holds(line, '$', '{')) {
        spans.add(new Span(line, line + 1));
      }
    }
    return spans.isEmpty()
        ? lines
        : Variables.replace(lines, spans, line -> properties.replaced(lines, line, until(file, line)), mistakes);
  }

  /** A changeset sees the properties up to its end, because Liquibase reads it as a whole. */
  private static int until(LiquibaseFile file, int line) {
    return file.changesets().stream().filter(changeset -> changeset.span().holds(line)).findFirst()
        .map(Changeset::end).orElse(line);
  }

  private void changesets(LiquibaseFile written, LiquibaseFile file) {
    List<Changeset> concerned = file.changesets().stream().filter(c -> c.attributes().concern()).toList();
    LiquibaseText text = LiquibaseText.of(file, concerned, options.lexicon(), mistakes);
    Directives directives = Directives.in(written.lines(), mistakes);
    refuseBefore(text.up(), file.first());
    for (Changeset changeset : concerned) {
      Migration migration = migration(written, file, text, changeset, directives);
      if (migration != null) {
        migrations.add(migration);
      }
    }
  }

  private void refuseBefore(Lines lines, int first) {
    List<Statement> before = scripts.statements(lines, new Span(1, first), List.of());
    if (before != null && !before.isEmpty()) {
      Statement statement = before.getFirst();
      mistakes.add(Problem
          .of(ProblemCode.BAD_MARKER, "a statement stands before the first changeset and would never run")
          .at(statement.at()).excerpt(statement.source().excerpt(statement.start()))
          .remedy("move it behind a line \"--changeset AUTHOR:ID\""));
    }
  }

  private @Nullable Migration migration(LiquibaseFile written, LiquibaseFile file, LiquibaseText text,
      Changeset changeset, Directives directives) {
    refuse(file, changeset);
    String label = label(file, changeset);
    unique(file, changeset, label);
    TransactionRequest request = changeset.attributes().says("runInTransaction", "false")
        ? TransactionRequest.NONE
        : TransactionRequest.AUTOMATIC;
    Section section = new Section(List.of(changeset.span()), request, text.upCuts(changeset));
    Script up = scripts.section(text.up(), section, directives, file.first());
    Reversal down = reversal(file, text, changeset, request, directives);
    if (up == null || down == null) {
      return null;
    }
    applying.put(label.toLowerCase(Locale.ROOT), up);
    MigrationId id = repeatable(changeset)
        ? new MigrationId.Repeatable(label)
        : new MigrationId.Versioned(Version.verbatim(label));
    return new Migration(id, changeset.comment(), Migration.Role.STEP, up, down, checksum(written, changeset, up));
  }

  private static boolean repeatable(Changeset changeset) {
    return changeset.attributes().says("runOnChange", "true");
  }

  private void refuse(LiquibaseFile file, Changeset changeset) {
    LiquibaseAttributes said = changeset.attributes();
    String runWith = said.text("runWith");
    if (said.says("runAlways", "true")) {
      unsupported(file, changeset, "\"runAlways:true\" runs the changeset in every run, which Whimbrel does not",
          "make it \"runOnChange:true\", or run its statements by a script of your own behind \"whimbrel up\"");
    }
    if (said.says("failOnError", "false")) {
      unsupported(file, changeset, "\"failOnError:false\" goes on after a failure and records nothing",
          "remove it, and let the statements pass where there is nothing to do: IF EXISTS, or a DO block with EXCEPTION");
    }
    if (runWith != null && !runWith.equalsIgnoreCase("jdbc")) {
      unsupported(file, changeset, "\"runWith:" + runWith + "\" hands the changeset to another program",
          "remove it, if the changeset is SQL that the server understands");
    }
    if (LiquibaseText.body(file, changeset).isEmpty()) {
      mistakes.add(file.lines().problem(ProblemCode.NO_UP, changeset.line(),
          "the changeset has no SQL, and Liquibase refuses such a one",
          "write the statements behind this line, or a comment if there is nothing to do"));
    }
  }

  private void unsupported(LiquibaseFile file, Changeset changeset, String message, String remedy) {
    mistakes.add(file.lines().problem(ProblemCode.UNSUPPORTED, changeset.line(), message, remedy));
  }

  /** A changeset's author, id and path are its identity; this is how Liquibase writes it. */
  private String label(LiquibaseFile file, Changeset changeset) {
    String label = path(file, changeset) + "::" + changeset.id() + "::" + changeset.author();
    // Liquibase drops the dot; without it the key would be that of a repeatable migration
    return label.startsWith(MigrationId.REPEATABLE) ? "./" + label : label;
  }

  private String path(LiquibaseFile file, Changeset changeset) {
    String ofChangeset = changeset.attributes().text("logicalFilePath");
    String logical = ofChangeset == null ? file.logicalPath() : ofChangeset;
    return normalized(logical == null ? options.changelogPath() + file.lines().source().name() : logical);
  }

  private static String normalized(String path) {
    return path.replaceFirst("^classpath:", "").replace('\\', '/').replaceFirst("^(?:\\./|/)+", "");
  }

  private void unique(LiquibaseFile file, Changeset changeset, String label) {
    Problem here = file.lines().problem(ProblemCode.DUPLICATE_VERSION, changeset.line(), "", "");
    Problem other = taken.putIfAbsent(label.toLowerCase(Locale.ROOT), here);
    if (other != null) {
      mistakes.add(file.lines().problem(ProblemCode.DUPLICATE_VERSION, changeset.line(),
          "the changeset \"" + label + "\" is also in " + other.at(), "give one of the two another id"));
    }
  }

  /** The way back; null after a mistake in it. */
  private @Nullable Reversal reversal(LiquibaseFile file, LiquibaseText text, Changeset changeset,
      TransactionRequest request, Directives directives) {
    String rollback = text.rollback(changeset);
    if (rollback.isEmpty()) {
      return new Reversal.None();
    }
    if (NOTHING_TO_DO.matcher(rollback).matches()) {
      return by(Script.of(text.down().source(), List.of(), TransactionRequest.AUTOMATIC).orThrow());
    }
    if (rollback.toLowerCase(Locale.ROOT).contains("changesetid")) {
      return by(other(file, changeset, rollback));
    }
    Section section = new Section(List.of(changeset.span()), request, text.downCuts(changeset));
    return by(scripts.section(text.down(), section, directives, file.first()));
  }

  private static @Nullable Reversal by(@Nullable Script script) {
    return script == null ? null : new Reversal.By(script);
  }

  /** What an earlier changeset ran, which is run again. */
  private @Nullable Script other(LiquibaseFile file, Changeset changeset, String rollback) {
    String path = group(OTHER_PATH, rollback);
    String here = normalized(options.changelogPath() + file.lines().source().name());
    String label = (path == null ? here : normalized(path)) + "::" + group(OTHER_ID, rollback) + "::"
        + group(OTHER_AUTHOR, rollback);
    Script script = applying.get(label.toLowerCase(Locale.ROOT));
    if (script == null) {
      mistakes.add(file.lines().problem(ProblemCode.BAD_MARKER, changeset.line(),
          "the way back names the changeset \"" + label + "\", and there is none before this one",
          "write \"--rollback changesetId:ID changesetAuthor:AUTHOR changesetPath:PATH\" as that changeset has them"));
    }
    return script;
  }

  private static @Nullable String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? matcher.group(1) : null;
  }

  /** The text as written counts, except of what is to run again when a value changes. */
  private Checksum checksum(LiquibaseFile written, Changeset changeset, Script up) {
    Source source = written.lines().source();
    int from = written.lines().start(changeset.line());
    String raw = Sha256.of(source.bytes(), from, written.lines().start(changeset.end()));
    boolean replaced = up.source().asWritten() != source;
    return new Checksum(raw,
        replaced && !repeatable(changeset) ? tokens(written, changeset, raw) : TokenDigest.of(up.statements()));
  }

  private String tokens(LiquibaseFile written, Changeset changeset, String raw) {
    Mistakes ignored = new Mistakes();
    LiquibaseText text = LiquibaseText.of(written, List.of(changeset), options.lexicon(), ignored);
    List<Statement> statements = new Scripts(options.lexicon(), ignored).statements(text.up(), changeset.span(),
        text.upCuts(changeset));
    return statements == null ? raw : TokenDigest.of(statements);
  }
}
