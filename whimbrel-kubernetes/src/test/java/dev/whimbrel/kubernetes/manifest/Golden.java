package dev.whimbrel.kubernetes.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files that are compared with those of the repository; {@code -Dgolden.update=true} writes them anew. */
final class Golden {
  private static final Path ROOT = Path.of("src/test/resources/dev/whimbrel/kubernetes/manifest");

  private Golden() {}

  static void assertSame(String name, Map<String, String> files) throws IOException {
    Path directory = ROOT.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      update(directory, files);
    }
    SortedMap<String, String> expected = new TreeMap<>();
    for (Path file : files(directory)) {
      expected.put(directory.relativize(file).toString().replace('\\', '/'), Files.readString(file));
    }
    assertThat(files.keySet()).isEqualTo(expected.keySet());
    files.forEach((path, text) -> assertThat(text).describedAs(path).isEqualTo(expected.get(path)));
  }

  private static void update(Path directory, Map<String, String> files) throws IOException {
    for (Path old : files(directory)) {
      Files.delete(old);
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
