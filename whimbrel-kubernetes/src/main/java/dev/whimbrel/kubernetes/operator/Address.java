package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.manifest.Environment;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import io.fabric8.kubernetes.api.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which database a resource means, by what the Secrets say that it names. */
sealed interface Address {
  /**
   * It is known.
   *
   * @param secretDigest of what was read of Secrets; empty if nothing was
   * @param mask for everything that is said from now on
   */
  record Found(DatabaseUrl url, String secretDigest, Mask mask) implements Address {
    @Override
    public String toString() {
      return "Found[" + url.label() + "]";
    }
  }

  /** A Secret, or a key of one, is not there yet. */
  record Missing(List<String> what) implements Address {}

  /** The resource, or what a Secret holds, is wrong. */
  record Refused(List<Problem> problems) implements Address {}

  /**
   * Finds out.
   *
   * @param namespace of the resource: no Secret of another one is read
   * @param secrets by their names, null for one that is not there
   */
  static Address of(DatabaseSource source, String namespace, Function<String, @Nullable Secret> secrets) {
    return new Reading(source, namespace, secrets).address();
  }

  /** One reading of one source. */
  final class Reading {
    private final DatabaseSource source;
    private final String namespace;
    private final Function<String, @Nullable Secret> secrets;
    private final Map<String, @Nullable Secret> read = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final Digest digest = new Digest();
    private boolean anySecret;

    private Reading(DatabaseSource source, String namespace, Function<String, @Nullable Secret> secrets) {
      this.source = source;
      this.namespace = namespace;
      this.secrets = secrets;
    }

    private Address address() {
      long said = Stream.of(source.url(), source.urlFrom(), source.credentials(), source.cnpgClusterRef())
          .filter(one -> one != null).count();
      if (said != 1) {
        return new Refused(List.of(Problem
            .of(ProblemCode.NO_DATABASE, said == 0
                ? "spec.database names no database"
                : "spec.database names a database in " + said + " ways")
            .remedy("say exactly one of url, urlFrom, credentials and cnpgClusterRef")));
      }
      String url = url();
      if (!problems.isEmpty()) {
        return new Refused(Mask.hiding(hidden).ofProblems(problems));
      }
      return url == null || !missing.isEmpty() ? new Missing(missing) : parsed(url);
    }

    private Address parsed(String url) {
      Result<DatabaseUrl> parsed = DatabaseUrl.parse(url);
      Mask mask = Mask.hiding(hidden);
      return switch (parsed) {
        case Result.Rejected<DatabaseUrl> rejected -> new Refused(mask.ofProblems(rejected.problems()));
        case Result.Ok<DatabaseUrl> ok -> found(ok.value());
      };
    }

    private Address found(DatabaseUrl url) {
      if (source.url() != null && url.password() != null) {
        return new Refused(List.of(Problem.of(ProblemCode.CONFIGURATION, "spec.database.url holds a password")
            .remedy(
                "put the URL into a Secret and name it with urlFrom: whoever may read the resource reads the password")));
      }
      if (url.password() != null) {
        hidden.add(url.password());
      }
      Stream.of("sslpassword", "password").map(url.properties()::get).filter(one -> one != null).forEach(hidden::add);
      return new Found(inSchema(url), anySecret ? digest.hex() : "", Mask.hiding(hidden));
    }

    private DatabaseUrl inSchema(DatabaseUrl url) {
      String path = source.searchPath();
      return path == null || path.isBlank() ? url : url.withSearchPath(path);
    }

    private @Nullable String url() {
      if (source.url() != null) {
        return source.url().strip();
      }
      if (source.urlFrom() != null) {
        String url = value(source.urlFrom());
        if (url != null) {
          hidden.add(url);
        }
        return url == null ? null : url.strip();
      }
      return source.credentials() != null ? ofParts(source.credentials()) : ofCluster();
    }

