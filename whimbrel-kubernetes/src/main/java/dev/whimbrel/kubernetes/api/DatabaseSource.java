package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which database. Exactly one of them is said.
 *
 * @param url without a password in it
 * @param urlFrom the key of a Secret that holds it
 * @param credentials its parts
 * @param cnpgClusterRef a cluster of CloudNativePG, whose Secret {@code NAME-app} holds it
 * @param searchPath the schema that unqualified names are in, such as that of a tenant
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "[has(self.url), has(self.urlFrom), has(self.credentials), has(self.cnpgClusterRef)]"
    + ".filter(said, said).size() == 1", message = "exactly one of url, urlFrom, credentials and cnpgClusterRef has to be said")
@ValidationRule(value = "!has(self.url) || !self.url.matches('^[a-z0-9+:]+://[^/@]*:[^/@]+@')", message = "url holds a password, which everybody can read here; put the URL into a Secret and name it in urlFrom")
public record DatabaseSource(@Size(min = 1, max = 2048) @Nullable String url, @Nullable SecretSource urlFrom,
    @Nullable Credentials credentials,
    @Nullable ClusterRef cnpgClusterRef, @Size(min = 1, max = 1024) @Nullable String searchPath) {

  /** A value of a Secret. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SecretSource(@Required SecretKey secretKeyRef) {}

  /**
   * A key of a Secret of the same namespace.
   *
   * @param namespace refused if it is another one than the resource's
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretKey(@Required @Size(min = 1, max = 253) String name,
      @Required @Size(min = 1, max = 253) String key, @Nullable String namespace) {}

  /** The parts of a URL; what is {@code …From} is in a Secret and stronger. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = "has(self.host) || has(self.hostFrom)", message = "host or hostFrom has to be said")
  public record Credentials(@Size(min = 1, max = 253) @Nullable String host, @Nullable SecretSource hostFrom,
      @Min(1) @Max(65535) @Nullable Integer port,
      @Nullable String database, @Nullable String user, @Nullable SecretSource userFrom,
      @Nullable SecretSource passwordFrom, @Nullable Map<String, String> parameters) {}

  /** A cluster of CloudNativePG of the same namespace. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ClusterRef(@Required @Size(min = 1, max = 253) String name) {}
}
