package dev.whimbrel.kubernetes.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class YamlTest {
  @Test
  void whatAServerFillsInIsLeftOut() {
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("a").withUid("u").withResourceVersion("1")
        .withCreationTimestamp("2026-01-01T00:00:00Z").withGeneration(3L).endMetadata().addToData("k", "v").build();

    assertThat(dev.whimbrel.kubernetes.manifest.Yaml.of(map, map)).isEqualTo("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
        data:
          k: v
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
        data:
          k: v
        """);
  }

  @Test
  void textsAreTextsForEveryReader() {
    for (String text : List.of("", " ", "yes", "NO", "null", "~", "1", "1.5", "0x1F", "1e3", ".inf", "2026-01-01",
        "12:30", "a: b",
        "a #b", "# a", "- a", "-", "? a", "@a", "`a", "%a", "&a", "*a", "!a", "|", ">", "{a}", "[a]", "'a'", "\"a\"",
        "\\", "a\n",
        "\n", "\n\na", " a\nb", "a\n\n", "a\n \nb", "a\r\nb", "\ta", "a\tb\n", "a\u0085b", "\u2028", "ü", "😀\n",
        "\uFEFFa\n", "---\na\n",
        "...\n", "a\n---\nb\n", "=", "<<", "y", "On", "a:", ":a", "1_000", "0o7", "+1", "a ")) {
      assertComesBack(text);
    }
  }

  @Test
  void anyTextComesBack() {
    var random = new Random(5);
    List<String> parts = List.of("\n", "\n", " ", "  ", "a", "b: c", "# ", "-", "---", "\t", "\r", "\"", "\\", "'", "ü",
        "{", "|", "😀");
    for (int i = 0; i < 1500; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(10); j >= 0; j--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      assertComesBack(text.toString());
    }
  }

  private static void assertComesBack(String text) {
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().addToData("k", text)
        .addToData("z", "end").build();
    String yaml = dev.whimbrel.kubernetes.manifest.Yaml.of(map);

    assertThat(Serialization.unmarshal(yaml, ConfigMap.class).getData()).describedAs(yaml)
        .isEqualTo(Map.of("k", text, "z", "end"));
    Map<String, Map<String, Object>> other = new Yaml().load(yaml);
    assertThat(other.get("data")).describedAs(yaml).isEqualTo(Map.of("k", text, "z", "end"));
    assertThat(yaml).endsWith("\n").doesNotEndWith("\n\n");
  }
}
