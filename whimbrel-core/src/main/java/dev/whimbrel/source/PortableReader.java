package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.Portable.Part;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes the markers of a format out of the files of a directory that was read without a mistake. */
final class PortableReader {
  /** Stands where a format insists on a way back and there is none; nobody is to believe that there is one. */
  static final String NO_WAY_BACK = "DO $$BEGIN RAISE EXCEPTION 'this migration has no way back'; END$$;\n";

  private static final Pattern FILE_NAME = Pattern.compile("\\+?\\d+[_-]?(.*)\\.sql", Pattern.DOTALL);
  private static final Pattern OBEYED = Pattern
      .compile("(?:--|#)[ -~]*atlas:(?:txmode|checkpoint|txtar|delimiter)\\b.*");
  private static final Pattern TAGGED = Pattern.compile("(?:--|#)[ -~]*atlas:checkpoint +\\S.*");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*\\}");

  private final Format format;
  private final FileSet files;
  private final Scripts scripts;
  private final Lookalike lookalike;
  private final Mistakes mistakes;

  private PortableReader(Format format, FileSet files, ParseOptions options, Lookalike lookalike, Mistakes mistakes) {
    this.format = format;
    this.files = files;
    this.scripts = new Scripts(options.lexicon(), new Mistakes());
    this.lookalike = lookalike;
    this.mistakes = mistakes;
  }

  /**
   * One migration, or null after the reasons against it are kept.
   *
   * @param format the one that it is in
   * @param target the one that it is to be in
   */
  static @Nullable Portable read(Migration migration, Format format, FileSet files, ParseOptions options, Format target,
      Mistakes mistakes) {
    return of(migration, format, files, options, target, mistakes).read(migration);
  }

  static PortableReader of(Migration migration, Format format, FileSet files, ParseOptions options, Format target,
      Mistakes mistakes) {
    Lookalike lookalike = new Lookalike(target, migration.down());
    return new PortableReader(format, files, options, lookalike, mistakes);
  }

  /** Refuses lines that the target would obey. */
  void refuse(Lines lines, Span span) {
    IntStream.range(span.from(), span.to()).forEach(line -> lookalike.refuse(lines, line, Way.UP, mistakes));
  }

  private @Nullable Portable read(Migration migration) {
    if (!(migration.id() instanceof MigrationId.Versioned versioned)) {
      mistakes.add(ProblemCode.UNSUPPORTED, migration.file(),
          "\"" + migration.file() + "\" is run again whenever it changes, and such migrations are not rewritten",
          "write it as a versioned migration, or move it out of the directory and run it by itself");
      return null;
    }
    int before = mistakes.count();
    String version = versioned.version().text();
    Portable read = switch (format) {
      case GOLANG_MIGRATE, FLYWAY -> separate(migration, version);
      case GOOSE, SQL_MIGRATE, DBMATE -> annotated(migration, version);
      case ATLAS -> atlas(migration, version);
      case LIQUIBASE -> throw new IllegalStateException(format.label());
    };
    return mistakes.count() > before ? null : read;
  }

  private Portable separate(Migration migration, String version) {
    List<String> read = new ArrayList<>(List.of(migration.file()));
    Part up = whole(migration.up());
    Part down = null;
    if (migration.down() instanceof Reversal.By by) {
      read.add(by.script().file());
      down = whole(by.script());
    }
    return new Portable(migration, version, separateName(migration.file()), "", up, down, read);
  }

  private String separateName(String file) {
    return format == Format.FLYWAY
        ? FlywayName.of(file).map(FlywayName::name).orElse("")
        : PairName.of(file).map(PairName::name).orElse("");
  }

  private Part whole(Script script) {
    Lines lines = lines(script.file());
    refusePlaceholders(lines);
    return part(lines, Section.of(lines), Set.of(), script);
  }

  private void refusePlaceholders(Lines lines) {
    String name = lines.source().name();
    boolean replaced = format == Format.FLYWAY
        && FlywayConfiguration.of(files, name, new Mistakes())
            .placeholders() == FlywayConfiguration.Substitution.REPLACED;
    IntStream.rangeClosed(1, replaced ? lines.count() : 0)
        .filter(line -> PLACEHOLDER.matcher(lines.raw(line)).find())
        .forEach(line -> mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
            "a placeholder of Flyway's, which no other format has",
            "write its value; or, if it is none, switch replacement off with \"placeholderReplacement=false\" in \""
                + name + ".conf\"")));
  }

  private Portable annotated(Migration migration, String version) {
    Lines lines = lines(migration.file());
    Sections sections = switch (format) {
      case GOOSE -> goose(lines);
      case SQL_MIGRATE -> SqlMigrateMarkers.read(lines, new Mistakes());
      case DBMATE -> DbmateMarkers.read(lines, new Mistakes());
      case ATLAS, GOLANG_MIGRATE, FLYWAY, LIQUIBASE -> throw new IllegalStateException(format.label());
    };
    Matcher name = FILE_NAME.matcher(migration.file());
    return sections(migration, version, name.matches() ? name.group(1) : "", lines, sections, markers(lines));
  }

  private Sections goose(Lines lines) {
    GooseMarkers.Read read = GooseMarkers.read(lines, new Mistakes());
    read.substituted().forEach(span -> mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, span.from() - 1,
        "variables are replaced from here on, which no other format can say",
        "write their values, and remove the line")));
    return read.sections();
  }

  private Set<Integer> markers(Lines lines) {
    Set<Integer> markers = new HashSet<>();
    lines.comments().filter(line -> switch (format) {
      case GOOSE -> lines.text(line).contains("+goose");
      case SQL_MIGRATE -> lines.text(line).startsWith("-- +migrate ");
      case DBMATE, ATLAS, GOLANG_MIGRATE, FLYWAY, LIQUIBASE -> false;
    }).forEach(markers::add);
    return markers;
  }

  private Portable atlas(Migration migration, String version) {
    Lines written = lines(migration.file());
    AtlasDirectives directives = AtlasDirectives.in(written, new Mistakes());
    String delimiter = directives.delimiter();
    Lines delimited = delimiter == null ? null : AtlasDelimiter.replace(written, delimiter, new Mistakes());
    Lines lines = delimited == null ? written : delimited;
    Set<Integer> obeyed = obeyed(written, directives);
    String stem = migration.file().substring(0, migration.file().length() - ".sql".length());
    String name = stem.indexOf('_') < 0 ? "" : stem.substring(stem.indexOf('_') + 1);
    if (directives.shape() == AtlasDirectives.Shape.PLAIN) {
      Part up = part(lines, Section.of(lines), obeyed, migration.up());
      return new Portable(migration, version, name, "", up, null, List.of(migration.file()));
    }
    AtlasArchive.Parts parts = AtlasArchive.read(lines, new Mistakes());
    parts.checks().forEach(span -> mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, span.from() - 1,
        "checks before a migration are Atlas's own, and no other format has them",
        "remove the section, or make a statement of it that fails where the check is not true")));
    return sections(migration, version, name, lines, parts.sections(), obeyed);
  }

  /** The lines that Atlas obeys, and the blank one behind them if nothing else stands before it. */
  private Set<Integer> obeyed(Lines lines, AtlasDirectives directives) {
    Set<Integer> passedOver = new HashSet<>();
    directives.passedOver().forEach(problem -> passedOver.add(problem.at() == null ? 0 : problem.at().line()));
    Set<Integer> obeyed = new HashSet<>();
    int line = 1;
    boolean others = false;
    for (; line <= lines.count() && (lines.raw(line).startsWith("--") || lines.raw(line).startsWith("#")); line++) {
      if (OBEYED.matcher(lines.text(line)).matches() && !passedOver.contains(line)) {
        obeyed.add(line);
        refuseTag(lines, line);
      } else {
        others = true;
      }
    }
    if (!obeyed.isEmpty() && !others && line <= lines.count() && lines.raw(line).isBlank()) {
      obeyed.add(line);
    }
    return obeyed;
  }

  private void refuseTag(Lines lines, int line) {
    if (TAGGED.matcher(lines.text(line)).matches()) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line,
          "the tag of a checkpoint is Atlas's own, and no other format has one",
          "remove the tag and run: whimbrel hash"));
    }
  }

  private Portable sections(Migration migration, String version, String name, Lines lines, Sections sections,
      Set<Integer> dropped) {
    Section upSection = sections.up();
    Section downSection = sections.down();
    if (upSection == null) {
      throw new IllegalStateException(migration.file());
    }
    Section before = new Section(List.of(new Span(1, sections.first())), upSection.request(), List.of());
    String head = text(lines, before, dropped, List.of(), Way.UP);
    Part up = part(lines, upSection, dropped, migration.up());
    Part down = downSection != null && migration.down() instanceof Reversal.By by
        ? part(lines, downSection, dropped, by.script())
        : null;
    boolean none = down != null && down.text().strip().equals(NO_WAY_BACK.strip());
    return new Portable(migration, version, name, head, up, none ? null : down, List.of(migration.file()));
  }

  Part part(Lines lines, Section section, Set<Integer> dropped, Script script) {
    List<Statement> statements = scripts.statements(lines, section);
    List<Statement> all = statements == null ? List.of() : statements;
    lookalike.inside(lines, all, mistakes);
    return new Part(text(lines, section, dropped, all, lookalike.way(script)), script);
  }

  /** The lines of a section, with a semicolon where nothing but a marker divides two statements. */
  private String text(Lines lines, Section section, Set<Integer> dropped, List<Statement> statements, Way way) {
    Set<Integer> unfinished = new HashSet<>();
    for (int i = 0; i + 1 < statements.size(); i++) {
      int end = statements.get(i).end();
      if (Terminator.after(lines.source(), end, lines.source().end()) < 0) {
        unfinished.add(end);
      }
    }
    StringBuilder text = new StringBuilder();
    for (Span span : section.spans()) {
      for (int line = span.from(); line < span.to(); line++) {
        if (!dropped.contains(line)) {
          lookalike.refuse(lines, line, way, mistakes);
          append(text, lines, line, unfinished);
        }
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Lines lines, int line, Set<Integer> unfinished) {
    int copied = lines.start(line);
    int end = lines.start(line + 1);
    for (int at = copied + 1; at <= end; at++) {
      if (unfinished.contains(at)) {
        text.append(lines.source().text(copied, at)).append(';');
        copied = at;
      }
    }
    text.append(lines.source().text(copied, end));
  }

  Lines lines(String file) {
    return Lines.of(Source.of(file, files.bytes(file)).orThrow());
  }
}