    private @Nullable String ofParts(Credentials credentials) {
      Map<String, String> parts = new LinkedHashMap<>();
      put(parts, "host", either(credentials.hostFrom(), credentials.host()));
      put(parts, "port", credentials.port() == null ? null : String.valueOf(credentials.port()));
      put(parts, "user", either(credentials.userFrom(), credentials.user()));
      String password = either(credentials.passwordFrom(), null);
      if (password != null) {
        hidden.add(password);
      }
      put(parts, "password", password);
      put(parts, "dbname", credentials.database());
      if (!parts.containsKey("host") && credentials.hostFrom() == null) {
        problems.add(Problem.of(ProblemCode.NO_DATABASE, "spec.database.credentials names no host")
            .remedy("say host or hostFrom"));
      }
      if (credentials.parameters() != null) {
        parts.putAll(credentials.parameters());
      }
      return url(parts);
    }

    private @Nullable String either(@Nullable SecretSource secret, @Nullable String written) {
      return secret == null ? written : value(secret);
    }

    /** The address of the service for reading and writing is what CloudNativePG itself writes into it. A Job reads the same key. */
    private @Nullable String ofCluster() {
      String cluster = java.util.Objects.requireNonNull(source.cnpgClusterRef()).name();
      String name = References.secretOfCluster(cluster);
      Secret secret = secret(name);
      if (secret == null) {
        missing.add("Secret \"" + name + "\" of the cluster \"" + cluster + "\"");
        return null;
      }
      Map<String, String> values = values(secret);
      if (values.containsKey("password")) {
        hidden.add(values.getOrDefault("password", ""));
      }
      String url = values.get(Environment.CNPG_KEY);
      if (url == null || url.isBlank()) {
        missing.add("key \"" + Environment.CNPG_KEY + "\" of the Secret \"" + name + "\" of the cluster \"" + cluster
            + "\"");
        return null;
      }
      used(secret, Environment.CNPG_KEY);
      hidden.add(url);
      return url.strip();
    }

    private static void put(Map<String, String> parts, String key, @Nullable String value) {
      if (value != null && !value.isEmpty()) {
        parts.put(key, value);
      }
    }

    private static String url(Map<String, String> parts) {
      return parts.entrySet().stream().map(part -> part.getKey() + "=" + encoded(part.getValue()))
          .collect(Collectors.joining("&", "postgres:///?", ""));
    }

    private static String encoded(String value) {
      return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String value(SecretSource source) {
      SecretKey key = source.secretKeyRef();
      if (key.namespace() != null && !key.namespace().isEmpty() && !key.namespace().equals(namespace)) {
        problems.add(Problem.of(ProblemCode.CONFIGURATION, "the Secret \"" + key.name() + "\" of the namespace \""
            + key.namespace() + "\" is not read for a resource of \"" + namespace + "\"")
            .remedy(
                "put it into the namespace \"" + namespace + "\": who may write resources here may not read there"));
        return null;
      }
      Secret secret = secret(key.name());
      if (secret == null) {
        missing.add("Secret \"" + key.name() + "\"");
        return null;
      }
      String value = values(secret).get(key.key());
      if (value == null || value.isEmpty()) {
        missing.add("key \"" + key.key() + "\" of the Secret \"" + key.name() + "\"");
        return null;
      }
      used(secret, key.key());
      return value;
    }

    /** A digest stands in the status, where a password could be guessed from it: the version of the Secret says as well that it changed. */
    private void used(Secret secret, String key) {
      anySecret = true;
      digest.with(secret.getMetadata().getName()).with(key).with(secret.getMetadata().getUid())
          .with(secret.getMetadata().getResourceVersion());
    }

    private @Nullable Secret secret(String name) {
      return read.computeIfAbsent(name, secrets);
    }

    /** Those that are no text, or no base64, come out as they can be. */
    private static Map<String, String> values(Secret secret) {
      Map<String, String> values = new HashMap<>();
      if (secret.getData() != null) {
        secret.getData().forEach(
            (key, base64) -> values.put(key,
                new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8)));
      }
      if (secret.getStringData() != null) {
        values.putAll(secret.getStringData());
      }
      return values;
    }
  }
}
