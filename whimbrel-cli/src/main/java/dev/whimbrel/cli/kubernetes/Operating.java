package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.kubernetes.operator.Operator;
import dev.whimbrel.kubernetes.operator.Options.Leadership;
import dev.whimbrel.kubernetes.operator.Options.LogForm;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.report.Json;
import java.util.Optional;

/** {@code k8s operator}: works until it is told to end, which is a good end. */
final class Operating {
  /** In the place of a Lease: nobody else is started. */
  private static final String ALONE = "none";

  private Operating() {}

  static Outcome operate(Invocation invocation) {
    Site site = Site.of(invocation);
    dev.whimbrel.kubernetes.operator.Options options = options(site);
    site.settings().orThrow();
    Optional<Problem> problem = Cluster.with(site, cluster -> Operator.run(options, cluster.client(),
        line -> invocation.screen().progress(line)));
    return new Outcome("", Json.object(), problem.stream().toList());
  }

  private static dev.whimbrel.kubernetes.operator.Options options(Site site) {
    Settings settings = site.settings();
    var options = dev.whimbrel.kubernetes.operator.Options.standard()
        .withNamespaces(site.namespaces())
        .withSelector(settings.text(Options.SELECTOR).orElse(null))
        .withLeadership(leadership(settings.text(Options.LEASE).orElse("whimbrel-operator")))
        .withPort(port(settings))
        .withLog(form(settings.text(Options.LOG_FORMAT).orElse("text")));
    return settings.text(Options.IMAGE).map(options::withImage).orElse(options);
  }

  private static Leadership leadership(String lease) {
    return lease.equals(ALONE) ? new Leadership.Alone() : new Leadership.Lease(null, lease);
  }

  private static LogForm form(String said) {
    return switch (said) {
      case "text" -> LogForm.TEXT;
      case "json" -> LogForm.JSON;
      default -> throw Kubernetes.usage("\"" + said + "\" of log-format is neither \"text\" nor \"json\"",
          "give one of the two");
    };
  }

  private static int port(Settings settings) {
    String said = settings.text(Options.PORT).orElse("8080");
    if (!said.matches("\\d{1,5}") || Integer.parseInt(said) > 65_535) {
      throw Kubernetes.usage("\"" + said + "\" of --port is no port", "give a number up to 65535; 0 takes any");
    }
    return Integer.parseInt(said);
  }
}
