package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.decide.Told;
import dev.whimbrel.problem.Shortened;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Events of the cluster. The same one again is counted, as the cluster's own components do; one that cannot be written stops nothing. */
final class Announcing {
  private static final int LONGEST = 1000;

  private final KubernetesClient client;
  private final Clock clock;
  private final Log log;

  Announcing(KubernetesClient client, Clock clock, Log log) {
    this.client = client;
    this.clock = clock;
    this.log = log;
  }

  void announce(HasMetadata about, Told told, Mask mask) {
    String message = Shortened.to(LONGEST, mask.of(told.message()));
    try {
      write(about, told, message);
    } catch (KubernetesClientException e) {
      log.warn("an Event cannot be written: " + mask.of(Workplace.said(e)), about);
    }
  }

  private void write(HasMetadata about, Told told, String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String hash = new Digest().with(about.getMetadata().getUid()).with(told.reason()).with(message).hex().substring(0,
        16);
    String name = about.getMetadata().getName() + "." + hash;
    try {
      client.v1().events().inNamespace(about.getMetadata().getNamespace())
          .resource(event(about, told, message, name, now))
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      client.v1().events().inNamespace(about.getMetadata().getNamespace()).withName(name)
          .edit(before -> again(before, now));
    }
  }

  private static Event again(Event before, String now) {
    int count = Objects.requireNonNullElse(before.getCount(), 1);
    return new EventBuilder(before).withCount(count + 1).withLastTimestamp(now).build();
  }

  private static Event event(HasMetadata about, Told told, String message, String name, String now) {
    String type = switch (told.weight()) {
      case NORMAL -> "Normal";
      case WARNING -> "Warning";
    };
    return new EventBuilder().withNewMetadata().withName(name).withNamespace(about.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject().withApiVersion(about.getApiVersion()).withKind(about.getKind())
        .withName(about.getMetadata().getName()).withNamespace(about.getMetadata().getNamespace())
        .withUid(about.getMetadata().getUid()).withResourceVersion(about.getMetadata().getResourceVersion())
        .endInvolvedObject()
        .withType(type).withReason(told.reason()).withMessage(message).withCount(1)
        .withFirstTimestamp(now).withLastTimestamp(now)
        .withNewSource().withComponent(Labels.WHIMBREL).endSource()
        .withReportingComponent("whimbrel.dev/operator").withReportingInstance(Labels.WHIMBREL)
        .build();
  }
}
