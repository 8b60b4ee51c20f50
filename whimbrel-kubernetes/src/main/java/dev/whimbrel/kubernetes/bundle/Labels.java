package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels and annotations by which things in a cluster are known to be ours. They never change. */
public final class Labels {
  public static final String NAME = "app.kubernetes.io/name";
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String COMPONENT = "app.kubernetes.io/component";
  /** On Jobs and their Pods: {@code up}, {@code down}, {@code status} or {@code validate}. */
  public static final String OPERATION = "whimbrel.dev/operation";

  /** The value of {@link #NAME} and {@link #MANAGED_BY}, and the field manager of server-side apply. */
  public static final String WHIMBREL = "whimbrel";
  /** The value of {@link #COMPONENT} on Jobs and their Pods. */
  public static final String MIGRATION = "migration";

  /** An annotation: the digest of the files of a directory, {@link Bundle#digest(dev.whimbrel.source.FileSet)}. */
  public static final String DIRECTORY = "whimbrel.dev/directory";
  /** An annotation of each ConfigMap of a directory that is split: {@code 2/3}. */
  public static final String PART = "whimbrel.dev/part";
  /** An annotation of Jobs: the digest of the plan. */
  public static final String PLAN = "whimbrel.dev/plan";
  /** An annotation of a resource: the digest of the plan that somebody agreed to. */
  public static final String APPROVE = "whimbrel.dev/approve";
  /** An annotation of a resource: another value of it makes what stalled try again. */
  public static final String RETRY = "whimbrel.dev/retry";

  /** An annotation of a resource: the digest of what differs in the schema, and may stay so. */
  public static final String ACCEPT_DRIFT = "whimbrel.dev/accept-drift";
  /** On ConfigMaps that only the operator reads: nobody has to watch them. */
  public static final String REMEMBERS = "whimbrel.dev/remembers";

  private static final int LONGEST_VALUE = 63;

  private Labels() {}

  /** What everything of ours carries. */
  public static SortedMap<String, String> of(String instance) {
    return new TreeMap<>(Map.of(NAME, WHIMBREL, INSTANCE, value(instance), MANAGED_BY, WHIMBREL));
  }

  /** By these our things of one installation are found. */
  public static SortedMap<String, String> selecting(String instance) {
    return new TreeMap<>(Map.of(INSTANCE, value(instance), MANAGED_BY, WHIMBREL));
  }

  /** A name as the value of a label, which is at most 63 signs: a longer one is cut, and told apart by the end. */
  public static String value(String name) {
    if (name.length() <= LONGEST_VALUE) {
      return name;
    }
    return name.substring(0, LONGEST_VALUE - 9) + "-"
        + Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }
}
