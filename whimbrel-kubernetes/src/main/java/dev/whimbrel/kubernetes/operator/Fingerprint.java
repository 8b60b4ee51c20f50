package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.schema.drift.DriftText;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.UserMapping;
import dev.whimbrel.schema.wording.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A schema as digests: few enough to be kept, and enough to say later which objects are other ones. Pure.
 *
 * @param marks of the objects, by what they are called in a sentence
 */
record Fingerprint(SortedMap<String, Mark> marks) {
  private static final int LENGTH = 16;

  /** Kinds whose objects have an owner of their own. */
  private static final Set<Kind> OWNED = EnumSet.complementOf(EnumSet.of(Kind.EXTENSION, Kind.DOMAIN_CONSTRAINT,
      Kind.CAST, Kind.USER_MAPPING, Kind.COLUMN, Kind.CONSTRAINT, Kind.INDEX, Kind.TRIGGER, Kind.RULE, Kind.POLICY,
      Kind.DEFAULT_PRIVILEGES));

  private static final ObjectId PUBLIC = ObjectId.of(Kind.SCHEMA, "", "public");

  /**
   * One object.
   *
   * @param digest of what it is like
   * @param whole what it comes and goes with, by its name: the table of a column; empty if it stands alone
   */
  record Mark(String digest, String whole) {}

  Fingerprint {
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
  }

  static Fingerprint of(DatabaseSchema schema) {
    SortedMap<String, Mark> marks = new TreeMap<>();
    SortedSet<ObjectId> ids = new TreeSet<>(schema.objects().keySet());
    ids.addAll(schema.aspects().keySet());
    ids.forEach(id -> add(marks, Names.of(id), mark(schema, id)));
    for (Unmodelled one : schema.unmodelled()) {
      add(marks, DriftText.name(one), new Mark(shortened(new Digest().with(DriftText.name(one))), ""));
    }
    return new Fingerprint(marks);
  }

  /** A name of several lines would be several; two of the same name are one. */
  private static void add(SortedMap<String, Mark> marks, String name, Mark mark) {
    marks.merge(name.replaceAll("\\p{Cntrl}", "?"), new Mark(mark.digest(), mark.whole().replaceAll("\\p{Cntrl}", "?")),
        (one, other) -> new Mark(shortened(new Digest().with(one.digest()).with(other.digest())), one.whole()));
  }

  private static Mark mark(DatabaseSchema schema, ObjectId id) {
    SchemaObject object = schema.objects().get(id);
    Aspects aspects = schema.aspectsOf(id);
    Digest digest = new Digest();
    Canonical.add(digest, object == null ? null : comparable(object));
    Canonical.add(digest, aspects.comment());
    Canonical.add(digest, aspects.grants());
    Canonical.add(digest, owner(schema, id, aspects));
    ObjectId whole = object == null ? part(schema, id) : whole(schema, object);
    return new Mark(shortened(digest),
        whole.equals(id) || !schema.objects().containsKey(whole) ? "" : Names.of(whole));
  }

  /** Who owns most may be somebody else tomorrow, and then nothing else has changed. */
  private static String owner(DatabaseSchema schema, ObjectId id, Aspects aspects) {
    boolean isOfMain = aspects.owner().isEmpty() && OWNED.contains(id.kind()) && !id.equals(PUBLIC);
    return isOfMain ? schema.owner() : aspects.owner();
  }

  /** Without what changes while a database is used, and what another role would not see. */
  private static SchemaObject comparable(SchemaObject object) {
    return switch (object) {
      case Column column -> new Column(column.id(), 0, column.type(), column.collation(), column.notNull(),
          column.content(), column.origin(), column.storage(), column.compression(), column.statistics(),
          column.options(), column.foreignOptions());
      case MaterializedView view -> new MaterializedView(view.id(), view.query(), view.columns(), view.options(),
          view.accessMethod(), view.tablespace(), MaterializedView.Filling.WITH_DATA);
      case UserMapping mapping -> new UserMapping(mapping.id(), List.of());
      default -> object;
    };
  }

  private static ObjectId whole(DatabaseSchema schema, SchemaObject object) {
    return switch (object) {
      case Index index -> index.relation();
      case Statistics statistics -> statistics.relation();
      case Sequence sequence when sequence.owner() != null -> schema.relationOf(sequence.owner());
      default -> part(schema, object.id());
    };
  }

  private static ObjectId part(DatabaseSchema schema, ObjectId id) {
    ObjectId composite = ObjectId.of(Kind.COMPOSITE, id.schema(), id.name());
    return switch (id.kind()) {
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY ->
        schema.objects().containsKey(composite) ? composite : schema.relationOf(id);
      case DOMAIN_CONSTRAINT -> ObjectId.of(Kind.DOMAIN, id.schema(), id.name());
      default -> id;
    };
  }

  private static String shortened(Digest digest) {
    return digest.hex().substring(0, LENGTH);
  }

  /** Of all of it. */
  String digest() {
    Digest digest = new Digest();
    marks.forEach((name, mark) -> digest.with(name).with(mark.digest()));
    return digest.hex();
  }

  /** The same with a mark for each whole alone: a column that is another one makes its table another one. */
  Fingerprint folded() {
    SortedMap<String, Digest> wholes = new TreeMap<>();
    marks.forEach((name, mark) -> wholes
        .computeIfAbsent(mark.whole().isEmpty() ? name : mark.whole(), whole -> new Digest())
        .with(name).with(mark.digest()));
    SortedMap<String, Mark> folded = new TreeMap<>();
    wholes.forEach((name, digest) -> folded.put(name, new Mark(shortened(digest), "")));
    return new Fingerprint(folded);
  }

  /**
   * What is not as it was, a sentence each, by name. What came or went with its table is not told of one by one.
   *
   * @param after when it was so, such as {@code 2 was applied}
   */
  List<String> differences(Fingerprint before, String after) {
    SortedSet<String> names = new TreeSet<>(marks.keySet());
    names.addAll(before.marks.keySet());
    List<String> sentences = new ArrayList<>();
    for (String name : names) {
      Mark was = before.marks.get(name);
      Mark is = marks.get(name);
      if (was == null) {
        tell(sentences, is, whole -> !before.marks.containsKey(whole), name + " was not there after " + after);
      } else if (is == null) {
        tell(sentences, was, whole -> !marks.containsKey(whole), name + " was there after " + after + ", and is gone");
      } else if (!was.digest().equals(is.digest())) {
        sentences.add(name + " is not what it was after " + after);
      }
    }
    return sentences;
  }

  private static void tell(List<String> sentences, @Nullable Mark mark, Predicate<String> isToldOf,
      String sentence) {
    if (mark == null || mark.whole().isEmpty() || !isToldOf.test(mark.whole())) {
      sentences.add(sentence);
    }
  }
}
