package dev.whimbrel.run;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.plan.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal's rows for one step, each as the commands that write it and what goes with it. */
final class Rows {
  private final Journal journal;
  private final Step step;
  private final long batch;

  Rows(Journal journal, Step step, long batch) {
    this.journal = journal;
    this.step = step;
    this.batch = batch;
  }

  /** The row that concludes the step. */
  List<String> concluded(Began began) {
    return journal.writing(conclusion(began));
  }

  /** The same, not yet written. */
  NewEntry conclusion(Began began) {
    Event event = step.direction() == Direction.UP ? Event.APPLIED : Event.REVERTED;
    return entry(event, step.migration().checksum(), total(), began, null);
  }

  /**
   * The row before the first part of a script.
   *
   * @param digest of the statements that earlier attempts put in effect
   */
  List<String> started(String digest) {
    return row(Event.STARTED, prefix(digest), step.from(), new Began.Ago(Duration.ZERO), null);
  }

  /**
   * The row after a part of a script.
   *
   * @param digest of the statements in effect
   */
  List<String> advanced(int done, String digest, Duration ago) {
    return row(Event.ADVANCED, prefix(digest), done, new Began.Ago(ago), null);
  }

  /** The row of a failure. */
  List<String> failed(int done, String digest, Duration ago, String error) {
    return row(Event.FAILED, done == 0 ? step.migration().checksum() : prefix(digest), done, new Began.Ago(ago),
        step.script().source().redaction().shown(error));
  }

  private Checksum prefix(String digest) {
    return new Checksum(step.migration().checksum().raw(), digest);
  }

  private int total() {
    return step.script().statements().size();
  }

  private List<String> row(Event event, Checksum checksum, int done, Began began, @Nullable String error) {
    return journal.writing(entry(event, checksum, done, began, error));
  }

  private NewEntry entry(Event event, Checksum checksum, int done, Began began, @Nullable String error) {
    return new NewEntry(step.migration().id().key(), step.generation(), event, step.direction(), batch,
        step.script().file(), step.migration().description(), checksum, done, total(), began, error);
  }
}
