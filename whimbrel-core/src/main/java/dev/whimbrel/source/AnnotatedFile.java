package dev.whimbrel.source;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads directories in which markers divide each file into its two ways: those of sql-migrate, goose and dbmate. */
final class AnnotatedFile {
  private static final Pattern GO_MIGRATION = Pattern.compile("\\+?\\d+_.*(?<!_test)\\.go", Pattern.DOTALL);

  private final FileSet files;
  private final ParseOptions options;
  private final Mistakes mistakes;
  private final Scripts scripts;

  private AnnotatedFile(FileSet files, ParseOptions options, Mistakes mistakes) {
    this.files = files;
    this.options = options;
    this.mistakes = mistakes;
    this.scripts = new Scripts(options.lexicon(), mistakes);
  }

  static List<Migration> sqlMigrate(FileSet files, ParseOptions options, Mistakes mistakes) {
    AnnotatedFile reader = new AnnotatedFile(files, options, mistakes);
    return reader.migrations(AnnotatedName.sqlMigrate(files, mistakes), reader::sqlMigrate);
  }

  static List<Migration> goose(FileSet files, ParseOptions options, Mistakes mistakes) {
    AnnotatedFile reader = new AnnotatedFile(files, options, mistakes);
    Names.topLevel(files).stream().filter(name -> GO_MIGRATION.matcher(name).matches())
        .forEach(name -> mistakes.add(ProblemCode.UNSUPPORTED, name,
            "\"" + name + "\" is a migration in Go, and Whimbrel runs SQL only",
            "write it in SQL, or apply it with goose and record it with \"whimbrel resolve\""));
    return reader.migrations(AnnotatedName.goose(files, mistakes), reader::goose);
  }

  static List<Migration> dbmate(FileSet files, ParseOptions options, Mistakes mistakes) {
    AnnotatedFile reader = new AnnotatedFile(files, options, mistakes);
    return reader.migrations(AnnotatedName.dbmate(files, mistakes), reader::dbmate);
  }

  private interface Reader {
    @Nullable
    Migration read(AnnotatedName name, Lines lines);
  }

  private List<Migration> migrations(List<AnnotatedName> names, Reader reader) {
    Map<String, String> taken = new HashMap<>();
    List<Migration> migrations = new ArrayList<>();
    for (AnnotatedName name : names) {
      mistakes.unique(taken, name.version().key(), name.file(), "version " + name.version());
      Source source = mistakes.keep(Source.of(name.file(), files.bytes(name.file())));
      Migration migration = source == null ? null : reader.read(name, Lines.of(source));
      if (migration != null) {
        migrations.add(migration);
      }
    }
    return migrations;
  }

  private @Nullable Migration sqlMigrate(AnnotatedName name, Lines lines) {
    int before = mistakes.count();
    Sections sections = SqlMigrateMarkers.read(lines, mistakes);
    refuseNoUp(name, sections, "-- +migrate Up", before);
    return migration(name, lines, lines, sections);
  }

  private @Nullable Migration dbmate(AnnotatedName name, Lines lines) {
    int before = mistakes.count();
    Sections sections = DbmateMarkers.read(lines, mistakes);
    refuseNoUp(name, sections, "-- migrate:up", before);
    return migration(name, lines, lines, sections);
  }

  private @Nullable Migration goose(AnnotatedName name, Lines lines) {
    int before = mistakes.count();
    GooseMarkers.Read markers = GooseMarkers.read(lines, mistakes);
    refuseNoUp(name, markers.sections(), "-- +goose Up", before);
    Lines replaced = EnvironmentText.of(lines, markers.substituted(), options.variables(), mistakes);
    if (replaced == null) {
      return null;
    }
    Migration migration = migration(name, lines, replaced, markers.sections());
    refuseUnfinished(replaced, markers.sections().up());
    refuseUnfinished(replaced, markers.sections().down());
    return migration;
  }

