package dev.whimbrel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxtarTest {
  private static final String TEXT = """
    a story
    of two lines
    -- db/0001_init.sql --
    create table t ();

    -- +migrate Down
    -- expected --
    -- --
    done
    -- empty --
    """;

  @Test
  void readsTheCommentAndTheFiles() {
    Txtar archive = Txtar.parse(TEXT);
    assertThat(archive.comment()).isEqualTo("a story\nof two lines\n");
    assertThat(archive.files()).containsExactly(
        new Txtar.Entry("db/0001_init.sql", "create table t ();\n\n-- +migrate Down\n"),
        new Txtar.Entry("expected", "-- --\ndone\n"),
        new Txtar.Entry("empty", ""));
    assertThat(archive.content("expected")).isEqualTo("-- --\ndone\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, "", "\n", "comment\n", "-- a --\n", "-- a --\n-- b --\n\n\n-- c d --\nx\n",
      "-- -- --\n"})
  void writesWhatItRead(String text) {
    Txtar archive = Txtar.parse(text);
    assertThat(archive).hasToString(text);
    assertThat(Txtar.parse(archive.toString())).isEqualTo(archive);
  }

  @Test
  void endsEveryFileWithALineEnd() {
    assertThat(Txtar.parse("-- a --\ntext")).isEqualTo(Txtar.parse("-- a --\ntext\n"));
    assertThat(new Txtar("c", List.of(new Txtar.Entry("a", "x")))).hasToString("c\n-- a --\nx\n");
  }

  @Test
  void takesMarkersWithLooseEnds() {
    assertThat(Txtar.parse("--  a  --  \r\nx\r\n").files()).containsExactly(new Txtar.Entry("a", "x\r\n"));
  }

  @Test
  void refusesWhatItCouldNotReadBack() {
    assertThatThrownBy(() -> new Txtar.Entry("a", "-- b --\n"))
        .hasMessage("the file a has a line that would begin another file of the archive");
    assertThatThrownBy(() -> new Txtar.Entry(" ", "")).hasMessageContaining("no name for a file");
    assertThatThrownBy(() -> Txtar.parse("-- a --\n-- a --\n")).hasMessage("the archive holds the file a twice");
    assertThatThrownBy(() -> Txtar.parse("").content("a")).hasMessage("the archive holds no file a");
  }

  @Test
  void unpacksBelowADirectoryOnly(@TempDir Path directory) throws Exception {
    Txtar.parse(TEXT).unpack(directory);
    assertThat(directory.resolve("db/0001_init.sql")).hasContent("create table t ();\n\n-- +migrate Down\n");
    assertThat(directory.resolve("empty")).isEmptyFile();
    assertThatThrownBy(() -> Txtar.parse("-- ../a --\n").unpack(directory)).isInstanceOf(IOException.class);
  }
}
