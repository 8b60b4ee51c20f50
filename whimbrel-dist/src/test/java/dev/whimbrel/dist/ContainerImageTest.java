package dev.whimbrel.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, unpacked as an engine does it, and run in a root of its own. */
class ContainerImageTest {
  private static final String VERSION = System.getProperty("whimbrel.version", "");
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final Pattern LAYER = Pattern.compile("image\\.layer\\.v1\\.tar\",\"digest\":\"sha256:([0-9a-f]{64})");

  @TempDir
  static Path place;
  private static Path layout;
  private static Path root;
  private static Path temporary;

  private record Ran(int exitCode, String text) {}

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    String label = Platform.here().map(Platform::label).orElse("none");
    Path image = Path.of("target", "whimbrel-" + VERSION + "-" + label + "-image.tar").toAbsolutePath();
    assumeTrue(Files.isRegularFile(image) || System.getenv("CI") != null, "the image was not made");
    layout = Files.createDirectories(place.resolve("layout"));
    root = Files.createDirectories(place.resolve("root"));
    temporary = Files.createDirectories(place.resolve("temporary"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run("tar", "-xf", image.toString(), "-C", layout.toString()).exitCode()).isZero();
    for (String layer : layers()) {
      assertThat(run("tar", "-xpf", blob(layer).toString(), "-C", root.toString()).exitCode()).isZero();
    }
  }

  private static Ran run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(place, "out", ".txt");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as(String.join(" ", command)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  private static Path blob(String digest) {
    return layout.resolve("blobs/sha256").resolve(digest);
  }

  private static String manifest() throws IOException {
    Matcher digest = DIGEST.matcher(Files.readString(layout.resolve("index.json")));
    assertThat(digest.find()).isTrue();
    return Files.readString(blob(digest.group(1)));
  }

  private static List<String> layers() throws IOException {
    return LAYER.matcher(manifest()).results().map(result -> result.group(1)).toList();
  }

  @Test
  void whatIsNamedIsThere() throws Exception {
    List<String> named;
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      named = blobs.map(path -> path.getFileName().toString()).sorted().toList();
    }
    assertThat(named).hasSize(4);
    for (String name : named) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      assertThat(HexFormat.of().formatHex(digest.digest(Files.readAllBytes(blob(name))))).isEqualTo(name);
    }
    Matcher all = DIGEST.matcher(manifest());
    assertThat(all.results().map(result -> result.group(1))).hasSize(3).isSubsetOf(named);
    assertThat(Files.readString(layout.resolve("manifest.json"))).contains("\"whimbrel:" + VERSION + "\"");
    // containerd takes this name as it is, and a node looks for the one with its registry
    assertThat(Files.readString(layout.resolve("index.json")))
        .contains("\"io.containerd.image.name\":\"docker.io/library/whimbrel:" + VERSION + "\"");
  }

  /** Nobody's user, nothing to write to, and no other file of this machine than those of its kernel. */
  @Test
  void runsWithoutRights() throws Exception {
    Ran ran = inside("whimbrel about");
    assertThat(ran.text()).startsWith("whimbrel " + VERSION + " on Java");
    assertThat(ran.exitCode()).isZero();
    assertThat(inside("whimbrel k8s --help").exitCode()).isZero();
    assertThat(inside("echo > /opt/whimbrel/x").text()).contains("Read-only file system");
  }

  /** A Pod for people does nothing else. */
  @Test
  void sleeps() throws Exception {
    assertThat(inside("sleep 0")).isEqualTo(new Ran(0, ""));
  }

  /** A proof and a way back that nobody wrote need a server of their own. */
  @Test
  void startsTheServerThatComesAlong() throws Exception {
    Path migrations = Files.createDirectories(temporary.resolve("migrations"));
    Files.writeString(migrations.resolve("1_a.up.sql"),
        "create table a (id int primary key, name text collate \"en-x-icu\");\n");
    Files.writeString(migrations.resolve("2_b.up.sql"), "alter table a add column b text default upper('b');\n");
    String place = " --dir /tmp/migrations --url embedded:/tmp/data";

    Ran up = inside("whimbrel up" + place);
    assertThat(up.text()).contains("Applied 2 migrations");
    assertThat(up.exitCode()).isZero();

    Ran down = inside("whimbrel down --yes --allow-data-loss" + place);
    assertThat(down.text()).contains("1 way back is computed, and proven on PostgreSQL")
        .contains("Reverted 1 migration");
    assertThat(down.exitCode()).isZero();
  }

  /** As a Pod has it: a root that nobody writes to, a directory for what passes, and little shared memory. */
  private static Ran inside(String command) throws IOException, InterruptedException {
    String script = """
        PATH=/usr/sbin:/usr/bin:/sbin:/bin; cd '%1$s' && mkdir -p proc dev tmp && mount --bind . . && cd '%1$s' &&
        mount --rbind /proc proc && mount --rbind /dev dev && mount -t tmpfs -o size=64m,mode=1777 shm dev/shm &&
        mount --bind '%2$s' tmp && mount -o remount,bind,ro . &&
        exec env -i HOME=/tmp PATH=/usr/local/bin:/bin "$(command -v chroot)" --userspec=10001:10001 . sh -c '%3$s'"""
        .formatted(root, temporary, command);
    Ran ran = run("unshare", "--mount", "sh", "-c", script);
    assumeTrue(!ran.text().contains("Operation not permitted") || System.getenv("CI") != null,
        "this machine lets nobody have a root of their own");
    return ran;
  }
}
