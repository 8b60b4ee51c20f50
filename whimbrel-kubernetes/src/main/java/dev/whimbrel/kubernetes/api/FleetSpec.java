package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.whimbrel.kubernetes.api.MigrationSpec.Approval;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.ProtectedFlows;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be in many databases, and in what order. For each database there is a {@code Migration} of its own, made by the operator.
 *
 * @param targets which ones
 * @param template what is to be in each
 * @param rollout in what order, and when to stop
 * @param paused nothing more is begun while it is true
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetSpec(@Required Targets targets, @Required Template template, @Nullable Rollout rollout,
    @Nullable Boolean paused) {

  /**
   * Which databases. Exactly one of them is said.
   *
   * @param databases one by one
   * @param tenantSchemas schemas of one database
   * @param secretSelector every Secret of the namespace with these labels is one
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = "[has(self.databases), has(self.tenantSchemas), has(self.secretSelector)]"
      + ".filter(said, said).size() == 1", message = "exactly one of databases, tenantSchemas and secretSelector has to be said")
  public record Targets(@Size(min = 1, max = 1000) @Nullable List<Target> databases,
      @Nullable TenantSchemas tenantSchemas,
      @Nullable SecretSelector secretSelector) {}

  /** A database. The name is the end of that of its {@code Migration}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Target(
      @Required @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @Size(min = 1, max = 63) String name,
      @Required DatabaseSource database) {}

  /**
   * Schemas, each with migrations and a history of its own.
   *
   * @param schemas by name
   * @param query gives the names, in one column
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = "has(self.schemas) != has(self.query)", message = "exactly one of schemas and query has to be said")
  @ValidationRule(value = "!has(self.database.searchPath)", message = "the search path is the schema of each tenant; leave database.searchPath out")
  public record TenantSchemas(@Required DatabaseSource database,
      @Size(min = 1, max = 1000) @Nullable List<@Size(min = 1, max = 63) String> schemas,
      @Size(min = 1, max = 4096) @Nullable String query) {}

  /**
   * Secrets that hold URLs.
   *
   * @param key under which, {@code uri} where it is not said
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretSelector(@Required LabelSelector selector,
      @Size(min = 1, max = 253) @Nullable String key) {}

  /** As the spec of a {@code Migration}, without the database. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Template(@Required DirectorySource directory, @Size(min = 1, max = 63) @Nullable String format,
      @Size(min = 1, max = 255) @Nullable String targetVersion,
      @Nullable Policy policy, @Size(min = 1, max = 255) @Nullable String baseline, @Nullable History history,
      @Nullable Approval approval,
      @Nullable Timeouts timeouts, @Nullable ProtectedFlows protectedFlows, @Nullable JobTemplate job,
      @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String resyncInterval) {
    /** For one database. */
    public MigrationSpec of(DatabaseSource database, boolean isSuspended) {
      return new MigrationSpec(database, directory, format, targetVersion, policy, baseline, history, approval,
          isSuspended ? Boolean.TRUE : null, timeouts, protectedFlows, job, resyncInterval);
    }
  }

  /**
   * In what order, and when to stop.
   *
   * @param canary those that come first, by name
   * @param waves how many come next, each a number or a percentage of all; what is left is the last one
   * @param maxParallel how many at once, 5 where it is not said
   * @param maxFailures how many may fail in a wave before nothing more is begun, 0 where it is not said
   * @param soak what has to hold after a wave before the next one begins
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rollout(@Size(max = 100) @Nullable List<@Size(min = 1, max = 63) String> canary,
      @Size(max = 20) @Nullable List<IntOrString> waves,
      @Min(1) @Max(100) @Nullable Integer maxParallel, @Min(0) @Max(100_000) @Nullable Integer maxFailures,
      @Nullable Soak soak) {}

  /**
   * A time in which nothing may go wrong.
   *
   * @param duration such as {@code 5m}
   * @param check a query that gives true in every database of the wave, asked until the time is over
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Soak(@JsonProperty("for") @Pattern(KubeDuration.PATTERN) @Size(max = 32) @Nullable String duration,
      @Size(min = 1, max = 4096) @Nullable String check) {}
}
