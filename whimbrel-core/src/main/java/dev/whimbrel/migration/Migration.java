package dev.whimbrel.migration;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * One step of a schema's life.
 *
 * @param id what it is known by
 * @param description for people; may be empty
 * @param role whether it stands for all that came before it
 * @param up what applies it
 * @param down what reverts it
 * @param checksum of its up part
 */
public record Migration(MigrationId id, String description, Role role, Script up, Reversal down, Checksum checksum) {
  /** What a migration is to an empty database. */
  public enum Role {
    /** One step. */
    STEP,
    /**
     * The sum of all steps before it (Atlas's checkpoint, Flyway's baseline script): an empty database starts at the last one,
     * any other passes it over.
     */
    CHECKPOINT
  }

  public Migration {
    Objects.requireNonNull(id);
    Objects.requireNonNull(description);
    Objects.requireNonNull(role);
    Objects.requireNonNull(up);
    Objects.requireNonNull(down);
    Objects.requireNonNull(checksum);
  }

  /** The same with other scripts. */
  public Migration with(UnaryOperator<Script> change) {
    Reversal back = switch (down) {
      case Reversal.By by -> new Reversal.By(change.apply(by.script()));
      case Reversal.None none -> none;
    };
    return new Migration(id, description, role, change.apply(up), back, checksum);
  }

  /** The file of the up part, as it stands below the migration directory. */
  public String file() {
    return up.file();
  }
}
