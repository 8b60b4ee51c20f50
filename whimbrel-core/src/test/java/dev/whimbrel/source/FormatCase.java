package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One migration directory and what is expected of it, in one text file: lines {@code # NAME=value} give variables, a line
 * {@code === path} begins a file, and {@code === expected} what is to be seen. Behind a path may stand {@code [crlf]},
 * {@code [bom]}, {@code [chomp]} (no line end at the end) and {@code [other]} (there, but not read). A line {@code # hash} asks for
 * an {@code atlas.sum} that fits. The folder names the format;
 * cases in the folder {@code detection} are not parsed.
 */
record FormatCase(Path file, Map<String, String> variables, FileSet files, String expected) {
  static Stream<FormatCase> all() {
    Path root = Path.of("src/test/resources/formats");
    try (Stream<Path> found = Files.walk(root)) {
      return found.filter(path -> path.toString().endsWith(".case")).sorted().map(FormatCase::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FormatCase read(Path file) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    TreeSet<String> others = new TreeSet<>();
    Map<String, String> variables = new TreeMap<>();
    StringBuilder expected = new StringBuilder();
    String head = "";
    StringBuilder body = new StringBuilder();
    List<String> lines = new ArrayList<>(lines(file));
    lines.add("=== end");
    for (String line : lines) {
      if (line.startsWith("=== ")) {
        section(head, body, files, others, expected);
        head = line.substring(4);
        body.setLength(0);
      } else if (head.isEmpty() && line.startsWith("# ") && line.contains("=")) {
        variables.put(line.substring(2, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      } else {
        body.append(line).append('\n');
      }
    }
    if (lines.contains("# hash")) {
      Format.ATLAS.integrityFile(FileSet.of("", files)).files()
          .forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    }
    return new FormatCase(file, variables, new FileSet("migrations", files, others), expected.toString());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void section(String head, StringBuilder body, SortedMap<String, byte[]> files, TreeSet<String> others,
      StringBuilder expected) {
    if (head.equals("expected")) {
      expected.append(body);
      return;
    }
    if (head.isEmpty()) {
      return;
    }
    int options = head.indexOf(" [");
    String path = options < 0 ? head : head.substring(0, options);
    if (head.endsWith("[other]")) {
      others.add(path);
      return;
    }
    String text = head.contains("[chomp]") ? body.substring(0, Math.max(0, body.length() - 1)) : body.toString();
    text = head.contains("[crlf]") ? text.replace("\n", "\r\n") : text;
    text = head.contains("[bom]") ? "\uFEFF" + text : text;
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  String folder() {
    return file.getName(file.getNameCount() - 2).toString();
  }

  /** What is seen. */
  String actual() {
    StringBuilder out = new StringBuilder();
    Result<Format> detected = Format.detect(files);
    switch (detected) {
      case Result.Ok<Format> ok -> out.append("detected ").append(ok.value().label()).append('\n');
      case Result.Rejected<Format> rejected -> {
        out.append("not detected\n");
        problems(rejected.problems(), out);
      }
    }
    if (!folder().equals("detection")) {
      parsed(out);
    }
    return out.toString();
  }

  private void parsed(StringBuilder out) {
    Result<MigrationSet> parsed = Format.byLabel(folder()).orThrow().parse(files,
        new ParseOptions(Lexicon.standard(), variables));
    switch (parsed) {
      case Result.Ok<MigrationSet> ok -> {
        ok.value().migrations().forEach(migration -> print(migration, out));
        if (!ok.value().warnings().isEmpty()) {
          out.append("warned\n");
          problems(ok.value().warnings(), out);
        }
      }
      case Result.Rejected<MigrationSet> rejected -> {
        out.append("rejected\n");
        problems(rejected.problems(), out);
      }
    }
  }

  private static void problems(List<Problem> problems, StringBuilder out) {
    for (Problem problem : problems) {
      out.append("  ").append(problem.code());
      if (problem.at() != null) {
        out.append(' ').append(problem.at());
      }
      out.append("\n    ").append(problem.message()).append('\n');
      if (problem.excerpt() != null) {
        out.append("    | ").append(problem.excerpt().text().replace("\r", "\\r")).append('\n');
      }
      out.append("    > ").append(problem.remedy()).append('\n');
    }
  }

  private static void print(Migration migration, StringBuilder out) {
    out.append(migration.id()).append(" [").append(migration.id().key()).append("] \"")
        .append(migration.description()).append('"');
    if (migration.role() == Migration.Role.CHECKPOINT) {
      out.append(" checkpoint");
    }
    out.append('\n');
    print("up", migration.up(), out);
    switch (migration.down()) {
      case Reversal.By by -> print("down", by.script(), out);
      case Reversal.None none -> out.append("  no down\n");
    }
  }

  private static void print(String way, Script script, StringBuilder out) {
    out.append("  ").append(way).append(' ').append(script.file()).append(' ').append(script.mode());
    if (script.opening() != null) {
      out.append(", opened by ").append(script.opening().text());
    }
    out.append('\n');
    for (Statement statement : script.statements()) {
      out.append("    ").append(statement.line()).append(':').append(statement.column()).append(' ');
      out.append(statement.text().replace("\r", "\\r").replace("\n", "\\n")).append('\n');
    }
  }

  /** Writes what is seen into the file as what is expected. */
  void accept() {
    try {
      String text = Files.readString(file);
      int at = text.indexOf("=== expected\n");
      Files.writeString(file, (at < 0 ? text : text.substring(0, at)) + "=== expected\n" + actual());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder() + "/" + file.getFileName();
  }
}
