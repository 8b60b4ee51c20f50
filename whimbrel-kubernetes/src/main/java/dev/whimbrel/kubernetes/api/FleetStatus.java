package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far it is.
 *
 * @param observedGeneration of the spec that it is about
 * @param observedHash of the template and the directory that is rolled out
 * @param wave the wave that is at work, from 0, the canary, up
 * @param waves how many there are
 * @param waveReadySince since when all of that wave are ready, RFC 3339
 * @param total how many databases there are
 * @param ready in how many everything is as it is to be
 * @param failed in how many it is not and will not be by itself
 * @param targets those that need somebody first, then the others, the first few of them
 * @param conditions Ready, Reconciling, Stalled
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetStatus(@Nullable Long observedGeneration, @Nullable String observedHash,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer wave,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer waves, @Nullable String waveReadySince,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer total, @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer ready,
    @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer failed, @Size(max = 100) @Nullable List<TargetStatus> targets,
    @Size(max = 16) @Nullable List<Condition> conditions) {
  /** One database: the reason is that of its Ready condition. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TargetStatus(@Required String name, @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer wave,
      @Nullable String version,
      @Nullable String reason) {}
}
