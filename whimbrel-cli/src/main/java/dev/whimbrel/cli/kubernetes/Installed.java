package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.ReadDirectory;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.ClusterRef;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.KubeDuration;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.manifest.Installation;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From what is said on the command line and in whimbrel.yaml to an {@link Installation}. */
final class Installed {
  private static final Duration STANDARD_DEADLINE = Duration.ofMinutes(10);
  private static final Pattern OBJECT = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?"
      + "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][-._:/@a-zA-Z0-9]*");
  private static final String LETTERS = "take lower case letters, digits, \"-\" and \".\", at most 253";

  private final Site site;
  private final Settings settings;

  private Installed(Site site) {
    this.site = site;
    this.settings = site.settings();
  }

  /** The ConfigMaps of the directory here. */
  static Bundle bundle(Site site) {
    return bundle(site, ReadDirectory.of(site.settings()));
  }

  static Bundle bundle(Site site, ReadDirectory directory) {
    Bundle bundle = Bundle.of(directory.files(), site.configMap()).orThrow();
    // a bundle knows its own name alone
    bundle.configMaps().forEach(map -> map.getMetadata().setLabels(Labels.of(site.name())));
    return bundle;
  }

  /** All that was said, with the directory of a bundle. */
  static Installation of(Site site, Bundle bundle) {
    return new Installed(site).installation(bundle);
  }

  private Installation installation(Bundle bundle) {
    Installation installation = Installation.of(site.name(),
        image(settings), database(),
        Installation.directory(bundle))
        .withNamespace(site.namespace().orElse(null))
        .withFormat(text(Options.FORMAT))
        .withHistory(history())
        .withBaseline(text(Options.FIRST))
        .withPolicy(policy())
        .withTimeouts(timeouts())
        .withJob(template())
        .withVariables(Passed.toJob(settings));
    settings.orThrow();
    return installation;
  }

  /**
   * The one that is said, or that of this version.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if it cannot be the name of one
   */
  static String image(Settings settings) {
    String image = settings.text(Options.IMAGE).orElseGet(() -> Installation.image(Whimbrel.version()));
    return named(image, IMAGE, "image", "the name of an image", "write it like registry.example/whimbrel:0.1.0");
  }

  /** What the API server would refuse is refused before anything is written. */
  private static String named(String said, Pattern pattern, String option, String what, String remedy) {
    if (!pattern.matcher(said).matches()) {
      throw Site.wrong("\"" + said + "\" of " + option + " cannot be " + what, remedy);
    }
    return said;
  }

  private @Nullable String text(Option option) {
    return settings.text(option).orElse(null);
  }

  private DatabaseSource database() {
    Optional<String> secret = settings.text(Options.SECRET);
    Optional<String> cluster = settings.text(Options.CNPG);
    if (secret.isPresent() && cluster.isPresent()) {
      throw Kubernetes.usage("--secret and --cnpg exclude each other", "give one of the two");
    }
    if (cluster.isPresent()) {
      return new DatabaseSource(null, null, null,
          new ClusterRef(named(cluster.get(), OBJECT, "cnpg", "the name of a cluster", LETTERS)), null);
    }
    String named = secret.orElseThrow(() -> Kubernetes.usage("nobody says in which Secret the database's URL is",
        "name it with --secret NAME/KEY, or with --cnpg CLUSTER the cluster of CloudNativePG that the database is in"));
    int slash = named.indexOf('/');
    if (slash <= 0 || slash == named.length() - 1 || named.indexOf('/', slash + 1) >= 0) {
      throw Kubernetes.usage("\"" + named + "\" of secret names no key in a Secret",
          "write it like --secret shop-db/url: the key url of the Secret shop-db");
    }
    String name = named(named.substring(0, slash), OBJECT, "secret", "the name of a Secret", LETTERS);
    String key = named(named.substring(slash + 1), KEY, "secret", "a key of a Secret",
        "take letters, digits, \"-\", \"_\" and \".\"");
    return new DatabaseSource(null, new SecretSource(new SecretKey(name, key, null)), null, null, null);
  }

  private @Nullable History history() {
    History history = new History(text(Options.SCHEMA), text(Options.SERVICE), text(Options.ADOPT));
    return history.equals(new History(null, null, null)) ? null : history;
  }

  private @Nullable Policy policy() {
    String tx = text(Options.TX);
    boolean outOfOrder = settings.isOn(Options.OUT_OF_ORDER);
    return tx == null && !outOfOrder ? null : new Policy(null, outOfOrder ? Boolean.TRUE : null, tx);
  }

  private Timeouts timeouts() {
    return new Timeouts(seconds(settings.time(Options.DEADLINE, STANDARD_DEADLINE)), time(Options.LOCK_TIMEOUT),
        time(Options.TIMEOUT), time(Options.LOCK_WAIT));
  }

  /** As a resource takes it: whimbrel.yaml has units that the API server refuses. */
  private @Nullable String time(Option option) {
    return text(option) == null ? null : KubeDuration.inOneUnit(settings.time(option, Duration.ZERO));
  }

  private static String seconds(Duration time) {
    return Math.max(1, time.toSeconds()) + "s";
  }

  private @Nullable JobTemplate template() {
    String account = text(Options.SERVICE_ACCOUNT);
    return account == null
        ? null
        : new JobTemplate(null, null, null,
            named(account, OBJECT, "service-account", "the name of a service account", LETTERS), null, null, null,
            null, null);
  }
}
