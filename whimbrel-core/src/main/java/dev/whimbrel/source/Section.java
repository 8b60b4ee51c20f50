package dev.whimbrel.source;

import dev.whimbrel.migration.TransactionRequest;
import java.util.List;

/**
 * The part of a file that goes one way, as its markers show it.
 *
 * @param spans its lines, in the order in which they run
 * @param request what its markers say of the transaction
 * @param cuts the lines of markers that end a statement whether or not a semicolon does, ascending
 */
record Section(List<Span> spans, TransactionRequest request, List<Integer> cuts) {
  Section {
    spans = List.copyOf(spans);
    cuts = List.copyOf(cuts);
  }

  static Section of(Lines lines) {
    return new Section(List.of(new Span(1, lines.count() + 1)), TransactionRequest.AUTOMATIC, List.of());
  }

  Section with(TransactionRequest other) {
    return new Section(spans, other, cuts);
  }

  boolean holds(int line) {
    return spans.stream().anyMatch(span -> span.holds(line));
  }
}
