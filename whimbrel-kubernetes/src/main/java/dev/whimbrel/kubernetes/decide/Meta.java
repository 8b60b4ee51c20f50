package dev.whimbrel.kubernetes.decide;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a decision needs of a resource's metadata. */
public record Meta(String name, String namespace, long generation, Map<String, String> annotations) {
  /** Approves the plan whose digest it holds. */
  public static final String APPROVE = "whimbrel.dev/approve";
  /** Another value of it makes a stalled resource try again. */
  public static final String RETRY = "whimbrel.dev/retry";
  /** On a migration of a fleet: what stands in {@link #RETRY} of the fleet. One that somebody sets on the migration itself stays as it is. */
  public static final String FLEET_RETRY = "whimbrel.dev/fleet-retry";
  /** Accepts what differs in the schema, whose digest it holds. Another value of it makes somebody look at once. */
  public static final String ACCEPT_DRIFT = "whimbrel.dev/accept-drift";
  /** On a migration of a fleet: the digest of the only directory that may be applied, until the fleet gives another. */
  public static final String DIRECTORY = "whimbrel.dev/directory";

  public Meta {
    annotations = Map.copyOf(annotations);
  }

  @Nullable
  String annotation(String key) {
    return annotations.get(key);
  }
}
