package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FileSetTest {
  @TempDir
  private Path temporary;

  private Path directory;

  @BeforeEach
  void createDirectory() throws IOException {
    directory = Files.createDirectories(temporary.resolve("db/migrations"));
  }

  @Test
  void readsInSubdirectoriesWhatShowsThatItIsLiquibases() throws IOException {
    file("root.yaml", "databaseChangeLog:\n- include: {file: x/a.sql}\n");
    file("settings.yaml", "name: databaseChangeLog-free");
    file("x/a.sql", "\n-- Liquibase formatted SQL\n");
    file("x/b.SQL", "\uFEFF--liquibase formatted sql\n");
    file("x/plain.sql", "select 1;\n--liquibase formatted sql\n");
    file("x/inner.xml", "<?xml version=\"1.0\"?>\n<databaseChangeLog/>");
    file("x/other.json", "{ \"name\": \"databaseChangeLog\" }");
    file("x/inner.json", "{ \"databaseChangeLog\": [] }");

    FileSet files = FileSet.read(directory).orThrow();

    assertThat(files.files().keySet()).containsExactly("root.yaml", "x/a.sql", "x/b.SQL", "x/inner.json",
        "x/inner.xml");
    assertThat(files.others()).containsExactly("settings.yaml", "x/", "x/other.json", "x/plain.sql");
  }

  @Test
  void readsFilesOfAnySize() throws IOException {
    for (int size : List.of(0, 1, (1 << 17) - 1, 1 << 17, (1 << 17) + 1, 300_000)) {
      file(size + "_a.sql", "x".repeat(size));
    }

    FileSet files = FileSet.read(directory).orThrow();

    assertThat(files.files()).hasSize(6)
        .allSatisfy((name, bytes) -> assertThat(name).isEqualTo(bytes.length + "_a.sql"))
        .allSatisfy((name, bytes) -> assertThat(new String(bytes, UTF_8)).matches("x*"));
  }

  @Test
  void readsWhatMattersAndNamesTheRest() throws IOException {
    file("1_a.sql", "select 1;");
    file(".hidden.sql", "select 2;");
    file("atlas.sum", "h1:x");
    file("V1__a.sql.conf", "executeInTransaction=false");
    file("README.md", "words");
    file("1_a.sql~", "backup");
    file(".1_a.sql.swp", "swap");
    file("a.SQL", "select 3;");
    file("deep/V2__b.sql", "select 4;");
    file("deep/other.sql", "select 5;");
    file(".git/V3__c.sql", "select 6;");
    file("node_modules/V4__d.sql", "select 7;");
    Files.createSymbolicLink(directory.resolve(".#1_a.sql"), Path.of("somebody@host.123"));

    FileSet files = FileSet.read(directory).orThrow();

    assertThat(files.files().keySet()).containsExactly(".hidden.sql", "1_a.sql", "V1__a.sql.conf", "a.SQL", "atlas.sum",
        "deep/V2__b.sql");
    assertThat(files.others()).containsExactly(".1_a.sql.swp", ".git/", "1_a.sql~", "README.md", "deep/",
        "deep/other.sql", "node_modules/");
    assertThat(files.bytes("1_a.sql")).isEqualTo("select 1;".getBytes(UTF_8));
    assertThat(files.origin()).isEqualTo(directory.toString());
  }

  @Test
  void readsAMountedConfigMapOnce() throws IOException {
    Path data = Files.createDirectories(directory.resolve("..2026_01_31_12_00_00.123"));
    Files.writeString(data.resolve("1_a.sql"), "select 1;");
    Files.createDirectories(data.resolve("sub"));
    Files.writeString(data.resolve("sub/V1__a.sql"), "select 2;");
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(directory.resolve("1_a.sql"), Path.of("..data/1_a.sql"));
    Files.createSymbolicLink(directory.resolve("sub"), Path.of("..data/sub"));

    assertThat(FileSet.read(directory).orThrow().files().keySet()).containsExactly("1_a.sql", "sub/V1__a.sql");
  }

  @Test
  void takesADirectoryThatIsItselfALink() throws IOException {
    file("1_a.sql", "select 1;");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

    assertThat(FileSet.read(link).orThrow().files().keySet()).containsExactly("1_a.sql");
  }

  @Test
  void followsLinksInsideAndReadsADirectoryOnce() throws IOException {
    file("z/V1__a.sql", "select 1;");
    Files.createSymbolicLink(directory.resolve("a"), Path.of("z"));
    Files.createSymbolicLink(directory.resolve("z/round"), Path.of(".."));
    Files.createSymbolicLink(directory.resolve("2_b.sql"), Path.of("z/V1__a.sql"));

    assertThat(FileSet.read(directory).orThrow().files().keySet()).containsExactly("2_b.sql", "z/V1__a.sql");
  }

  @Test
  void saysAtOnceWhichFilesItDoesNotOpen() throws Exception {
    file("1_good.sql", "select 1;");
    Files.writeString(temporary.resolve("outside.sql"), "select 2;");
    Files.createSymbolicLink(directory.resolve("2_outside.sql"), Path.of("../../outside.sql"));
    Files.createSymbolicLink(directory.resolve("3_dangling.sql"), Path.of("gone.sql"));
    Files.createSymbolicLink(directory.resolve("4_loop.sql"), Path.of("4_loop.sql"));
    Files.createDirectory(directory.resolve("5_directory.sql"));
    run("mkfifo", directory.resolve("6_pipe.sql").toString());
    run("mkfifo", directory.resolve("no-matter").toString());
    Files.createSymbolicLink(directory.resolve("8_device.sql"), Path.of("/dev/zero"));
    Path root = directory.toRealPath();
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(directory.resolve("7_socket.sql")));

      assertThat(shown(FileSet.read(directory))).containsExactly(
          "BAD_FILE 2_outside.sql:1:1 \"2_outside.sql\" is a symbolic link to \"" + temporary.toRealPath()
              + "/outside.sql\", which lies outside \"" + root
              + "\" > replace the link by the file itself, or remove it",
          "BAD_FILE 3_dangling.sql:1:1 \"3_dangling.sql\" is a symbolic link to \"gone.sql\", there is no such file"
              + " > replace the link by the file itself, or remove it",
          "BAD_FILE 4_loop.sql:1:1 \"4_loop.sql\" is a symbolic link to \"4_loop.sql\", the links run in a circle"
              + " > replace the link by the file itself, or remove it",
          "BAD_FILE 5_directory.sql:1:1 \"5_directory.sql\" is a directory with the name of a migration"
              + " > rename the directory",
          "BAD_FILE 6_pipe.sql:1:1 \"6_pipe.sql\" is a pipe, socket or device, not a file > remove it",
          "BAD_FILE 7_socket.sql:1:1 \"7_socket.sql\" is a pipe, socket or device, not a file > remove it",
          "BAD_FILE 8_device.sql:1:1 \"8_device.sql\" is a symbolic link to \"/dev/zero\", which lies outside \"" + root
              + "\" > replace the link by the file itself, or remove it");
    }
  }

  @Test
  void saysThatAFileMayNotBeRead() throws IOException {
    file("1_a.sql", "select 1;");
    directory.resolve("1_a.sql").toFile().setReadable(false, false);

    Result<FileSet> read = FileSet.read(directory);

    if (Files.isReadable(directory.resolve("1_a.sql"))) {
      // root reads everything
      assertThat(read.orThrow().files()).containsKey("1_a.sql");
    } else {
      assertThat(shown(read)).containsExactly("BAD_FILE 1_a.sql:1:1 \"1_a.sql\" cannot be read: permission denied"
          + " > check that it is a file that the user who runs Whimbrel may read");
    }
  }

  @Test
  void refusesNamesThatNobodyCanPrint() throws Exception {
    namedInBytes("1_a\\012.sql");
    namedInBytes("2_\\342\\200\\256b.sql");
    namedInBytes("3_\\377.sql");

    assertThat(shown(FileSet.read(directory))).containsExactly(
        "BAD_FILE_NAME 1_a%0A.sql:1:1 the name of \"1_a%0A.sql\" (bytes as %XX) holds control characters or is not UTF-8"
            + " > rename it",
        "BAD_FILE_NAME 2_%E2%80%AEb.sql:1:1 the name of \"2_%E2%80%AEb.sql\" (bytes as %XX) holds control characters or is"
            + " not UTF-8 > rename it",
        "BAD_FILE_NAME 3_%FF.sql:1:1 the name of \"3_%FF.sql\" (bytes as %XX) holds control characters or is not UTF-8"
            + " > rename it");
  }

  @Test
  void keepsNamesBeyondAsciiWhateverTheLocale() throws Exception {
    namedInBytes("1_\\303\\244\\303\\266.sql");

    assertThat(FileSet.read(directory).orThrow().files().keySet()).containsExactly("1_äö.sql");
  }

  @Test
  void findsTheDirectoryThatWasMeant() throws IOException {
    file("1_a.sql", "select 1;");
    Files.createDirectories(temporary.resolve("elsewhere/seeds"));
    Files.writeString(temporary.resolve("elsewhere/seeds/x.sql"), "select 1;");

    assertThat(shown(FileSet.read(temporary.resolve("db/migration")))).containsExactly(
        "NO_DIRECTORY directory \"" + temporary + "/db/migration\" does not exist > there are migrations in \""
            + directory
            + "\": try --dir " + directory);
    assertThat(shown(FileSet.read(temporary.resolve("migrations")))).containsExactly(
        "NO_DIRECTORY directory \"" + temporary + "/migrations\" does not exist > there are migrations in \""
            + directory
            + "\": try --dir " + directory);
  }

  @Test
  void saysThatThereIsNoDirectory() throws IOException {
    file("1_a.sql", "select 1;");

    assertThat(shown(FileSet.read(Path.of("/nonexistent/migrations")))).containsExactly(
        "NO_DIRECTORY directory \"/nonexistent/migrations\" does not exist > name the directory of the migrations with --dir; or make it with the first one: whimbrel new NAME");
    assertThat(shown(FileSet.read(directory.resolve("1_a.sql")))).containsExactly("NO_DIRECTORY \"" + directory
        + "/1_a.sql\" is not a directory > name its directory: --dir " + directory);
    assertThat(shown(FileSet.read(temporary.resolve("a\nb")))).hasSize(1);
  }

  @Test
  void anEmptyDirectoryIsReadable() {
    FileSet files = FileSet.read(directory).orThrow();

    assertThat(files.files()).isEmpty();
    assertThat(Format.detect(files).problems()).singleElement()
        .returns(ProblemCode.NO_MIGRATIONS, Problem::code)
        .returns("\"" + directory + "\" holds no migration; it is empty", Problem::message);
  }

  @Test
  void writesNewFilesAndReplacesTheIntegrityFile() throws IOException {
    file("atlas.sum", "old");

    List<Path> written = FileSet.write(directory, newFiles("1_a.sql", "sub/2_b.sql", "atlas.sum")).orThrow();

    assertThat(written).containsExactly(directory.resolve("1_a.sql"), directory.resolve("atlas.sum"),
        directory.resolve("sub/2_b.sql"));
    assertThat(directory.resolve("1_a.sql")).hasContent("text of 1_a.sql");
    assertThat(directory.resolve("atlas.sum")).hasContent("text of atlas.sum");
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("1_a.sql", "atlas.sum", "sub");
  }

  @Test
  void overwritesNothing() throws IOException {
    file("2_b.sql", "mine");

    Result<List<Path>> written = FileSet.write(directory, newFiles("1_a.sql", "2_b.sql"));

    assertThat(shown(written)).containsExactly("BAD_FILE 2_b.sql:1:1 \"" + directory.resolve("2_b.sql")
        + "\" exists already > choose another name");
    assertThat(directory.toFile().list()).containsExactly("2_b.sql");
    assertThat(directory.resolve("2_b.sql")).hasContent("mine");
  }

  @Test
  void takesBackWhatItWroteWhenItCannotWriteAll() throws IOException {
    file("sub", "a file where a directory is needed");

    Result<List<Path>> written = FileSet.write(directory, newFiles("1_a.sql", "sub/2_b.sql"));

    assertThat(written.problems()).singleElement().returns(ProblemCode.BAD_FILE, Problem::code);
    assertThat(directory.toFile().list()).containsExactly("sub");
  }

  private static NewFiles newFiles(String... names) {
    TreeMap<String, String> files = new TreeMap<>();
    for (String name : names) {
      files.put(name, "text of " + name);
    }
    return new NewFiles(files);
  }

  private void file(String name, String text) throws IOException {
    Path path = directory.resolve(name);
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(path, text);
  }

  /** A file with a name that this process may be unable to write in its locale. */
  private void namedInBytes(String octal) throws IOException, InterruptedException {
    run("sh", "-c", "echo 'select 1;' > \"$1/$(printf \"$2\")\"", "sh", directory.toString(), octal);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  static List<String> shown(Result<?> result) {
    return result.problems().stream()
        .map(p -> p.code() + " " + (p.at() == null ? "" : p.at() + " ") + p.message() + " > " + p.remedy()).toList();
  }
}
