package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.NoSuchVersion;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Lexicon;
import java.util.List;

/**
 * The migration directory for a command that takes it elsewhere: read, understood, and without a mistake.
 *
 * @param files its bytes
 * @param format what they are
 * @param set what they say
 */
public record ReadDirectory(FileSet files, Format format, MigrationSet set) {
  /**
   * Reads it.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if something is wrong with it
   */
  public static ReadDirectory of(Settings settings) {
    Directory directory = Directory.of(settings, Lexicon.standard());
    return new ReadDirectory(directory.files(), directory.format(), directory.set());
  }

  /**
   * Refuses a version that no migration of it has.
   *
   * @throws WhimbrelException if there is none
   */
  public void refuseUnknown(String version) {
    if (set.find(version).isEmpty()) {
      throw new WhimbrelException(NoSuchVersion.problem(set, version), null);
    }
  }

  /** Those behind a version that is there: what a way back to it would revert, as far as it is applied. */
  public List<Migration> after(String version) {
    List<Migration> all = set.migrations();
    return all.subList(all.indexOf(set.find(version).orElseThrow()) + 1, all.size());
  }
}
