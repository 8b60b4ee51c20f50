package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was said of an installation as variables of a container. What is in a Secret stays there: a variable refers to it. */
public final class Environment {
  /** The key of the Secret of a CloudNativePG cluster. */
  public static final String CNPG_KEY = "jdbc-uri";
  private static final int POSTGRES = 5432;

  private static final Pattern PASSWORD = Pattern
      .compile("://[^/?#@]*:[^/?#@]+@|[?&](?:password|sslpassword)=[^&]", Pattern.CASE_INSENSITIVE);
  /** One that would mean something. */
  private static final Pattern DOLLAR = Pattern.compile("[$](?=[$(])|(?<=[$])[$]");
  private static final Pattern PORT = Pattern.compile("://(?:[^/?#@]*@)?[^/?#,]*?:(\\d{1,5})(?:[/?#,]|$)");

  private Environment() {}

  /** All of an installation. */
  public static List<EnvVar> of(Installation installation) {
    List<EnvVar> variables = new ArrayList<>(of(installation.database()));
    add(variables, "WHIMBREL_FORMAT", installation.format());
    History history = installation.history();
    if (history != null) {
      add(variables, "WHIMBREL_JOURNAL_SCHEMA", history.schema());
      add(variables, "WHIMBREL_SERVICE", history.service());
      add(variables, "WHIMBREL_ADOPT", history.mirror());
    }
    add(variables, "WHIMBREL_BASELINE", installation.baseline());
    Policy policy = installation.policy();
    if (policy != null) {
      add(variables, "WHIMBREL_OUT_OF_ORDER", Boolean.TRUE.equals(policy.outOfOrder()) ? "true" : null);
      add(variables, "WHIMBREL_TX", policy.tx());
    }
    Timeouts timeouts = installation.timeouts();
    if (timeouts != null) {
      add(variables, "WHIMBREL_LOCK_TIMEOUT", time(timeouts.lock()));
      add(variables, "WHIMBREL_TIMEOUT", time(timeouts.statement()));
      add(variables, "WHIMBREL_LOCK_WAIT", time(timeouts.lockWait()));
    }
    installation.variables().forEach((name, value) -> {
      if (variables.stream().noneMatch(variable -> variable.getName().equals(name))) {
        add(variables, name, value);
      }
    });
    return List.copyOf(variables);
  }

  /** The command line takes one number with one unit. */
  private static @Nullable String time(@Nullable String said) {
    return said == null ? null : KubeDuration.inOneUnit(said);
  }

  /** The database alone. */
  public static List<EnvVar> of(DatabaseSource database) {
    List<EnvVar> variables = new ArrayList<>(address(database));
    add(variables, "WHIMBREL_SEARCH_PATH", database.searchPath());
    return variables;
  }

  private static List<EnvVar> address(DatabaseSource database) {
    if (database.url() != null) {
      return List.of(value("WHIMBREL_URL", escaped(database.url())));
    }
    SecretSource urlFrom = database.urlFrom();
    if (urlFrom != null) {
      return List.of(secret("WHIMBREL_URL", urlFrom.secretKeyRef()));
    }
    var cluster = database.cnpgClusterRef();
    if (cluster != null) {
      return List.of(secret("WHIMBREL_URL", new SecretKey(cluster.name() + "-app", CNPG_KEY, null)));
    }
    return parts(Objects.requireNonNull(database.credentials(), "no database"));
  }

  private static List<EnvVar> parts(Credentials parts) {
    List<EnvVar> variables = new ArrayList<>();
    part(variables, "DB_HOST", parts.hostFrom(), parts.host());
    Integer port = parts.port();
    add(variables, "DB_PORT", String.valueOf(port == null ? POSTGRES : port));
    add(variables, "DB_NAME", parts.database());
    part(variables, "DB_USER", parts.userFrom(), parts.user());
    Map<String, String> parameters = new TreeMap<>(Objects.requireNonNullElse(parts.parameters(), Map.of()));
    String ssl = parameters.remove("sslmode");
    add(variables, "DB_SSLMODE", ssl);
    SecretSource password = parts.passwordFrom();
    if (password != null) {
      variables.add(secret("DB_PASSWORD", password.secretKeyRef()));
    }
    add(variables, "DB_PARAMETERS", parameters.isEmpty() ? null : query(parameters));
    return variables;
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream().map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The port that the database listens at; empty where it stands in a Secret, with the whole URL. */
  static OptionalInt port(DatabaseSource database) {
    if (database.urlFrom() != null) {
      return OptionalInt.empty();
    }
    Credentials parts = database.credentials();
    if (parts != null) {
      return OptionalInt.of(Objects.requireNonNullElse(parts.port(), POSTGRES));
    }
    Matcher port = PORT.matcher(Objects.requireNonNullElse(database.url(), ""));
    return OptionalInt.of(port.find() ? Integer.parseInt(port.group(1)) : POSTGRES);
  }

  /** The Secrets that are referred to. */
  static List<SecretKey> secrets(DatabaseSource database) {
    Credentials parts = database.credentials();
    Stream<@Nullable SecretSource> sources = parts == null
        ? Stream.of(database.urlFrom())
        : Stream.of(database.urlFrom(), parts.hostFrom(), parts.userFrom(), parts.passwordFrom());
    return sources.filter(Objects::nonNull).map(source -> Objects.requireNonNull(source).secretKeyRef()).toList();
  }

  static List<Problem> problems(DatabaseSource database, @Nullable String namespace) {
    List<Problem> problems = new ArrayList<>();
    long said = Stream.of(database.url(), database.urlFrom(), database.credentials(), database.cnpgClusterRef())
        .filter(Objects::nonNull).count();
    if (said != 1) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION, said == 0 ? "no database is named" : "two databases are named")
          .remedy("name one, by a URL, by the key of a Secret, by its parts, or by a cluster of CloudNativePG"));
    }
    if (PASSWORD.matcher(Objects.requireNonNullElse(database.url(), "")).find()) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION,
          "the URL of the database has a password in it, which everybody could read in the cluster")
          .remedy("put the URL into a Secret, and name its key"));
    }
    for (SecretKey key : secrets(database)) {
      String other = key.namespace();
      if (other != null && !other.equals(namespace)) {
        problems.add(Problem.of(ProblemCode.CONFIGURATION,
            "the Secret \"" + key.name() + "\" lies in the namespace \"" + other
                + "\", and only those of the own one are read")
            .remedy("copy it there"));
      }
    }
    return List.copyOf(problems);
  }

  private static void part(List<EnvVar> variables, String name, @Nullable SecretSource from, @Nullable String said) {
    if (from != null) {
      variables.add(secret(name, from.secretKeyRef()));
    } else {
      add(variables, name, said);
    }
  }

  private static void add(List<EnvVar> variables, String name, @Nullable String value) {
    if (value != null) {
      variables.add(value(name, escaped(value)));
    }
  }

  /** In a value of the cluster {@code $(NAME)} is a variable, and two of these signs are one. */
  static String escaped(String value) {
    return DOLLAR.matcher(value).replaceAll("\\$\\$");
  }

  static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static EnvVar secret(String name, SecretKey key) {
    return new EnvVarBuilder().withName(name).withNewValueFrom().withNewSecretKeyRef().withName(key.name())
        .withKey(key.key()).endSecretKeyRef().endValueFrom().build();
  }
}
