package dev.whimbrel.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private record Ran(int exitCode, String text) {}

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    String label = Platform.here().map(Platform::label).orElse("none");
    Path image = Path.of("target", "whimbrel-" + VERSION + "-" + label + "-image.tar").toAbsolutePath();
    assumeTrue(Files.isRegularFile(image) || System.getenv("CI") != null, "the image was not made");
    layout = Files.createDirectories(place.resolve("layout"));
    root = Files.createDirectories(place.resolve("root"));
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
  }

  /** Nobody's user, nothing to write to, and no other file of this machine than those of its kernel. */
  @Test
  void runsWithoutRights() throws Exception {
    Ran ran = inside("about");
    assumeTrue(!ran.text().contains("Operation not permitted") || System.getenv("CI") != null,
        "this machine lets nobody have a root of their own");
    assertThat(ran.text()).startsWith("whimbrel " + VERSION + " on Java");
    assertThat(ran.exitCode()).isZero();
    assertThat(inside("k8s", "--help").exitCode()).isZero();
  }

  private static Ran inside(String... args) throws IOException, InterruptedException {
    String script = """
        mkdir -p '%1$s/proc' '%1$s/dev' && mount --rbind /proc '%1$s/proc' && mount --rbind /dev '%1$s/dev' &&
        exec env HOME=/tmp PATH=/usr/local/bin:/bin "$(command -v chroot)" --userspec=10001:10001 '%1$s' /usr/local/bin/whimbrel %2$s"""
        .formatted(root, String.join(" ", args));
    return run("unshare", "--mount", "sh", "-c", "PATH=/usr/sbin:/usr/bin:/sbin:/bin; " + script);
  }
}
