package dev.whimbrel.cli.story;

import dev.whimbrel.testkit.Txtar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text archive whose comment is a script: steps with what each of them shows. Its files lie there when the story begins.
 */
record Story(Txtar archive) {
  private static final Pattern SHOWN = Pattern.compile("[>!]( .*)?|exit \\d+");

  static Story read(Path file) throws IOException {
    return new Story(Txtar.read(file));
  }

  List<String> script() {
    return archive.comment().lines().toList();
  }

  List<Txtar.Entry> files() {
    return archive.files();
  }

  /** The script without what the steps are expected to show. */
  List<String> steps() {
    return script().stream().filter(line -> !SHOWN.matcher(line).matches()).toList();
  }

  /** The whole text with another script. */
  String withScript(List<String> lines) {
    return new Txtar(String.join("\n", lines) + "\n", files()).toString();
  }
}
