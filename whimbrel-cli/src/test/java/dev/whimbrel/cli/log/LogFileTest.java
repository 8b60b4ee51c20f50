package dev.whimbrel.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.log.LogFile.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFileTest {
  private static final Rotation NEVER = new Rotation(0, 5);

  @TempDir
  private Path directory;

  private Path file() {
    return directory.resolve("m.log");
  }

  private String text(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void goesOnAtTheEndAndIsNobodyElsesBusiness() throws IOException {
    for (String line : List.of("one\n", "two\n")) {
      try (LogFile log = LogFile.open(file(), NEVER)) {
        log.append(line);
      }
    }
    assertThat(text("m.log")).isEqualTo("one\ntwo\n");
    Set<PosixFilePermission> most = PosixFilePermissions.fromString("rw-r-----");
    assertThat(most).containsAll(Files.getPosixFilePermissions(file()));
  }

  @ParameterizedTest(name = "at {0} bytes, keeping {1}")
  @CsvSource(textBlock = """
      0,   2, '12345678'
      100, 2, '12345678'
      4,   2, '78|56|34'
      6,   2, '78|456|123'
      2,   1, '8|7'
      2,   0, '8'
      1,   2, '8|7|6'
      """)
  void putsAsideWhatIsTooLong(long size, int keep, String expected) throws IOException {
    try (LogFile log = LogFile.open(file(), new Rotation(size, keep))) {
      for (int i = 1; i <= 8; i++) {
        log.append(i + "\n");
      }
    }
    List<String> texts = new ArrayList<>(List.of(text("m.log")));
    for (int i = 1; Files.exists(directory.resolve("m.log." + i)); i++) {
      texts.add(text("m.log." + i));
    }
    assertThat(texts.stream().map(text -> text.replace("\n", ""))).containsExactly(expected.split("\\|"));
    assertThat(names()).hasSize(texts.size());
  }

  @Test
  void followsWhereAnotherPutsItAside() throws IOException {
    try (LogFile log = LogFile.open(file(), NEVER)) {
      log.append("before\n");
      Files.move(file(), directory.resolve("m.log-20240506")); // as logrotate does
      log.append("after\n");
      Files.delete(file());
      log.append("last\n");
    }
    assertThat(text("m.log-20240506")).isEqualTo("before\n");
    assertThat(text("m.log")).isEqualTo("last\n");
  }

  /** Each with a file of its own, as processes have. */
  @Test
  void manyAtOnceLoseAndTearNothing() throws Exception {
    int writers = 8;
    int lines = 400;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        String writer = "writer-" + w;
        all.add(() -> {
          try (LogFile log = LogFile.open(file(), new Rotation(20_000, 99))) {
            for (int i = 0; i < lines; i++) {
              log.append(writer + " " + i + " " + "x".repeat(i % 200) + ".\n");
            }
          }
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
    }
    Set<String> seen = new TreeSet<>();
    int count = 0;
    for (String name : names()) {
      assertThat(Files.size(directory.resolve(name))).as(name).isLessThanOrEqualTo(20_000);
      for (String line : Files.readAllLines(directory.resolve(name))) {
        assertThat(line).matches("writer-\\d \\d+ x*\\.");
        seen.add(line.replaceFirst(" x*\\.", ""));
        count++;
      }
    }
    assertThat(seen).hasSize(writers * lines);
    assertThat(count).isEqualTo(writers * lines);
    assertThat(names()).hasSizeGreaterThan(10);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Files.createDirectory(directory.resolve("d"));
    new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().waitFor();
    assertThatThrownBy(() -> LogFile.open(directory.resolve("d"), NEVER)).isInstanceOf(IOException.class)
        .hasMessage("it is a directory");
    assertThatThrownBy(() -> LogFile.open(directory.resolve("pipe"), NEVER)).isInstanceOf(IOException.class)
        .hasMessage("it is no regular file");
    assertThatThrownBy(() -> LogFile.open(directory.resolve("e/m.log"), NEVER)).isInstanceOf(IOException.class)
        .hasMessage("its directory is not there");
  }

  @Test
  void aDeviceIsNeverPutAside() throws IOException {
    try (LogFile log = LogFile.open(Path.of("/dev/null"), new Rotation(1, 1))) {
      log.append("one\n");
      log.append("two\n");
    }
    assertThat(Path.of("/dev/null")).exists();
    assertThat(Path.of("/dev/null.1")).doesNotExist();
  }
}
