package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One database, and what is to be in it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(MigrationResource.GROUP)
@Version(MigrationResource.VERSION)
@Kind(MigrationResource.KIND)
@Plural("migrations")
@Singular("migration")
@ShortNames("wm")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.currentVersion", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Pending", jsonPath = ".status.pendingCount", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = AdditionalPrinterColumn.Type.DATE)
public class MigrationResource extends CustomResource<MigrationSpec, MigrationStatus> implements Namespaced {
  public static final String GROUP = "whimbrel.dev";
  public static final String VERSION = "v1alpha1";
  public static final String KIND = "Migration";
  private static final long serialVersionUID = 1L;

  /** One that was written without a spec has an empty one: it is refused by whoever reads it, and stops nobody. */
  @Override
  protected MigrationSpec initSpec() {
    return new MigrationSpec(new DatabaseSource(null, null, null, null, null), new DirectorySource(null, null, null),
        null, null, null, null, null, null, null, null, null, null, null);
  }
}
