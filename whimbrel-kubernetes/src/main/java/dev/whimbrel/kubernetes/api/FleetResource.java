package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.whimbrel.kubernetes.api.FleetSpec.Targets;
import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Many databases that are to have the same in them, a few at a time. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonDeserialize(using = FleetResource.Reader.class)
@Group(MigrationResource.GROUP)
@Version(MigrationResource.VERSION)
@Kind(FleetResource.KIND)
@Plural("migrationfleets")
@Singular("migrationfleet")
@ShortNames("wmf")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Wave", jsonPath = ".status.wave", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready Count", jsonPath = ".status.ready", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Total", jsonPath = ".status.total", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = AdditionalPrinterColumn.Type.DATE)
public class FleetResource extends CustomResource<FleetSpec, FleetStatus> implements Namespaced {
  public static final String KIND = "MigrationFleet";
  private static final long serialVersionUID = 1L;

  private transient @Nullable String unreadable;

  /** Reads one whatever is in it. */
  static final class Reader extends ResourceReader<FleetSpec, FleetStatus, FleetResource> {
    Reader() {
      super(FleetResource::new, FleetSpec.class, FleetStatus.class);
    }

    @Override
    void unreadable(FleetResource resource, String why) {
      resource.unreadable = why;
    }
  }

  /** Why the spec is the empty one, a sentence and what to do; null if it was read. Does not outlive another writing and reading. */
  public @Nullable String unreadable() {
    return unreadable;
  }

  /** One that was written without a spec has an empty one: it is refused by whoever reads it, and stops nobody. */
  @Override
  protected FleetSpec initSpec() {
    return new FleetSpec(new Targets(null, null, null),
        new Template(new DirectorySource(null, null, null), null, null, null, null, null, null, null, null, null, null),
        null, null);
  }
}
