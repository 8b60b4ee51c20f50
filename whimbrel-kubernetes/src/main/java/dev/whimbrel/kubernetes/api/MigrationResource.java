package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
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

/** One database, and what is to be in it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonDeserialize(using = MigrationResource.Reader.class)
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

  private transient @Nullable String unreadable;

  /** Reads one whatever is in it. */
  static final class Reader extends ResourceReader<MigrationSpec, MigrationStatus, MigrationResource> {
    Reader() {
      super(MigrationResource::new, MigrationSpec.class, MigrationStatus.class);
    }

    @Override
    void unreadable(MigrationResource resource, String why) {
      resource.unreadable = why;
    }
  }

  /** Why the spec is the empty one, a sentence and what to do; null if it was read. Does not outlive another writing and reading. */
  public @Nullable String unreadable() {
    return unreadable;
  }

  /** One that was written without a spec has an empty one: it is refused by whoever reads it, and stops nobody. */
  @Override
  protected MigrationSpec initSpec() {
    return new MigrationSpec(new DatabaseSource(null, null, null, null, null), new DirectorySource(null, null, null),
        null, null, null, null, null, null, null, null, null, null, null);
  }
}
