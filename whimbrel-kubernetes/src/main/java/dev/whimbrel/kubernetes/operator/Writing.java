package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** How what is ours gets into the API server. */
interface Writing {
  /** Nothing where the resource is gone meanwhile. */
  void status(MigrationResource resource, MigrationStatus status);

  /** Nothing where the resource is gone meanwhile. */
  void status(FleetResource resource, FleetStatus status);

  /** Creates an object, or makes of the one that is there what it is to be, and leaves alone what others own in it. */
  void put(HasMetadata object);

  /** By server-side apply: no write of somebody else can make one of ours fail. */
  static Writing serverSide(KubernetesClient client) {
    return new Writing() {
      @Override
      public void status(MigrationResource resource, MigrationStatus status) {
        MigrationResource applied = named(new MigrationResource(), resource);
        applied.setStatus(status);
        apply(applied);
      }

      @Override
      public void status(FleetResource resource, FleetStatus status) {
        FleetResource applied = named(new FleetResource(), resource);
        applied.setStatus(status);
        apply(applied);
      }

      private void apply(HasMetadata applied) {
        unlessGone(() -> client.resource(applied).subresource("status").patch(new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY).withForce(true).withFieldManager(Labels.WHIMBREL).build()));
      }

      @Override
      public void put(HasMetadata object) {
        client.resource(object).fieldManager(Labels.WHIMBREL).forceConflicts().serverSideApply();
      }
    };
  }

  /** By reading, changing and writing, again if somebody else wrote in between; for servers that know no server-side apply. */
  static Writing optimistic(KubernetesClient client) {
    return new Writing() {
      @Override
      public void status(MigrationResource resource, MigrationStatus status) {
        unlessGone(() -> client.resource(named(new MigrationResource(), resource)).editStatus(now -> {
          now.setStatus(status);
          return now;
        }));
      }

      @Override
      public void status(FleetResource resource, FleetStatus status) {
        unlessGone(() -> client.resource(named(new FleetResource(), resource)).editStatus(now -> {
          now.setStatus(status);
          return now;
        }));
      }

      @Override
      public void put(HasMetadata object) {
        client.resource(object).createOr(existing -> existing.update());
      }
    };
  }

  private static void unlessGone(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static <T extends CustomResource<?, ?>> T named(T fresh, HasMetadata original) {
    fresh.setMetadata(new ObjectMetaBuilder().withName(original.getMetadata().getName())
        .withNamespace(original.getMetadata().getNamespace()).build());
    fresh.setSpec(null);
    return fresh;
  }
}
