package dev.whimbrel.schema.model;

import java.util.Comparator;

/**
 * One privilege of somebody.
 *
 * @param grantee a role, {@code public} for everybody, or {@link #OWNER}
 * @param privilege such as {@code SELECT}
 */
public record Grant(String grantee, String privilege, Option option) implements Comparable<Grant> {
  /** In the place of the name of the role that owns the object, which is another one elsewhere. No role can be called so. */
  public static final String OWNER = "";

  private static final Comparator<Grant> ORDER = Comparator.comparing(Grant::grantee).thenComparing(Grant::privilege)
      .thenComparing(Grant::option);

  /** Whether it may be passed on. */
  public enum Option {
    PLAIN, WITH_GRANT_OPTION
  }

  @Override
  public int compareTo(Grant other) {
    return ORDER.compare(this, other);
  }
}
