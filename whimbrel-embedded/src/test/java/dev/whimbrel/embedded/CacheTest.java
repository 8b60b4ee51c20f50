package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

  @Test
  void isFilledOnceByThreadsThatAskAtTheSameTime() throws Exception {
    AtomicInteger filled = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Path> asking = () -> cache(parent).entry("one", directory -> filled.incrementAndGet());
      for (Future<Path> answer : threads.invokeAll(Collections.nCopies(8, asking))) {
        assertThat(answer.get()).isEqualTo(parent.resolve("one"));
      }
    }
    assertThat(filled).hasValue(1);
  }

  @Test
  void isFilledOnceByProgramsThatBeginAtTheSameTime() throws Exception {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", parent.toString());
    try (
        TenantProcess one = TenantProcess.start(List.of(), environment);
        TenantProcess other = TenantProcess.start(List.of(), environment)) {
      assertThat(Sessions.query(one.found().address(), "select 1")).isEqualTo("1");
      assertThat(Sessions.query(other.found().address(), "select 1")).isEqualTo("1");
    }
    try (Stream<Path> entries = Files.list(parent.resolve("whimbrel"))) {
      assertThat(entries.filter(Files::isDirectory)).hasSize(2)
          .noneMatch(path -> path.toString().endsWith("unfinished"));
    }
  }

  private static Cache cache(Path root) {
    return new Cache(root, Deadline.in(Duration.ofSeconds(10)));
  }
}
