package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What is to be in a database. What is null was not said, and has the default that is named here.
 *
 * @param database which one
 * @param directory where the migrations are
 * @param format of the directory, as {@code --format}; found out where it is not said
 * @param targetVersion up to and including which version; all that there is where it is not said
 * @param policy what may be done without being asked
 * @param baseline the version that a database which was there before stands at: it is declared on the first run
 * @param history where the journal is, and whose table is kept up beside it
 * @param approval what somebody agreed to
 * @param suspend nothing is started while it is true
 * @param timeouts how long anything may take
 * @param protectedFlows what else may be done
 * @param job how the Job looks that does it
 * @param resyncInterval how often the database is looked at where nothing changes, such as {@code 10m}, which is the default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationSpec(@Required DatabaseSource database, @Required DirectorySource directory,
    @Size(min = 1, max = 63) @Nullable String format,
    @Size(min = 1, max = 255) @Nullable String targetVersion, @Nullable Policy policy,
    @Size(min = 1, max = 255) @Nullable String baseline, @Nullable History history,
    @Nullable Approval approval, @Nullable Boolean suspend, @Nullable Timeouts timeouts,
    @Nullable ProtectedFlows protectedFlows, @Nullable JobTemplate job,
    @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String resyncInterval) {

  /** Which plans wait for somebody. */
  public enum Approve {
    /** None that lead on. A way back always waits. */
    @JsonProperty("Never")
    NEVER,
    /** Those that lose what is there, or lead back in a way that nobody proved; the default. */
    @JsonProperty("Destructive")
    DESTRUCTIVE,
    /** All. */
    @JsonProperty("Always")
    ALWAYS
  }

  /**
   * What may be done without being asked.
   *
   * @param approve which plans wait for somebody
   * @param outOfOrder whether what comes before the last applied one may be applied all the same
   * @param tx {@code each} migration is a transaction of its own, or {@code all} are one
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policy(@Nullable Approve approve, @Nullable Boolean outOfOrder,
      @Pattern("^(each|all)$") @Nullable String tx) {}

  /**
   * Where it is written down what was done.
   *
   * @param schema of the journal, {@code whimbrel} where it is not said
   * @param service whose migrations these are, where a database is shared
   * @param mirror the other tool whose table is taken over and kept up, such as {@code atlas}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record History(@Size(min = 1, max = 63) @Nullable String schema,
      @Size(min = 1, max = 63) @Nullable String service, @Size(min = 1, max = 63) @Nullable String mirror) {}

  /** What somebody agreed to: the digest of a plan, which another file or another history makes void. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Approval(@Size(min = 1, max = 128) @Nullable String plan) {}

  /**
   * How long anything may take, such as {@code 30s} or {@code 10m}.
   *
   * @param run the whole Job, 10 minutes where it is not said
   * @param lock a statement waits for a lock
   * @param statement a statement runs
   * @param lockWait a run waits for another one
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Timeouts(@Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String run,
      @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String lock,
      @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String statement,
      @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String lockWait) {}

  /** What is not done unless somebody allows it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ProtectedFlows(@Nullable Down down) {}

  /**
   * Going back to an earlier version.
   *
   * @param allow whether that may be
   * @param allowDataLoss whether rows may be lost by it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Down(@Nullable Boolean allow, @Nullable Boolean allowDataLoss) {}
}
