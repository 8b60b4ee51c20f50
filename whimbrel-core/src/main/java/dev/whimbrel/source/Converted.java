package dev.whimbrel.source;

import dev.whimbrel.migration.MigrationSet;
import java.util.List;
import java.util.Objects;

/**
 * A directory rewritten in another format, which was read back and says the same.
 *
 * @param format the new one
 * @param files all that the new directory holds
 * @param renamings which files became which, in the order of the migrations
 * @param before what the old directory says
 * @param after what the new one says
 * @param notes what its owner should know, one sentence each
 */
public record Converted(Format format, NewFiles files, List<Renaming> renamings, MigrationSet before,
    MigrationSet after, List<String> notes) {
  /** The files of one migration. */
  public record Renaming(List<String> from, List<String> to) {
    public Renaming {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /** What to do about ways back where the new format is Atlas's, which has them in archives alone. */
  public enum Archives {
    /** The community edition of Atlas runs all of an archive, the way back too. */
    REFUSED,
    /** For Atlas Pro and Whimbrel. */
    WRITTEN
  }

  public Converted {
    Objects.requireNonNull(format);
    renamings = List.copyOf(renamings);
    notes = List.copyOf(notes);
  }
}
