package dev.whimbrel.cli.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text file: steps with what each of them shows, then the files that lie there when the story begins.
 *
 * @param script the lines of the first part
 * @param layout the text of every file by its path
 * @param archive the second part as it is written
 */
record Story(List<String> script, Map<String, String> layout, String archive) {
  private static final Pattern FILE = Pattern.compile("(?m)^-- (\\S.*) --\n");
  private static final Pattern SHOWN = Pattern.compile("[>!]( .*)?|exit \\d+");

  Story {
    script = List.copyOf(script);
    layout = Map.copyOf(layout);
  }

  static Story read(Path file) throws IOException {
    String text = Files.readString(file);
    Matcher matcher = FILE.matcher(text);
    int end = matcher.find() ? matcher.start() : text.length();
    return new Story(text.substring(0, end).lines().toList(), layout(text.substring(end)), text.substring(end));
  }

  private static Map<String, String> layout(String archive) {
    Map<String, String> layout = new LinkedHashMap<>();
    Matcher matcher = FILE.matcher(archive);
    List<String> contents = new ArrayList<>(List.of(FILE.split(archive, -1)));
    contents.removeFirst();
    while (matcher.find()) {
      layout.put(Objects.requireNonNull(matcher.group(1)), contents.removeFirst());
    }
    return layout;
  }

  /** The first part without what the steps are expected to show. */
  List<String> steps() {
    return script.stream().filter(line -> !SHOWN.matcher(line).matches()).toList();
  }

  /** The whole text with other lines in the first part. */
  String withScript(List<String> lines) {
    return String.join("\n", lines) + "\n" + archive;
  }
}
