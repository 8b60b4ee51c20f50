package dev.whimbrel.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.testkit.Txtar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Where a story is played: a directory, a database, the variables, and who sits at the terminal. */
final class Stage implements AutoCloseable {
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-06T07:08:09Z"), ZoneOffset.UTC);
  private static final String PROGRAM = "whimbrel";

  private final TestDatabase database;
  private final Path directory;
  private final Connection session;
  private final Steady steady;
  private final Map<String, String> environment = new TreeMap<>();
  private Terminal terminal = Terminal.NONE;
  private String typed = "";

  Stage(TestDatabase database, Path directory) {
    this.database = database;
    this.directory = directory;
    this.session = database.connect();
    this.steady = new Steady(database, directory);
    environment.put("WHIMBREL_URL", database.url());
  }

  void layOut(List<Txtar.Entry> files) throws IOException {
    for (Txtar.Entry file : files) {
      write(path(file.name()), filled(file.content()));
    }
  }

  /** Plays one step and gives the lines that it shows. */
  List<String> play(String step) throws Exception {
    if (step.isBlank() || step.startsWith("#")) {
      return List.of();
    }
    if (step.startsWith("sql> ")) {
      return sql(filled(step.substring(5)));
    }
    List<String> words = Words.of(filled(step));
    return switch (words.getFirst()) {
      case "$" -> whimbrel(words.subList(1, words.size()));
      case "env" -> setVariable(words.get(1));
      case "terminal" -> setTerminal(words.get(1));
      case "type" -> type(words.get(1));
      case "save" -> save(path(words.get(1)), words.subList(2, words.size()));
      case "bash" -> bash(words.subList(1, words.size()));
      default -> file(words);
    };
  }

  private String filled(String text) {
    return text.replace("{url}", database.url()).replace("{host}", database.host())
        .replace("{port}", String.valueOf(database.port())).replace("{user}", database.user())
        .replace("{password}", database.password()).replace("{database}", database.name())
        .replace("{lock}", lock()).replace("{folder}", directory.toString());
  }

  /** The advisory lock of the journal of no particular service: two checksums, one below {@code whimbrel}. */
  private static String lock() {
    return crc32("whimbrel") + ", " + crc32("whimbrel\0");
  }

  private static int crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  private List<String> setVariable(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      environment.remove(assignment);
    } else {
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return List.of();
  }

  private List<String> setTerminal(String who) {
    terminal = who.equals("person") ? Terminal.INTERACTIVE : Terminal.NONE;
    return List.of();
  }

  private List<String> type(String answer) {
    typed = answer + "\n";
    return List.of();
  }

  // Commands

  private List<String> whimbrel(List<String> words) {
    Ran ran = run(words);
    return shown(ran.out(), ran.err(), ran.exitCode());
  }

  /** What a run writes to standard output goes into a file. */
  private List<String> save(Path file, List<String> words) throws IOException {
    Ran ran = run(words);
    Files.writeString(file, ran.out());
    return shown("", ran.err(), ran.exitCode());
  }

  /** What came of a run. */
  private record Ran(String out, String err, int exitCode) {}

  private Ran run(List<String> words) {
    Map<String, String> variables = new TreeMap<>(environment);
    int i = 0;
    for (; !words.get(i).equals(PROGRAM); i++) {
      int equals = words.get(i).indexOf('=');
      variables.put(words.get(i).substring(0, equals), words.get(i).substring(equals + 1));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings = new Surroundings(variables, directory, new StringReader(typed), stream(out),
        stream(err), terminal, CLOCK);
    typed = "";
    List<String> args = words.subList(i + 1, words.size());
    int exitCode = new Cli(surroundings).run(args.toArray(String[]::new));
    Ran ran = new Ran(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exitCode);
    check(args, ran.out(), ran.err());
    return ran;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** What holds for every run of every command. */
  private void check(List<String> args, String out, String err) {
    assertThat(out + err).as("no password is shown").doesNotContain(database.password()).doesNotContain("s3cret");
    if (terminal == Terminal.NONE) {
      assertThat(out + err).as("no control characters where nobody is")
          .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f]");
    }
    assertThat(out.lines().filter(line -> line.endsWith(" "))).as("no blanks at the ends of lines").isEmpty();
    if (args.contains("--json")) {
      assertThat(err).as("all is in the document").isEmpty();
      assertThat(JsonText.isOneDocument(out)).as("one document: " + out).isTrue();
    }
  }

  private List<String> bash(List<String> command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("bash", "--norc", "--noprofile"));
    line.addAll(command);
    Process process = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return shown(out, "", process.waitFor());
  }

  private List<String> shown(String out, String err, int exitCode) {
    List<String> lines = new ArrayList<>();
    prefixed(">", out).forEach(lines::add);
    prefixed("!", err).forEach(lines::add);
    if (exitCode != 0) {
      lines.add("exit " + exitCode);
    }
    return lines;
  }

  private Stream<String> prefixed(String prefix, String text) {
    return steady.of(text).lines().map(line -> (prefix + " " + line.replace("\u001b", "<esc>")).stripTrailing());
  }

  // The database

  private List<String> sql(String sql) {
    try (Statement statement = session.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        read(statement.getResultSet(), rows);
      }
      return rows;
    } catch (SQLException e) {
      return List
          .of("! " + e.getSQLState() + " " + steady.of(String.valueOf(e.getMessage())).lines().findFirst().orElse(""));
    }
  }

  private void read(ResultSet result, List<String> rows) throws SQLException {
    int width = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= width; column++) {
        row.add(String.valueOf(result.getString(column)));
      }
      rows.add(("> " + steady.of(String.join(" | ", row))).stripTrailing());
    }
  }

  // Files

  private List<String> file(List<String> words) throws IOException {
    Path path = path(words.get(1));
    switch (words.getFirst()) {
      case "write" -> write(path, words.get(2));
      case "append" -> Files.write(path, Words.bytes(words.get(2)), StandardOpenOption.APPEND);
      case "replace" -> replace(path, words.get(2), words.get(3));
      case "mv" -> Files.move(path, path(words.get(2)), StandardCopyOption.REPLACE_EXISTING);
      case "rm" -> Files.delete(path);
      case "mkdir" -> Files.createDirectories(path);
      case "cat" -> {
        return prefixed(">", Files.readString(path)).toList();
      }
      case "ls" -> {
        try (Stream<Path> entries = Files.list(path)) {
          return entries.map(entry -> "> " + entry.getFileName()).sorted().toList();
        }
      }
      default -> throw new IllegalArgumentException("no such step: " + words);
    }
    return List.of();
  }

  private Path path(String name) {
    Path path = directory.resolve(name).normalize();
    if (!path.startsWith(directory)) {
      throw new IllegalArgumentException("outside the story's directory: " + name);
    }
    return path;
  }

  private static void write(Path path, String content) throws IOException {
    Files.createDirectories(path.resolveSibling(""));
    Files.write(path, Words.bytes(content));
  }

  private static void replace(Path path, String old, String text) throws IOException {
    String before = Files.readString(path);
    assertThat(before).as("what is to be replaced in " + path).contains(old);
    Files.writeString(path, before.replace(old, text));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
