package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Lexicon;
import java.util.Optional;

/**
 * The migration directory, read once.
 *
 * @param files its bytes
 * @param format what they are
 * @param set what they say
 */
record Directory(FileSet files, Format format, MigrationSet set) {
  static Directory of(Settings settings, Lexicon lexicon) {
    FileSet files = files(settings);
    Format format = named(settings).orElseGet(() -> Format.detect(files).orThrow());
    return new Directory(files, format,
        format.parse(files, new ParseOptions(lexicon, settings.placeholders(format))).orThrow());
  }

  /** The same files for a server that reads string literals in another way. */
  Directory with(Settings settings, Lexicon lexicon) {
    return lexicon.equals(Lexicon.standard())
        ? this
        : new Directory(files, format,
            format.parse(files, new ParseOptions(lexicon, settings.placeholders(format))).orThrow());
  }

  static FileSet files(Settings settings) {
    return FileSet.read(settings.directory()).orThrow();
  }

  /** The format that the user names. */
  static Optional<Format> named(Settings settings) {
    return settings.text(Options.FORMAT).map(name -> Format.byLabel(name).orThrow());
  }
}
