package dev.whimbrel.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.ServerAddress;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is unpacked from the archives, run as on a machine that has neither Java nor Maven. */
class DistributionTest {
  private static final String VERSION = System.getProperty("whimbrel.version", "");

  @TempDir
  static Path place;

  /** With a space in it. */
  private static Path home;
  private static Path tools;
  private static EmbeddedPostgres postgres;

  private record Ran(int exitCode, String out, String err) {}

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    Path archive = archive(".tar.gz");
    assumeTrue(archive.toFile().isFile() || System.getenv("CI") != null, "the distribution was not made");
    home = Files.createDirectories(place.resolve("an empty directory"));
    Ran tar = run(home, Map.of("PATH", "/usr/bin:/bin"), "tar", "-xzf", archive.toAbsolutePath().toString());
    assertThat(tar.exitCode()).as(tar.err()).isZero();
    home = home.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    tools = Files.createDirectories(place.resolve("tools"));
    for (String name : List.of("sh", "readlink", "unshare", "setpriv", "env")) {
      Stream.of("/usr/bin", "/bin").map(bin -> Path.of(bin, name)).filter(Files::exists).findFirst()
          .ifPresent(program -> link(tools.resolve(name), program));
    }
    postgres = EmbeddedPostgres.ephemeral(EmbeddedOptions.defaults());
  }

  @AfterAll
  static void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Path archive(String ending) {
    String label = Platform.here().map(Platform::label).orElse("none");
    return Path.of("target", "whimbrel-" + VERSION + "-" + label + ending);
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Ran run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(place, "out", ".txt");
    Path err = Files.createTempFile(place, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as(String.join(" ", command)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** Nothing but a shell, what its links need, and what starts the server. */
  private static Map<String, String> bare() {
    return Map.of("PATH", tools.toString(), "HOME", place.resolve("user").toString());
  }

  private static Ran whimbrel(Path directory, String... args) throws IOException, InterruptedException {
    return whimbrel(directory, bare(), args);
  }

  private static Ran whimbrel(Path directory, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/whimbrel").toString()));
    command.addAll(List.of(args));
    return run(directory, environment, command.toArray(String[]::new));
  }

  /** The virtual machine with the launcher's flags and one that it does not have: to end where the cache is not used. */
  private static Ran insisting(Path home, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("runtime/bin/java").toString(),
        "-XX:AOTCache=" + home.resolve("lib/whimbrel.aot"), "-XX:AOTMode=on", "-XX:TieredStopAtLevel=1",
        "-XX:CompileThresholdScaling=3",
        "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of(more));
    return run(place, with("LC_ALL", "C.UTF-8"), command.toArray(String[]::new));
  }

  private static Ran about(Path home, String... flags) throws IOException, InterruptedException {
    List<String> more = new ArrayList<>(List.of(flags));
    more.addAll(List.of("-cp", home.resolve("lib/whimbrel.jar").toString(), "dev.whimbrel.cli.Main", "about"));
    return insisting(home, more.toArray(String[]::new));
  }

  private static void assertIsAbout(Ran ran) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).matches("whimbrel " + VERSION + " on Java \\S+\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void theFirstTwoCommandsOfTheReadmeNeedNothingInstalled() throws IOException, InterruptedException {
    Ran up = whimbrel(home, "-C", "examples/shop", "up");
    assertThat(up.exitCode()).as(up.err()).isZero();
    assertThat(up.out()).contains("Applied 16 migrations in ").endsWith("is at version 20250317090000.\n");
    Ran status = whimbrel(home, "-C", "examples/shop", "status");
    assertThat(status.out())
        .endsWith("Current version: 20250317090000 in the embedded database. Nothing pending.\n");
    assertThat(status.exitCode()).isZero();
  }

  @Test
  void whatTheLauncherGivesKeepsTheCache() throws IOException, InterruptedException {
    Ran ran = whimbrel(place, with("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"), "about");
    assertThat(ran.err()).isEqualTo("Picked up JAVA_TOOL_OPTIONS: -XX:AOTMode=on\n");
    assertThat(ran.out()).startsWith("whimbrel " + VERSION);
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void theCacheGoesWithTheDirectory() throws IOException, InterruptedException {
    Path other = place.resolve("copied");
    copy(home, other); // with the times of now, as cp -r does it
    assertIsAbout(about(other));
    Files.setLastModifiedTime(other.resolve("runtime/lib/modules"), FileTime.from(Instant.EPOCH));
    assertIsAbout(about(other));
  }

  @Test
  void theCacheServesProcessorsThatCanLess() throws IOException, InterruptedException {
    if (System.getProperty("os.arch").equals("amd64")) {
      assertIsAbout(about(home, "-XX:UseAVX=0", "-XX:UseSSE=2", "-XX:-UseAES", "-XX:-UseSHA"));
    }
  }

  /** So that the tests above are seen to be able to fail, and users never do. */
  @Test
  void aCacheThatDoesNotFitIsNamedAndNotUsed() throws IOException, InterruptedException {
    Path other = place.resolve("broken");
    copy(home, other);
    Files.write(other.resolve("lib/whimbrel.aot"), new byte[]{1, 2, 3});
    assertThat(about(other).exitCode()).isEqualTo(1);
    Ran ran = run(place, bare(), other.resolve("bin/whimbrel").toString(), "about");
    assertThat(ran.err()).contains("[error][aot]");
    assertThat(ran.out()).startsWith("whimbrel " + VERSION);
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void nothingIsLoadedFromTheJarWhereNothingIsToDo() throws Exception {
    Path migrations = Files.createDirectories(place.resolve("few"));
    Files.writeString(migrations.resolve("000001_a.up.sql"), "CREATE TABLE few_a ();\n");
    Files.writeString(migrations.resolve("000002_b.up.sql"), "CREATE INDEX CONCURRENTLY few_b ON few_a ((1));\n");
    String[] command = {"-Xlog:class+load:file=" + place.resolve("classes.log"), "-cp",
        home.resolve("lib/whimbrel.jar").toString(), "dev.whimbrel.cli.Main", "up", "--dir", migrations.toString(),
        "--url", database("few")};
    assertThat(insisting(home, command).exitCode()).isZero();
    Ran again = insisting(home, command);
    assertThat(again.out()).startsWith("Nothing to do.");
    List<String> slow = Files.readAllLines(place.resolve("classes.log")).stream()
        .filter(line -> !line.contains("source: shared objects file"))
        .map(line -> line.replaceFirst("^.*\\] ", "").replaceFirst(" source: .*", ""))
        // what the virtual machine keeps out of every cache: events of its recorder, classes made while it runs, and what makes them
        .filter(name -> !name.startsWith("jdk.internal.event.") && !name.contains("/0x")
            && !name.startsWith("java.lang.invoke."))
        .toList();
    assertThat(slow).isEmpty();
  }

  @Test
  void isFoundByLinksAndByRelativePaths() throws IOException, InterruptedException {
    Path bin = Files.createDirectories(place.resolve("bin"));
    link(bin.resolve("absolute"), home.resolve("bin/whimbrel"));
    link(bin.resolve("relative"), bin.relativize(home.resolve("bin/whimbrel")));
    link(bin.resolve("again"), Path.of("relative"));
    for (String name : List.of("absolute", "relative", "again")) {
      assertIsAbout(run(place, bare(), bin.resolve(name).toString(), "about"));
      assertIsAbout(run(bin, bare(), "sh", name, "about"));
    }
    assertIsAbout(run(home, bare(), "bin/whimbrel", "about"));
    assertIsAbout(run(home, bare(), "./bin/whimbrel", "about"));
    assertIsAbout(run(home, bare(), "sh", "bin/whimbrel", "about"));
    assertIsAbout(run(home.resolve("bin"), bare(), "./whimbrel", "about"));
    assertIsAbout(run(home.resolve("bin"), bare(), "sh", "whimbrel", "about"));
    assertIsAbout(run(home.resolve("lib"), bare(), "../bin/whimbrel", "about"));
    assertIsAbout(run(place, with("PATH", home.resolve("bin") + ":" + tools), "sh", "-c", "whimbrel about"));
    assertIsAbout(run(home.resolve("lib"), with("PATH", "../bin:" + tools), "sh", "-c", "whimbrel about"));
  }

  /** Each would cost as much as a part of the work. */
  @Test
  void theLauncherStartsNoOtherProgram() throws IOException, InterruptedException {
    Path nothing = Files.createDirectories(place.resolve("nothing"));
    assertIsAbout(run(place, Map.of("PATH", nothing.toString()), "/bin/sh", home.resolve("bin/whimbrel").toString(),
        "about"));
  }

  @Test
  void doesWhatTheToolDoesWhoseNameItHas() throws IOException, InterruptedException {
    Path bin = Files.createDirectories(place.resolve("names"));
    link(bin.resolve("migrate"), home.resolve("bin/whimbrel"));
    Ran ran = run(place, bare(), bin.resolve("migrate").toString(), "-version");
    assertThat(ran.out() + ran.err()).contains("whimbrel " + VERSION);
  }

  @Test
  void takesArgumentsBeyondAsciiWithoutALocale() throws IOException, InterruptedException {
    Ran ran = whimbrel(place, "up", "--dir", "Übergänge");
    assertThat(ran.err()).contains("Übergänge\" does not exist");
  }

  @Test
  void moreMemoryCanBeGiven() throws IOException, InterruptedException {
    assertThat(heap(bare())).isEqualTo(512L << 20);
    assertThat(heap(with("JAVA_TOOL_OPTIONS", "-Xmx2g"))).isEqualTo(2L << 30);
    assertThat(heap(with("JDK_JAVA_OPTIONS", "-Xmx700m"))).isEqualTo(700L << 20);
  }

  /** A cluster starts it again; a command has to tell what was done. */
  @Test
  void onlyTheOperatorEndsWhereMemoryIsFull() throws IOException, InterruptedException {
    assertThat(flag("bool ExitOnOutOfMemoryError", bare(), "k8s", "operator", "--help")).isEqualTo("true");
    assertThat(flag("bool ExitOnOutOfMemoryError", bare(), "k8s", "manifests", "--by", "operator")).isEqualTo("false");
  }

  /** As images set it for all Java programs. */
  @Test
  void anotherCollectorCanBeChosen() throws IOException, InterruptedException {
    for (String option : List.of("-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-Xshare:off", "-Xmn20m")) {
      Ran ran = whimbrel(place, with("JAVA_TOOL_OPTIONS", option), "about");
      assertThat(ran.err()).isEqualTo("Picked up JAVA_TOOL_OPTIONS: " + option + "\n");
      assertThat(ran.out()).startsWith("whimbrel " + VERSION);
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void isFoundInADirectoryThatIsALink() throws IOException, InterruptedException {
    Path linked = Files.createDirectories(place.resolve("linked"));
    link(linked.resolve("bin"), home.resolve("bin"));
    assertIsAbout(run(place, bare(), linked.resolve("bin/whimbrel").toString(), "about"));
  }

  private static long heap(Map<String, String> environment) throws IOException, InterruptedException {
    return Long.parseLong(flag("size_t MaxHeapSize", environment));
  }

  private static String flag(String name, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Path wrapped = place.resolve("flags");
    Files.createDirectories(wrapped);
    copy(home.resolve("bin"), wrapped.resolve("bin"));
    Path java = Files.createDirectories(wrapped.resolve("runtime/bin")).resolve("java");
    Files.deleteIfExists(java);
    Files.writeString(java, "#!/bin/sh\nexec '" + home.resolve("runtime/bin/java")
        + "' -XX:+PrintFlagsFinal \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of(wrapped.resolve("bin/whimbrel").toString()));
    command.addAll(List.of(args));
    Ran ran = run(place, environment, command.toArray(String[]::new));
    String line = (ran.out() + ran.err()).lines().filter(text -> text.matches(" *" + name + " .*")).findFirst()
        .orElseThrow();
    return line.replaceFirst(".*= (\\S+) .*", "$1");
  }

  /** What a directory of fifty megabytes needs is in docs/reference/limits.md. */
  @Test
  void aFileOfFiftyMegabytesFits() throws Exception {
    Path migrations = Files.createDirectories(place.resolve("large"));
    String row = "INSERT INTO large VALUES ('" + "x".repeat(5000) + "');\n";
    Files.writeString(migrations.resolve("1_large.up.sql"), "CREATE TABLE large (t text);\n" + row.repeat(10_000));
    Ran ran = whimbrel(place, "up", "--dir", migrations.toString(), "--url", database("large"));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void needsNothingToWriteTo() throws IOException, InterruptedException {
    Path other = place.resolve("read only");
    copy(home, other);
    List<Path> all = tree(other);
    for (Path path : all) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(
          Files.isDirectory(path) || Files.isExecutable(path) ? "r-xr-xr-x" : "r--r--r--"));
    }
    try {
      assertIsAbout(about(other));
      assertIsAbout(run(place, bare(), other.resolve("bin/whimbrel").toString(), "about"));
    } finally {
      for (Path path : all) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** A class that the runtime lacks would show as an error of the driver without a reason. */
  @Test
  void theRuntimeHasWhatEncryptionAndScramNeed() throws Exception {
    Path keys = Files.createDirectories(place.resolve("keys"));
    ServerKey key = ServerKey.make(keys);
    try (
        EmbeddedPostgres server = EmbeddedPostgres.ephemeral(EmbeddedOptions.defaults().withSettings(key.settings()))) {
      ServerAddress address = server.address();
      Files.writeString(server.directory().resolve("data/pg_hba.conf"),
          "hostssl all all 127.0.0.1/32 scram-sha-256\n");
      execute(address, "SELECT pg_catalog.pg_reload_conf()");
      String url = "postgresql://" + address.user() + "@127.0.0.1:" + address.port() + "/postgres";
      String parameters = "?sslmode=verify-full&sslrootcert=" + key.certificate();
      Map<String, String> password = with("PGPASSWORD", address.password());
      Path migrations = Files.createDirectories(keys.resolve("none"));
      Files.writeString(migrations.resolve("1_a.up.sql"), "SELECT 1;\n");
      Ran full = whimbrel(keys, password, "up", "--dir", "none", "--url", url + parameters);
      assertThat(full.err()).isEmpty();
      assertThat(full.exitCode()).isZero();
      Ran plain = whimbrel(keys, password, "up", "--dir", "none", "--url", url + "?sslmode=disable");
      assertThat(plain.err()).contains("no encryption");
      assertThat(plain.exitCode()).isEqualTo(5);
      Ran other = whimbrel(keys, password, "up", "--dir", "none", "--url",
          url.replace("127.0.0.1", "localhost") + parameters);
      assertThat(other.err()).contains("localhost").doesNotContain("unusual");
      assertThat(other.exitCode()).isEqualTo(5);
    }
  }

  private static String database(String name) throws SQLException {
    execute(postgres.address(), "CREATE DATABASE " + name);
    return postgres.address().withDatabase(name).url();
  }

  private static void execute(ServerAddress address, String sql) throws SQLException {
    try (Connection session = DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + address.port() + "/postgres", address.user(), address.password());
        Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** There is no ticket here, and that is what is told. */
  @Test
  void theRuntimeHasWhatKerberosNeeds() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(place.resolve("kerberos"));
    Files.writeString(directory.resolve("1_a.up.sql"), "SELECT 1;\n");
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> askForGss(socket));
      Ran ran = whimbrel(place, "up", "--dir", directory.toString(), "--connect-timeout", "1ms", "--url",
          "postgresql://u@127.0.0.1:" + socket.getLocalPort() + "/d?sslmode=disable&gssencmode=disable");
      assertThat(ran.err()).contains("GSS").doesNotContain("unusual", "ClassNotFound", "NoClassDef");
      assertThat(ran.exitCode()).isEqualTo(5);
      socket.close();
      server.join();
    }
  }

  private static void askForGss(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(in.readInt() - 4);
        client.getOutputStream().write(new byte[]{'R', 0, 0, 0, 8, 0, 0, 0, 7});
        in.readAllBytes(); // until it gives up
      } catch (IOException e) {
        // the client had enough, or the test is over
      }
    }
  }

  @Test
  void theDebianPackageInstallsTheSame() throws IOException, InterruptedException {
    Path dpkg = Path.of("/usr/bin/dpkg-deb");
    assumeTrue(Files.isExecutable(dpkg), "no dpkg-deb");
    Path deb;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      deb = files.filter(path -> path.toString().endsWith(".deb")).findFirst().orElseThrow().toAbsolutePath();
    }
    Path root = place.resolve("root");
    Ran extracted = run(place, Map.of("PATH", "/usr/bin:/bin"), dpkg.toString(), "-x", deb.toString(),
        root.toString());
    assertThat(extracted.exitCode()).as(extracted.err()).isZero();
    assertIsAbout(run(place, bare(), root.resolve("usr/bin/whimbrel").toString(), "about"));
    assertIsAbout(about(root.resolve("usr/lib/whimbrel")));
    assertThat(root.resolve("usr/share/doc/whimbrel/copyright")).content().contains("Apache-2.0");
    assertThat(root.resolve("usr/share/bash-completion/completions/whimbrel")).content().contains("complete ");
    Ran control = run(place, Map.of("PATH", "/usr/bin:/bin"), dpkg.toString(), "-f", deb.toString(), "Package",
        "Version", "Depends");
    assertThat(control.out()).isEqualTo("Package: whimbrel\nVersion: " + DebianPackage.version(VERSION)
        + "\nDepends: libc6 (>= 2.17), zlib1g\n");
  }

  @Test
  void licencesComeAlong() throws IOException {
    assertThat(home.resolve("LICENSE")).hasSameTextualContentAs(Path.of("../LICENSE"));
    assertThat(home.resolve("legal/README.md")).content().contains("PostgreSQL License", "0BSD");
    try (Stream<Path> libraries = Files.list(home.resolve("legal"))) {
      assertThat(libraries.map(path -> path.getFileName().toString().replaceFirst("-[0-9.]+$", ""))).contains(
          "postgresql", "commons-cli", "commons-compress", "commons-codec", "commons-io", "commons-lang3");
    }
    assertThat(home.resolve("runtime/legal/java.base")).isDirectory();
  }

  @Test
  void everyFileIsDatedAsTheBuildSays() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(home.resolve("lib/whimbrel.jar")));
        ZipInputStream zip = new ZipInputStream(in)) {
      ZipEntry entry = Objects.requireNonNull(zip.getNextEntry());
      assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }
    assertThat(Files.getLastModifiedTime(home.resolve("lib/whimbrel.aot")).toInstant())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> all = new TreeMap<>(bare());
    all.put(name, value);
    return all;
  }

  private static List<Path> tree(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !Files.isSymbolicLink(path)).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }
}
