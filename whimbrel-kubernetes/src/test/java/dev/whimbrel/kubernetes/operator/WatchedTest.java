package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchedTest {
  @Test
  void onlyWhatIsInAnObjectCounts() {
    ConfigMap map = Specs.configMap("migrations", Specs.two());
    ConfigMap touched = Specs.configMap("migrations", Specs.two());
    touched.getMetadata().setLabels(Map.of("touched", "by-somebody"));
    touched.getMetadata().setResourceVersion("42");
    assertThat(Watched.content(touched)).isEqualTo(Watched.content(map));
    ConfigMap other = Specs.configMap("migrations", Map.of("1_users.up.sql", "SELECT 1"));
    assertThat(Watched.content(other)).isNotEqualTo(Watched.content(map));
    ConfigMap binary = Specs.configMap("migrations", Specs.two());
    binary.setBinaryData(Map.of("migrations.tar.xz", "AAAA"));
    assertThat(Watched.content(binary)).isNotEqualTo(Watched.content(map));
    ConfigMap mended = Specs.configMap("migrations", Specs.two());
    mended.getMetadata().setAnnotations(Map.of(Labels.DIRECTORY, "another"));
    assertThat(Watched.content(mended)).as("by this the content is verified").isNotEqualTo(Watched.content(map));
    mended.getMetadata().setAnnotations(Map.of(Labels.DIRECTORY, "another", Labels.PART, "1/2"));
    assertThat(Watched.content(mended)).isNotEqualTo(Watched.content(map));

    Secret secret = Specs.secret("db", Map.of("url", "a"));
    Secret rotated = Specs.secret("db", Map.of("url", "b"));
    assertThat(Watched.content(rotated)).isNotEqualTo(Watched.content(secret));
    assertThat(Watched.content(secret)).doesNotContain("YQ==");
  }

  @Test
  void aStatusIsNoNewsAndAnAnnotationOfOursIs() {
    MigrationResource before = resource(one -> {});
    assertThat(Watched
        .isNews(resource(one -> one.setStatus(new MigrationStatus(1L, null, null, null, null, null, null, null, null,
            null, null, null, null, null))), before))
        .isFalse();
    assertThat(
        Watched.isNews(resource(one -> one.getMetadata().setAnnotations(Map.of("example.com/seen", "1"))), before))
        .isFalse();
    assertThat(Watched.isNews(resource(one -> one.getMetadata().setAnnotations(Map.of(Labels.RETRY, "1"))), before))
        .isTrue();
    assertThat(Watched.isNews(resource(one -> one.getMetadata().setGeneration(2L)), before)).isTrue();
  }

  private static MigrationResource resource(Consumer<MigrationResource> change) {
    MigrationResource resource = Specs.resource("shop", Specs.spec(Specs.urlFrom("db", "url")));
    resource.getMetadata().setGeneration(1L);
    change.accept(resource);
    return resource;
  }
}
