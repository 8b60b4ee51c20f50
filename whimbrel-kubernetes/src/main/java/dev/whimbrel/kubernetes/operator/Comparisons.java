package dev.whimbrel.kubernetes.operator;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When the schema of each resource is to be compared next, and how much is read at once, so that large catalogs take neither all the time
 * of a server nor all the memory of the operator. It does not count: an operator that has forgotten it compares once more. Safe for use by
 * several threads.
 */
final class Comparisons {
  /** What is read at once, which is a quarter of a gigabyte in the end. */
  static final int MOST_COLUMNS = 100_000;

  private record Last(String about, Instant next) {}

  private final Map<String, Last> last = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MOST_COLUMNS);

  /**
   * Whether it is time.
   *
   * @param about what another comparison would be about: with something else it is always time
   */
  boolean isDue(String namespace, String name, String about, Instant now) {
    Last before = last.get(key(namespace, name));
    return before == null || !before.about().equals(about) || !now.isBefore(before.next());
  }

  /** It was compared, and what came of it is written down. */
  void compared(String namespace, String name, String about, Instant next) {
    last.put(key(namespace, name), new Last(about, next));
  }

  /** It is gone. */
  void forget(@Nullable String namespace, String name) {
    last.remove(key(namespace == null ? "" : namespace, name));
  }

  /** Does it, if there is room for so many columns beside what others read now; who waited here would keep others from migrating. */
  <T> Optional<T> reading(int columns, Supplier<T> work) {
    if (!room.tryAcquire(columns)) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      room.release(columns);
    }
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
