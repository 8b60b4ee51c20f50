package dev.whimbrel.schema.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What objects of every kind may have.
 *
 * @param owner a role; empty if it is {@link DatabaseSchema#owner}, or for what has no owner of its own
 * @param comment or empty
 * @param grants every privilege that anybody has, or null as long as nobody granted or revoked anything
 */
public record Aspects(String owner, String comment, @Nullable List<Grant> grants) {
  /** Nothing special. */
  public static final Aspects NONE = new Aspects("", "", null);

  public Aspects {
    grants = grants == null ? null : grants.stream().sorted().toList();
  }
}
