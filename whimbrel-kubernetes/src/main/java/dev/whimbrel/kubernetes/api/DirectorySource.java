package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where migrations are. Exactly one of them is said.
 *
 * @param configMapRef a ConfigMap, as {@code whimbrel k8s configmap} writes it
 * @param configMapRefs several, of one directory that is too large for one
 * @param inline the files themselves, by their names
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "[has(self.configMapRef), has(self.configMapRefs), has(self.inline)]"
    + ".filter(said, said).size() == 1", message = "exactly one of configMapRef, configMapRefs and inline has to be said")
public record DirectorySource(@Nullable ConfigMapRef configMapRef,
    @Size(min = 1, max = 64) @Nullable List<ConfigMapRef> configMapRefs,
    @Size(min = 1, max = 10_000) @Nullable Map<String, String> inline) {
  /** A ConfigMap of the same namespace. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ConfigMapRef(@Required @Size(min = 1, max = 253) String name) {}
}
