package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.operator.Fingerprint.Mark;
import dev.whimbrel.sql.Sha256;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schema as it was, in a ConfigMap: what the status knows of it, and its objects. Pure.
 *
 * @param known what the status knows, too
 * @param detail how much of the objects is there
 * @param objects empty without detail
 */
record Remembered(KnownSchema known, Detail detail, Fingerprint objects) {
  /** In bytes; the API server takes 1 MiB, with all that is around it. */
  static final int LONGEST = 700_000;

  private static final int LONGEST_NAME = 253;
  private static final String SUFFIX = "-schema";
  private static final int HASH = 8;

  private static final String DETAIL = "detail";
  private static final String OBJECTS = "objects";
  private static final String CHECK = "check";

  /** A part stands behind its whole, with a space before it. */
  private static final Pattern LINE = Pattern.compile("( ?)([0-9a-f]{16}) (.+)");

  /** What there is a mark of. */
  enum Detail {
    /** Every column, constraint and index. */
    PARTS("parts"),
    /** Tables and whatever else stands alone. */
    WHOLES("wholes"),
    /** Nothing: there is the one digest. */
    NONE("none");

    private final String text;

    Detail(String text) {
      this.text = text;
    }
  }

  /** With as much as there is room for. */
  static Remembered of(KnownSchema known, Fingerprint objects) {
    if (isShort(lines(objects))) {
      return new Remembered(known, Detail.PARTS, objects);
    }
    Fingerprint folded = objects.folded();
    return isShort(lines(folded))
        ? new Remembered(known, Detail.WHOLES, folded)
        : new Remembered(known, Detail.NONE, new Fingerprint(new TreeMap<>()));
  }

  private static boolean isShort(String lines) {
    return lines.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  /** The name of the ConfigMap of a resource. */
  static String name(String resource) {
    if (resource.length() + SUFFIX.length() <= LONGEST_NAME) {
      return resource + SUFFIX;
    }
    String hash = Sha256.of(resource.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    return resource.substring(0, LONGEST_NAME - SUFFIX.length() - HASH) + hash + SUFFIX;
  }

  /** What a ConfigMap holds; null if that is not, or no longer, what was written. */
  static @Nullable Remembered in(ConfigMap map) {
    Map<String, String> data = map.getData();
    if (data == null || !check(data).equals(data.get(CHECK))) {
      return null;
    }
    KnownSchema known = new KnownSchema(text(data, "digest"), text(data, "after"), text(data, "since"),
        text(data, "basis"), text(data, "reading"), null);
    for (Detail detail : Detail.values()) {
      if (detail.text.equals(data.get(DETAIL))) {
        return new Remembered(known, detail, objects(text(data, OBJECTS)));
      }
    }
    return null;
  }

  /** What it is compared with, at the same detail. */
  Fingerprint ofSameDetail(Fingerprint now) {
    return detail == Detail.PARTS ? now : now.folded();
  }

  /** Without a namespace and an owner. */
  ConfigMap configMap(String resource) {
    Map<String, String> data = new TreeMap<>(Map.of("digest", known.digest(), "after", known.after(), "since",
        known.since(), "basis", known.basis(), "reading", known.reading(), DETAIL, detail.text, OBJECTS,
        lines(objects)));
    data.put(CHECK, check(data));
    return new ConfigMapBuilder().withNewMetadata().withName(name(resource))
        .addToLabels(Labels.REMEMBERS, "schema").endMetadata().withData(data).build();
  }

  private static String text(Map<String, String> data, String key) {
    return data.getOrDefault(key, "");
  }

  private static String check(Map<String, String> data) {
    Digest digest = new Digest();
    List.of("digest", "after", "since", "basis", "reading", DETAIL, OBJECTS)
        .forEach(key -> digest.with(key).with(data.get(key)));
    return digest.hex();
  }

  private static String lines(Fingerprint objects) {
    Map<String, StringBuilder> wholes = new TreeMap<>();
    objects.marks().forEach((name, mark) -> {
      if (mark.whole().isEmpty()) {
        wholes.computeIfAbsent(name, any -> new StringBuilder()).insert(0, mark.digest() + " " + name + "\n");
      } else {
        wholes.computeIfAbsent(mark.whole(), any -> new StringBuilder()).append(' ').append(mark.digest()).append(' ')
            .append(name).append('\n');
      }
    });
    return String.join("", wholes.values());
  }

  private static Fingerprint objects(String lines) {
    SortedMap<String, Mark> marks = new TreeMap<>();
    String whole = "";
    for (String line : lines.split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      boolean isPart = !matcher.group(1).isEmpty();
      marks.put(matcher.group(3), new Mark(matcher.group(2), isPart ? whole : ""));
      whole = isPart ? whole : matcher.group(3);
    }
    return new Fingerprint(marks);
  }
}