  /** Says that the up part is missing, unless a mistake in the markers already tells why. */
  private void refuseNoUp(AnnotatedName name, Sections sections, String marker, int mistakesBefore) {
    if (sections.up() == null && mistakes.count() == mistakesBefore) {
      mistakes.add(ProblemCode.NO_UP, name.file(), "\"" + name.file() + "\" has no \"" + marker + "\"",
          "write the line \"" + marker + "\" before the statements that apply the migration");
    }
  }

  /**
   * A migration of the sections of a file.
   *
   * @param written the file
   * @param lines the file as it is to run, with the same lines
   */
  private @Nullable Migration migration(AnnotatedName name, Lines written, Lines lines, Sections sections) {
    Directives directives = Directives.in(written, mistakes);
    Section upSection = sections.up();
    Section downSection = sections.down();
    if (upSection == null) {
      return null;
    }
    refuseBefore(lines, sections.first());
    Script up = scripts.section(lines, upSection, directives, sections.first());
    Script down = downSection == null ? null : scripts.section(lines, downSection, directives, sections.first());
    if (up == null || (downSection != null && down == null)) {
      return null;
    }
    return new Migration(new MigrationId.Versioned(name.version()), name.description(), Migration.Role.STEP, up,
        down == null ? new Reversal.None() : new Reversal.By(down), checksum(written, lines, upSection, up));
  }

  /** The text as written counts: an edit of the environment is no edit of the migration. */
  private Checksum checksum(Lines written, Lines lines, Section section, Script up) {
    if (written == lines) {
      return Scripts.checksum(written.source(), up);
    }
    Scripts quiet = new Scripts(options.lexicon(), new Mistakes());
    Script asWritten = quiet.section(written, section, Directives.in(written, new Mistakes()), 1);
    return asWritten == null
        ? Scripts.unscanned(written.source())
        : Scripts.checksum(written.source(), asWritten);
  }

  /** Statements before the first marker would never run. */
  private void refuseBefore(Lines lines, int first) {
    List<Statement> before = scripts.statements(lines, new Span(1, first), List.of());
    if (before != null && !before.isEmpty()) {
      Statement statement = before.getFirst();
      mistakes.add(Problem.of(ProblemCode.BAD_MARKER, "a statement stands before the first marker and would never run")
          .at(statement.at()).excerpt(statement.source().excerpt(statement.start()))
          .remedy("move it behind the marker of the up part"));
    }
  }

  /** Goose takes no statement without a semicolon, except in a block of its own. */
  private void refuseUnfinished(Lines lines, @Nullable Section section) {
    if (section == null) {
      return;
    }
    for (Span span : section.spans()) {
      List<Statement> statements = new Scripts(options.lexicon(), new Mistakes()).statements(lines, span,
          section.cuts());
      if (statements != null) {
        outside(span, section.cuts()).forEach(part -> refuseUnfinished(lines, part, statements));
      }
    }
  }

  private void refuseUnfinished(Lines lines, Span part, List<Statement> statements) {
    int from = lines.start(part.from());
    int to = lines.start(part.to());
    statements.stream().filter(s -> from <= s.start() && s.start() < to).reduce((a, b) -> b)
        .filter(last -> Terminator.after(last.source(), last.end(), to) < 0)
        .ifPresent(last -> mistakes.add(Problem
            .of(ProblemCode.UNTERMINATED, "the statement is not ended by a semicolon")
            .at(last.at()).excerpt(last.source().excerpt(last.start())).remedy("end it with \";\", as goose demands")));
  }

  /** The lines of a span that lie in none of its blocks. */
  private static List<Span> outside(Span span, List<Integer> cuts) {
    List<Span> outside = new ArrayList<>();
    int from = span.from();
    List<Integer> inside = cuts.stream().filter(span::holds).toList();
    for (int i = 0; i + 1 < inside.size(); i += 2) {
      outside.add(new Span(from, inside.get(i)));
      from = inside.get(i + 1);
    }
    outside.add(new Span(from, span.to()));
    return outside;
  }
}
