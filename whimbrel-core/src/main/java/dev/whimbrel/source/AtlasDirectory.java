package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a directory of Atlas's own format: files in the order of their names' bytes, without a way back. */
final class AtlasDirectory {
  private final Mistakes mistakes;
  private final Scripts scripts;

  private AtlasDirectory(ParseOptions options, Mistakes mistakes) {
    this.mistakes = mistakes;
    this.scripts = new Scripts(options.lexicon(), mistakes);
  }

  static List<Migration> read(FileSet files, ParseOptions options, Mistakes mistakes) {
    AtlasDirectory reader = new AtlasDirectory(options, mistakes);
    Names.topLevel(files).stream().filter(Names::oddCase).forEach(name -> Names.refuseOddCase(name, mistakes));
    Map<String, String> taken = new HashMap<>();
    List<Migration> migrations = new ArrayList<>();
    for (String name : AtlasListing.of(Format.ATLAS, files)) {
      Migration migration = reader.migration(name, files.bytes(name), taken);
      if (migration != null) {
        migrations.add(migration);
      }
    }
    return migrations;
  }

  private @Nullable Migration migration(String file, byte[] bytes, Map<String, String> taken) {
    String stem = file.substring(0, file.length() - ".sql".length());
    int underscore = stem.indexOf('_');
    String version = underscore < 0 ? stem : stem.substring(0, underscore);
    if (version.isEmpty()) {
      mistakes.add(ProblemCode.BAD_FILE_NAME, file,
          "the name of \"" + file + "\" holds no version before the underscore",
          "name it like 20260131120000_create_users.sql");
      return null;
    }
    mistakes.unique(taken, version, file, "version " + version);
    Source source = mistakes.keep(Source.of(file, bytes));
    return source == null
        ? null
        : migration(Lines.of(source), version, underscore < 0 ? "" : stem.substring(underscore + 1));
  }

  private @Nullable Migration migration(Lines written, String version, String description) {
    AtlasDirectives atlas = AtlasDirectives.in(written, mistakes);
    Migration migration = migration(written, atlas, version, description);
    atlas.passedOver().forEach(problem -> {
      if (migration == null) {
        mistakes.add(refused(problem)); // it may be the reason why the rest cannot be read
      } else {
        mistakes.warn(problem);
      }
    });
    return migration;
  }

  private static Problem refused(Problem warning) {
    return Problem.of(ProblemCode.BAD_MARKER, warning.message()).at(warning.at()).excerpt(warning.excerpt())
        .remedy(warning.remedy());
  }

  private @Nullable Migration migration(Lines written, AtlasDirectives atlas, String version, String description) {
    Lines lines = delimited(written, atlas);
    if (lines == null) {
      return null;
    }
    AtlasArchive.Parts parts = switch (atlas.shape()) {
      case PLAIN -> new AtlasArchive.Parts(new Sections(1, Section.of(lines), null), List.of());
      case ARCHIVE -> AtlasArchive.read(lines, mistakes);
    };
    Sections sections = parts.sections();
    Section upSection = sections.up();
    Section downSection = sections.down();
    if (upSection == null) {
      return null;
    }
    refuseBefore(lines, sections.first());
    Lines guarded = AtlasChecks.guard(lines, parts.checks(), scripts, mistakes);
    List<Statement> asWritten = scripts.statements(lines, upSection);
    if (guarded == null || asWritten == null) {
      return null;
    }
    Directives own = Directives.in(written, mistakes);
    Script up = scripts.section(guarded, upSection.with(atlas.transaction()), own, sections.first());
    Script down = downSection == null
        ? null
        : scripts.section(guarded, downSection.with(atlas.transaction()), own, sections.first());
    if (up == null || (downSection != null && down == null)) {
      return null;
    }
    return new Migration(new MigrationId.Versioned(Version.verbatim(version)), description, atlas.role(), up,
        down == null ? new Reversal.None() : new Reversal.By(down), Scripts.checksum(written.source(), asWritten));
  }

  private @Nullable Lines delimited(Lines lines, AtlasDirectives atlas) {
    String delimiter = atlas.delimiter();
    return delimiter == null ? lines : AtlasDelimiter.replace(lines, delimiter, mistakes);
  }

  private void refuseBefore(Lines lines, int first) {
    List<Statement> before = scripts.statements(lines, new Span(1, first), List.of());
    if (before != null && !before.isEmpty()) {
      Statement statement = before.getFirst();
      mistakes.add(Problem.of(ProblemCode.BAD_MARKER, "a statement stands before the first section and would never run")
          .at(statement.at()).excerpt(statement.source().excerpt(statement.start()))
          .remedy("move it behind \"-- migration.sql --\""));
    }
  }
}
