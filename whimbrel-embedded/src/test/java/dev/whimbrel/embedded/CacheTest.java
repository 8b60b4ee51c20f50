package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  @TempDir
  private Path parent = Path.of("");

  @Test
  void makesAnEntryOnce() throws Exception {
    Path root = parent.resolve("deep/cache");
    Path entry = cache(root).entry("one", directory -> Files.writeString(directory.resolve("file"), "first"));
    Path again = cache(root).entry("one", directory -> Files.writeString(directory.resolve("file"), "second"));
    assertThat(again).isEqualTo(entry).isEqualTo(root.resolve("one"));
    assertThat(entry.resolve("file")).hasContent("first");
  }

  @Test
  void showsNothingOfAnEntryThatWasNotFinished() throws Exception {
    Path root = parent.resolve("cache");
    assertThatThrownBy(() -> cache(root).entry("one", directory -> {
      Files.writeString(directory.resolve("half"), "");
      throw new IOException("killed");
    })).hasMessage("killed");
    assertThat(root.resolve("one")).doesNotExist();
    Path entry = cache(root).entry("one", directory -> Files.writeString(directory.resolve("file"), "whole"));
    assertThat(entry.resolve("half")).doesNotExist();
    assertThat(entry.resolve("file")).hasContent("whole");
  }

  @Test
  void usesTheDirectoryForTemporaryFilesWhenTheOtherCannotBeWritten() throws Exception {
    Path file = Files.createFile(parent.resolve("file"));
    String name = "test-" + ProcessHandle.current().pid();
    Path entry = cache(file.resolve("cache")).entry(name, directory -> Files.writeString(directory.resolve("a"), "b"));
    try {
      assertThat(entry).startsWith(Path.of(System.getProperty("java.io.tmpdir")));
      assertThat(entry.resolve("a")).hasContent("b");
    } finally {
      FileTree.delete(entry);
      Files.deleteIfExists(entry.resolveSibling(name + ".lock"));
    }
  }

  private static Cache cache(Path root) {
    return new Cache(root, Deadline.in(Duration.ofSeconds(10)));
  }
}
