package dev.whimbrel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code NAME.yaml} and what becomes of it, {@code NAME.golden}; {@code -Dconvert.update=true} writes that anew. */
class AtlasResourcesTest {
  private static final Path CASES = Path.of("src/test/resources/dev/whimbrel/kubernetes/convert");
  private static final KubernetesSerialization TEXT = new KubernetesSerialization();

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> !file.toString().endsWith(".golden")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void convertsAsWritten(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String converted = written(AtlasResources.convert(name, Files.readString(file)));
    Path golden = file.resolveSibling(name.replaceFirst("\\.[a-z]+$", ".golden"));
    if (Boolean.getBoolean("convert.update")) {
      Files.writeString(golden, converted);
    }
    assertThat(converted).isEqualTo(Files.readString(golden));
  }

  private static String written(Conversion conversion) {
    String resources = conversion.migrations().stream().map(each -> TEXT.asYaml(each).strip() + "\n")
        .collect(Collectors.joining());
    String problems = conversion.problems().stream().map(AtlasResourcesTest::line).collect(Collectors.joining());
    return resources + (conversion.isPartial() ? "-- partial --\n" : "-- all --\n") + problems;
  }

  private static String line(Problem problem) {
    return problem.code() + " " + problem.at() + ": " + problem.message()
        + (problem.remedy() == null ? "" : "\n  " + problem.remedy()) + "\n";
  }

  @Test
  void aPasswordIsNowhere() throws IOException {
    for (Path file : cases().toList()) {
      Conversion conversion = AtlasResources.convert("f", Files.readString(file));
      assertThat(written(conversion)).doesNotContain("hunter2");
    }
  }

  @Test
  void whatIsNotYamlHasAPlace() {
    Conversion conversion = AtlasResources.convert("f.yaml", "a: b\nc: [");
    assertThat(conversion.migrations()).isEmpty();
    assertThat(conversion.isPartial()).isTrue();
    assertThat(conversion.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.message()).startsWith("not YAML: ");
      assertThat(String.valueOf(problem.at())).startsWith("f.yaml:2:");
    });
  }
}
