package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an API server that is older than the rules of the CRD lets in. */
final class SpecCheck {
  private static final Duration SHORTEST_RUN = Duration.ofSeconds(1);

  /** Of a URL; they have fields of their own, and a password is to stand in a Secret. */
  private static final Set<String> NO_PARAMETERS = Set.of("password", "sslpassword", "user", "host", "hostaddr", "port",
      "dbname");

  private final List<String> wrong = new ArrayList<>();

  private SpecCheck() {}

  /** A sentence for each mistake; empty if there is none. */
  static List<String> of(MigrationSpec spec, String namespace) {
    SpecCheck check = new SpecCheck();
    check.database(spec.database());
    check.secrets(spec.database(), namespace);
    check.template(spec.directory(), spec.timeouts(), spec.resyncInterval());
    return List.copyOf(check.wrong);
  }

  /** The same without the database. */
  static List<String> of(DirectorySource directory, @Nullable Timeouts timeouts, @Nullable String resync) {
    SpecCheck check = new SpecCheck();
    check.template(directory, timeouts, resync);
    return List.copyOf(check.wrong);
  }

  private void template(DirectorySource directory, @Nullable Timeouts timeouts, @Nullable String resync) {
    directory(directory);
    duration("resyncInterval", resync);
    if (timeouts != null) {
      run(timeouts.run());
      timeout("timeouts.lock", timeouts.lock());
      timeout("timeouts.statement", timeouts.statement());
      timeout("timeouts.lockWait", timeouts.lockWait());
    }
  }

  private void database(@Nullable DatabaseSource said) {
    long count = said == null
        ? 0
        : count(said.url(), said.urlFrom(), said.credentials(), said.cnpgClusterRef());
    if (count != 1) {
      wrong.add("spec.database names " + count + " databases; it takes exactly one of url, urlFrom, credentials"
          + " and cnpgClusterRef");
    }
  }

  private void secrets(@Nullable DatabaseSource said, String namespace) {
    if (said == null) {
      return;
    }
    secret("urlFrom", said.urlFrom(), namespace);
    Credentials credentials = said.credentials();
    if (credentials != null) {
      secret("credentials.hostFrom", credentials.hostFrom(), namespace);
      secret("credentials.userFrom", credentials.userFrom(), namespace);
      secret("credentials.passwordFrom", credentials.passwordFrom(), namespace);
      parameters(Objects.requireNonNullElse(credentials.parameters(), Map.of()));
    }
  }

  private void secret(String field, @Nullable SecretSource said, String namespace) {
    String other = said == null || said.secretKeyRef() == null ? null : said.secretKeyRef().namespace();
    if (other != null && !other.equals(namespace)) {
      wrong.add("spec.database." + field + " names a Secret of the namespace \"" + other
          + "\"; only those of the resource's own namespace are read");
    }
  }

  private void parameters(Map<String, String> said) {
    said.keySet().stream().filter(name -> NO_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))).sorted().forEach(
        name -> wrong.add("spec.database.credentials.parameters has \"" + name
            + "\", where everybody can read it; there are fields for that: host, port, database, user, passwordFrom"));
  }

  private void directory(@Nullable DirectorySource said) {
    long count = said == null ? 0 : count(said.configMapRef(), said.configMapRefs(), said.inline());
    if (count != 1) {
      wrong.add("spec.directory names " + count + " directories; it takes exactly one of configMapRef, configMapRefs"
          + " and inline");
    }
  }

  private static long count(@Nullable Object... said) {
    return Stream.of(said).filter(Objects::nonNull).count();
  }

  /** A Job without a second to live would be made and ended again and again. */
  private void run(@Nullable String text) {
    timeout("timeouts.run", text);
    if (length(text).filter(run -> run.compareTo(SHORTEST_RUN) < 0).isPresent()) {
      wrong.add("spec.timeouts.run \"" + text + "\" is less than 1s, and no Job gets anywhere in that");
    }
  }

  private void timeout(String field, @Nullable String text) {
    duration(field, text);
    if (length(text).filter(time -> time.compareTo(KubeDuration.LONGEST) > 0).isPresent()) {
      wrong.add("spec." + field + " \"" + text + "\" is longer than the server can count; it takes at most "
          + KubeDuration.LONGEST.toHours() + "h");
    }
  }

  private static Optional<Duration> length(@Nullable String text) {
    return text == null ? Optional.empty() : KubeDuration.parse(text);
  }

  private void duration(String field, @Nullable String text) {
    if (text != null && KubeDuration.parse(text).isEmpty()) {
      wrong.add("spec." + field + " \"" + text + "\" is not a duration such as 30s, 10m or 1h30m");
    }
  }
}
