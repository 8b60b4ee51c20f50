package dev.whimbrel.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server has is what the types have. */
class RoundTripTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/dev/whimbrel/kubernetes/api");
  private static final KubernetesSerialization TEXT = new KubernetesSerialization();

  private static Class<? extends HasMetadata> type(String name) {
    return name.startsWith("fleet") ? FleetResource.class : MigrationResource.class;
  }

  @ParameterizedTest
  @ValueSource(strings = {"migration", "migration-url", "migration-cnpg", "fleet", "fleet-tenants", "fleet-secrets"})
  void nothingIsLostOrAdded(String name) throws IOException {
    String yaml = Files.readString(EXAMPLES.resolve(name + ".yaml"));
    HasMetadata read = TEXT.unmarshal(yaml, type(name));
    assertThat(TEXT.unmarshal(TEXT.asJson(read), JsonNode.class)).isEqualTo(TEXT.unmarshal(yaml, JsonNode.class));
    assertThat(TEXT.unmarshal(TEXT.asYaml(read), type(name))).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"migration", "fleet"})
  void fieldsOfALaterVersionDoNotBreakAnEarlierOne(String name) throws IOException {
    String yaml = Files.readString(EXAMPLES.resolve(name + ".yaml"));
    JsonNode later = TEXT.unmarshal(yaml, JsonNode.class);
    addEverywhere(later);
    assertThat(TEXT.unmarshal(TEXT.asJson(later), type(name)).getMetadata().getName())
        .isEqualTo(TEXT.unmarshal(yaml, type(name)).getMetadata().getName());
  }

  private static void addEverywhere(JsonNode node) {
    node.forEach(RoundTripTest::addEverywhere);
    if (node instanceof ObjectNode object && !object.has("matchLabels")) {
      object.put("unheardOf", "1");
    }
  }

  @Test
  void durationsAreThoseOfAPattern() {
    assertThat(KubeDuration.parse("1h30m")).contains(Duration.ofMinutes(90));
    assertThat(KubeDuration.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(KubeDuration.parse("2m5s250ms")).contains(Duration.ofMillis(125_250));
    assertThat(KubeDuration.parse("0s")).contains(Duration.ZERO);
    for (String wrong : new String[]{"", "5", "m", "-1s", "1d", "1.5h", "5 m", "99999999999h", "5m\n"}) {
      assertThat(KubeDuration.parse(wrong)).as(wrong).isEmpty();
    }
  }
}
