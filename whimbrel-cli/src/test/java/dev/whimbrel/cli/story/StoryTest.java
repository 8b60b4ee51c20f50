package dev.whimbrel.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every story; {@code -Dstories.update=true} writes down what it sees instead of comparing it. */
@ExtendWith(FreshDatabases.class)
@Execution(ExecutionMode.CONCURRENT)
class StoryTest {
  private static final Path STORIES = Path.of(System.getProperty("basedir", ""), "src/test/resources/stories");
  private static final boolean UPDATE = Boolean.getBoolean("stories.update");
  private static final String ONLY = System.getProperty("stories.only", "");

  static List<String> stories() throws IOException {
    try (Stream<Path> files = Files.list(STORIES)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txtar"))
          .filter(name -> name.matches(".*(" + ONLY + ").*")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void goesAsWritten(String name, TestDatabase database, @TempDir Path directory) throws Exception {
    Path file = STORIES.resolve(name);
    Story story = Story.read(file);
    List<String> played = new ArrayList<>();
    try (Stage stage = new Stage(database, directory)) {
      stage.layOut(story.files());
      for (String step : story.steps()) {
        played.add(step);
        played.addAll(stage.play(step));
      }
    }
    if (UPDATE) {
      Files.writeString(file, story.withScript(played));
      return;
    }
    assertThat(String.join("\n", played)).isEqualTo(String.join("\n", story.script()));
  }
}
