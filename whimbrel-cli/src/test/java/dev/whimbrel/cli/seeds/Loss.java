package dev.whimbrel.cli.seeds;

import dev.whimbrel.testkit.CatalogFingerprint;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the down part of a migration may fail to give back, for want of knowing better. */
enum Loss {
  /** A number that a sequence gave out stays given out. */
  NUMBERS("^sequence value of .*", ""),
  /** A column that comes back comes last. */
  COLUMN_ORDER("^(column \\S+) #\\d+", "$1"),
  /** What stood in a column that was dropped is gone, and so is the time at which a row was first written. */
  VALUES("^(content of .* rows) \\w+$", "$1"),
  /** The shop books a return; it erases no booking. */
  BOOKINGS("^content of public.stock_movements: .*", ""),
  /** After {@code CREATE EXTENSION IF NOT EXISTS} nobody knows whose extension it is, so it stays. */
  EXTENSION("^(comment on )?extension .*", "");

  private final Pattern lost;
  private final String rest;

  Loss(String lost, String rest) {
    this.lost = Pattern.compile(lost, Pattern.DOTALL);
    this.rest = rest;
  }

  /** What is left of a fingerprint without these. */
  static CatalogFingerprint without(Set<Loss> losses, CatalogFingerprint whole) {
    List<String> entries = whole.entries();
    for (Loss loss : losses) {
      entries = entries.stream().map(entry -> loss.lost.matcher(entry).replaceFirst(loss.rest)).toList();
    }
    return new CatalogFingerprint(entries.stream().filter(entry -> !entry.isEmpty()).toList());
  }
}
