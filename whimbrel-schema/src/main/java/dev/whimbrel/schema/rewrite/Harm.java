package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation;
import java.util.List;

/** Whom a statement keeps waiting, and how long. */
final class Harm {
  private static final String MATERIALIZED = "m";
  private static final String PARTITIONED_INDEX = "I";

  private Harm() {}

  /** Others wait while it reads or writes a table, or builds an index. */
  static boolean isDone(Observation seen, Catalog before, Catalog after) {
    return isStrong(seen, before) && isLong(seen, after);
  }

  /** Readers or writers wait for one of its locks. */
  static boolean isStrong(Observation seen, Catalog before) {
    return isStrong(seen.locks(), before);
  }

  static boolean isStrong(List<Observation.Lock> locks, Catalog before) {
    return locks.stream().anyMatch(lock -> blocks(lock, before));
  }

  /** How long it takes depends on how large a table is; an index that only stands for those of partitions is soon made. */
  static boolean isLong(Observation seen, Catalog after) {
    return !seen.scanned().isEmpty() || !seen.rewritten().isEmpty() || seen.built().stream()
        .anyMatch(index -> after.find(index).filter(one -> one.kind().equals(PARTITIONED_INDEX)).isEmpty());
  }

  /** Nobody writes to a materialized view. */
  private static boolean blocks(Observation.Lock lock, Catalog before) {
    boolean isReadOnly = before.find(lock.relation()).map(before::tableOf)
        .filter(one -> one.kind().equals(MATERIALIZED)).isPresent();
    return lock.mode().blocks().compareTo(isReadOnly ? Blocks.READS_AND_WRITES : Blocks.WRITES) >= 0;
  }

  /** Readers wait. */
  static boolean isExclusive(Observation.Lock lock) {
    return lock.mode() == LockMode.ACCESS_EXCLUSIVE;
  }
}
