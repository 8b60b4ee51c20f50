package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database, as of the last look. The journal in the database is the truth; nothing here is relied on except what is
 * nowhere else: how often it failed, when to try again, which end of a Job was counted already, and what the schema was after the last
 * migration.
 *
 * @param observedGeneration of the spec that it is about
 * @param observedHash of the directory, the Secret and what else the last try was made on, none of it readable
 * @param observedDirectory the digest of the files that it is about
 * @param currentVersion what the database is at
 * @param targetVersion what it is to be at
 * @param pending the versions in between, the first few of them
 * @param pendingCount how many there are in all
 * @param plan what would be done, or is being done
 * @param lastApplied what was done last
 * @param failures how often in a row it failed
 * @param nextTry when it is tried again, RFC 3339
 * @param jobRef the Job that does it or did it last
 * @param schema what it was after the last migration, so that what differs later is seen
 * @param conditions Ready, Reconciling, Stalled, ApprovalRequired, DriftDetected
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationStatus(@Nullable Long observedGeneration, @Nullable String observedHash,
    @Nullable String observedDirectory,
    @Nullable String currentVersion, @Nullable String targetVersion, @Size(max = 20) @Nullable List<String> pending,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer pendingCount, @Nullable PlanSummary plan,
    @Nullable LastApplied lastApplied,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer failures, @Nullable String nextTry, @Nullable JobRef jobRef,
    @Nullable KnownSchema schema,
    @Size(max = 16) @Nullable List<Condition> conditions) {
  /**
   * What would be done.
   *
   * @param digest to be approved
   * @param direction {@code up} or {@code down}
   * @param destructive what would be lost, a sentence each, the first few
   * @param text its beginning, for people
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlanSummary(@Required String digest, @Required String direction,
      @Size(max = 10) @Nullable List<@Size(max = 400) String> destructive,
      @Size(max = 4200) @Nullable String text) {}

  /** A version, and when, RFC 3339. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record LastApplied(@Required String version, @Required String at) {}

  /**
   * What a schema was when it was remembered. Which objects it had is in the ConfigMap {@code NAME-schema}.
   *
   * @param digest of all its objects
   * @param after what was done last by then, such as {@code 2 was applied}
   * @param since when it was remembered, RFC 3339
   * @param basis digest of the last entry of the journal and of what is compared: with another one, it is remembered anew
   * @param reading the programs that read it: others may read the same in another way
   * @param drift digest of what differs now, to be accepted; null if nothing does
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record KnownSchema(@Required String digest, @Required String after, @Required String since,
      @Required String basis, @Required String reading, @Nullable String drift) {}

  /**
   * A Job of the same namespace.
   *
   * @param result what became of it, null as long as that is not known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record JobRef(@Required String name, @Nullable JobResult result) {
    /** A Job of which is not known what became of it. */
    public JobRef(String name) {
      this(name, null);
    }
  }

  /** What became of a Job. */
  public enum JobResult {
    @JsonProperty("Succeeded")
    SUCCEEDED, @JsonProperty("Failed")
    FAILED,
    /** It failed, and what it was started for is no longer asked for. */
    @JsonProperty("Superseded")
    SUPERSEDED
  }
}
