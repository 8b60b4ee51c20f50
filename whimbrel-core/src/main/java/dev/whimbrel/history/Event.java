package dev.whimbrel.history;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a row of the journal tells. */
public enum Event {
  /** The up part ran and is committed. */
  APPLIED(Meaning.IS_APPLIED),
  /** The down part ran and is committed. */
  REVERTED(Meaning.IS_NOT_APPLIED),
  /** Was there before Whimbrel came; nothing ran. */
  BASELINED(Meaning.IS_APPLIED),
  /** Somebody finished it by hand. */
  RESOLVED_APPLIED(Meaning.IS_APPLIED),
  /** Somebody undid it by hand. */
  RESOLVED_REVERTED(Meaning.IS_NOT_APPLIED),
  /** Declared applied by {@code force}. */
  FORCED_APPLIED(Meaning.IS_APPLIED),
  /** Declared not applied by {@code force}. */
  FORCED_REVERTED(Meaning.IS_NOT_APPLIED),

  /** Another tool applied it, and this was learned from that tool's own table. */
  ADOPTED(Meaning.IS_APPLIED),
  /** Another tool reverted it, as above. */
  WITHDRAWN(Meaning.IS_NOT_APPLIED),

  /** A script outside a transaction is about to run. */
  STARTED(Meaning.ATTEMPT),
  /** A statement, or a segment, of a script outside a transaction is done. */
  ADVANCED(Meaning.ATTEMPT),
  /** A script failed; what it had done inside a transaction is rolled back. */
  FAILED(Meaning.ATTEMPT);

  /** What an event says of its migration. */
  public enum Meaning {
    IS_APPLIED, IS_NOT_APPLIED,
    /** Nothing was concluded yet. */
    ATTEMPT
  }

  private static final Map<String, Event> BY_WORD = new HashMap<>();

  static {
    for (Event event : values()) {
      BY_WORD.put(event.word, event);
    }
  }

  private final Meaning meaning;
  private final String word;

  Event(Meaning meaning) {
    this.meaning = meaning;
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Meaning meaning() {
    return meaning;
  }

  /** The word in the journal and in {@code history}, such as {@code resolved-applied}. */
  public String word() {
    return word;
  }

  static Event ofWord(String word) {
    Event event = BY_WORD.get(word);
    if (event == null) {
      throw new IllegalArgumentException(word);
    }
    return event;
  }
}
