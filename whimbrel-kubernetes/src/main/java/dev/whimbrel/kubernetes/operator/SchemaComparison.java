package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.decide.SchemaSeen;
import dev.whimbrel.problem.Shortened;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What follows of a schema that was read. Pure.
 *
 * @param seen how it compares
 * @param write what is to be written, null if what stands there is right
 */
record SchemaComparison(SchemaSeen seen, @Nullable Remembered write) {
  /** How many differences are told of; who looks into these finds the others. */
  private static final int MOST = 8;
  private static final int SENTENCE = 300;
  private static final int DIGEST = 16;

  /**
   * A schema as it is now.
   *
   * @param basis digest of the journal's last entry and of what is compared
   * @param reading the programs that read it
   * @param after what was done last, such as {@code 2 was applied}
   */
  record Now(String basis, String reading, String after, Fingerprint fingerprint) {
    KnownSchema remembered(Instant at) {
      return new KnownSchema(fingerprint.digest(), after, at.truncatedTo(ChronoUnit.SECONDS).toString(), basis, reading,
          null);
    }
  }

  /**
   * What there is of before.
   *
   * @param status what the status knows
   * @param written what stands in the ConfigMap
   * @param accepted the digest of what may differ
   */
  record Before(@Nullable KnownSchema status, @Nullable Remembered written, @Nullable String accepted) {
    /** What belongs to the same entry of the journal. The status is stronger; it may have got lost. */
    private @Nullable KnownSchema known(String basis) {
      return Stream.of(status, written == null ? null : written.known()).filter(one -> isWhole(one))
          .map(Objects::requireNonNull).filter(one -> one.basis().equals(basis)).findFirst().orElse(null);
    }

    /** Somebody may have written into the status, and left anything out. */
    private static boolean isWhole(@Nullable KnownSchema known) {
      return known != null && Stream.of(known.digest(), known.after(), known.since(), known.basis(), known.reading())
          .allMatch(Objects::nonNull);
    }

    /** The objects of what is known, null where they got lost. */
    private @Nullable Remembered objects(KnownSchema known) {
      return written != null && written.known().digest().equals(known.digest())
          && written.known().basis().equals(known.basis()) && written.known().reading().equals(known.reading())
              ? written
              : null;
    }
  }

  static SchemaComparison of(Now now, Before before, Instant at) {
    KnownSchema known = before.known(now.basis());
    if (known == null) {
      return remembered(now, at);
    }
    boolean isAccepted = before.accepted() != null;
    if (!known.reading().equals(now.reading())) {
      return known.drift() == null || (isAccepted && known.drift().equals(before.accepted()))
          ? remembered(now, at)
          // what these programs read cannot be told from what differs, and what differs is not to be forgotten
          : new SchemaComparison(new SchemaSeen.NotCompared(), null);
    }
    if (known.digest().equals(now.fingerprint().digest())) {
      return same(now, before, known);
    }
    String drift = drift(now, known);
    return isAccepted && drift.equals(before.accepted())
        ? remembered(now, at)
        : new SchemaComparison(new SchemaSeen.Compared(with(known, drift), differences(now, before, known)), null);
  }

  private static SchemaComparison remembered(Now now, Instant at) {
    KnownSchema known = now.remembered(at);
    return new SchemaComparison(new SchemaSeen.Compared(known, List.of()), Remembered.of(known, now.fingerprint()));
  }

  private static SchemaComparison same(Now now, Before before, KnownSchema known) {
    KnownSchema without = with(known, null);
    return new SchemaComparison(new SchemaSeen.Compared(without, List.of()),
        before.objects(known) == null ? Remembered.of(without, now.fingerprint()) : null);
  }

  private static KnownSchema with(KnownSchema known, @Nullable String drift) {
    return new KnownSchema(known.digest(), known.after(), known.since(), known.basis(), known.reading(), drift);
  }

  /** Of both and of what they belong to: what was accepted once is nothing that may come again after another migration. */
  private static String drift(Now now, KnownSchema known) {
    return new Digest().with(known.basis()).with(known.digest()).with(now.fingerprint().digest()).hex()
        .substring(0, DIGEST);
  }

  private static List<String> differences(Now now, Before before, KnownSchema known) {
    Remembered objects = before.objects(known);
    List<String> all = objects == null || objects.detail() == Remembered.Detail.NONE
        ? List.of()
        : objects.ofSameDetail(now.fingerprint()).differences(objects.objects(), known.after());
    if (all.isEmpty()) {
      return List.of("the schema is not what it was after " + known.after()
          + ", and which objects differ is not known");
    }
    List<String> first = new ArrayList<>(
        all.stream().limit(MOST).map(sentence -> Shortened.to(SENTENCE, sentence)).toList());
    if (all.size() > MOST) {
      first.add("and " + (all.size() - MOST) + " more");
    }
    return first;
  }
}
