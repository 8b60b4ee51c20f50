package dev.whimbrel.migration;

import dev.whimbrel.sql.Source;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A migration that an application registers, to run among those of its files in the order of their versions.
 *
 * {@snippet file="dev/whimbrel/WhimbrelExamplesTest.java" region="code"}
 *
 * @param version as the name of a file would have it
 * @param description for people; may be empty
 * @param checksum what stands for its text: whoever changes what the code does changes this, and is refused where it ran already
 * @param up what applies it
 * @param down what reverts it, or null if nothing does
 */
public record CodeMigration(String version, String description, String checksum, Code up, @Nullable Code down) {
  /** What the names of code begin with where a file would be named; no file of a migration begins so. */
  private static final String PREFIX = "code:";

  public CodeMigration {
    Objects.requireNonNull(up);
    refuseOdd("version", version);
    refuseOdd("checksum", checksum);
    if (description.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the description of a code migration is one line");
    }
  }

  /** One that cannot be reverted, until {@link #reverting} says how. */
  public static CodeMigration of(String version, String description, String checksum, Code up) {
    return new CodeMigration(version, description, checksum, up, null);
  }

  /** The same with a way back. */
  public CodeMigration reverting(Code way) {
    return new CodeMigration(version, description, checksum, up, Objects.requireNonNull(way));
  }

  private static void refuseOdd(String what, String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the " + what + " of a code migration is one line that is not empty");
    }
  }

  /** What stands in the journal and in messages where a file would be named: {@code code:7_fill_totals}. */
  public String name() {
    return PREFIX + version + (description.isEmpty() ? "" : "_" + description.replace(' ', '_'));
  }

  /** Whether a name is that of code. */
  public static boolean isNameOfCode(String file) {
    return file.startsWith(PREFIX);
  }

  /** A name without what marks it as that of code. */
  public static String withoutMark(String file) {
    return isNameOfCode(file) ? file.substring(PREFIX.length()) : file;
  }

  /**
   * This among the migrations of a directory.
   *
   * @param known its version, as the format of the directory understands it
   */
  public Migration as(Version known) {
    Reversal back = down == null ? new Reversal.None() : new Reversal.By(script(down));
    return new Migration(new MigrationId.Versioned(known), description, Migration.Role.STEP, script(up), back,
        new Checksum(checksum, checksum));
  }

  private Script script(Code code) {
    Source nothing = Source.of(name(), new byte[0]).orThrow();
    return new Script(nothing, List.of(), TransactionMode.WHOLE, null, new Work.Call(code));
  }
}
