package dev.whimbrel.kubernetes.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.bundle.Bundle.Packing;
import dev.whimbrel.kubernetes.manifest.Yaml;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.sql.Sha256;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("BundleTest") // beside other classes, and one test after the other
class BundleTest {
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final int MEBIBYTE = 1 << 20;

  /** In four ConfigMaps. */
  private static final FileSet LARGE = FileSet.of("migrations", Map.of("1.sql", noise(2 * MEBIBYTE)));
  private static final Bundle SPLIT = Bundle.of(LARGE, "shop").orThrow();

  @TempDir
  private Path temporary;

  @Test
  void readsAsTheDirectoryThatItIs() {
    Bundle bundle = bundle(Map.of("1_a.sql", "CREATE TABLE a (id int);\n", "atlas.sum", "h1:x\n"));

    assertThat(Yaml.of(bundle.configMaps())).isEqualTo("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: shop
          annotations:
            whimbrel.dev/directory: DIGEST
          labels:
            app.kubernetes.io/instance: shop
            app.kubernetes.io/managed-by: whimbrel
            app.kubernetes.io/name: whimbrel
        data:
          1_a.sql: |
            CREATE TABLE a (id int);
          atlas.sum: |
            h1:x
        """.replace("DIGEST", bundle.digest()).replace("1_a.sql:", "\"1_a.sql\":"));
    assertThat(bundle.packing()).isEqualTo(Packing.PLAIN);
    assertThat(bundle.names()).containsExactly("shop");
  }

  @Test
  void theDigestNeverChanges() {
    assertThat(bundle(Map.of("1_a.sql", "SELECT 1;\n", "sub/2.sql", "")).digest())
        .isEqualTo("fb20406446fc9f4827b1f8232955827df93ff1772928931aa24b74300804b2a1");
  }

  @Test
  void whatCannotBeAKeyIsEncoded() {
    Bundle bundle = bundle(Map.of("V1__a.sql", "a", "sub/V2__ü.sql", "b", "a.-2F.sql", "c"));

    assertThat(bundle.packing()).isEqualTo(Packing.ENCODED);
    assertThat(bundle.configMaps().getFirst().getData().keySet())
        .containsExactly("V1__a.sql", "a.-2E-2F.sql", "migrations.sha256", "sub.-2FV2__.-C3.-BC.sql");
    assertThat(text(Bundle.files(bundle.configMaps()).orThrow()))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("V1__a.sql", "a", "sub/V2__ü.sql", "b", "a.-2F.sql", "c")));
  }

  @Test
  void anyFilesComeBackAsTheyWere() {
    var random = new Random(20240817);
    for (int i = 0; i < 150; i++) {
      FileSet files = FileSet.of("x", files(random));

      Bundle bundle = Bundle.of(files, "x").orThrow();
      List<ConfigMap> shuffled = new ArrayList<>(bundle.configMaps());
      Collections.shuffle(shuffled, random);

      assertSame(Bundle.files(shuffled).orThrow(), files);
      assertThat(Bundle.packing(shuffled)).isEqualTo(bundle.packing());
      assertThat(bundle.digest()).isEqualTo(Bundle.digest(files));
      assertThat(Yaml.of(Bundle.of(files, "x").orThrow().configMaps())).isEqualTo(Yaml.of(bundle.configMaps()));
      bundle.configMaps().forEach(BundleTest::assertAccepted);
      shuffled.replaceAll(map -> Serialization.unmarshal(Yaml.of(map), ConfigMap.class));
      assertSame(Bundle.files(shuffled).orThrow(), files);
    }
  }

  @Test
  void whatIsLargeIsCompressedThenSplitThenRefused() {
    Bundle plain = bundle(Map.of("1.sql", "x".repeat(890 << 10)));
    Bundle compressed = bundle(Map.of("1.sql", "x".repeat(910 << 10)));

    assertThat(plain.packing()).isEqualTo(Packing.PLAIN);
    assertThat(compressed.packing()).isEqualTo(Packing.COMPRESSED);
    assertThat(compressed.names()).containsExactly("shop");
    assertThat(SPLIT.names()).containsExactly("shop", "shop-2", "shop-3", "shop-4");
    assertThat(SPLIT.configMaps()).allSatisfy(BundleTest::assertAccepted)
        .allSatisfy(map -> assertThat(map.getMetadata().getAnnotations()).containsKey("whimbrel.dev/part"));
    assertSame(Bundle.files(SPLIT.configMaps()).orThrow(), LARGE);
    assertThat(Bundle.of(FileSet.of("migrations", Map.of("1.sql", noise(5500 << 10))), "shop").problems())
        .containsExactly(
            Problem.of(ProblemCode.UNSUPPORTED,
                "\"migrations\" is too large for ConfigMaps: 5.4 MiB compressed, and 8 of them hold 5.3 MiB")
                .remedy("put the directory into the image instead: \"whimbrel init docker\" writes what that takes"));
  }

  @Test
  void theArchiveIsTheSameEverywhereAndAnyTarReadsIt() throws Exception {
    SortedMap<String, byte[]> files = new TreeMap<>(Map.of("a/" + "long".repeat(50) + ".sql", "SELECT 1;\n".getBytes(
        StandardCharsets.UTF_8), "b.sql", "SELECT 2;\n".repeat(1000).getBytes(StandardCharsets.UTF_8), "ü.sql",
        new byte[0]));
    byte[] archive = Archive.of(files);
    Path file = temporary.resolve("x.tar");
    try (InputStream tar = new XZInputStream(new ByteArrayInputStream(archive))) {
      Files.copy(tar, file);
    }

    assertThat(archive).hasSizeLessThan(500).isEqualTo(Archive.of(files));
    assertThat(Sha256.of(archive)).isEqualTo("07cff555911a24f72360a8401bf4afc5f79bcac41a76bf2eee341b55b3de5348");
    Process tar = new ProcessBuilder("tar", "xf", file.toString()).directory(temporary.toFile()).inheritIO().start();
    assertThat(tar.waitFor()).isZero();
    for (Map.Entry<String, byte[]> one : files.entrySet()) {
      assertThat(temporary.resolve(one.getKey())).hasBinaryContent(one.getValue());
    }
  }

  @Test
  void whatAnotherTarPackedIsRead() throws Exception {
    Path directory = Files.createDirectories(temporary.resolve("d/sub"));
    Files.writeString(directory.resolve("long".repeat(45) + ".sql"), "SELECT 1;");
    Files.writeString(directory.resolveSibling("1.sql"), "SELECT 2;");
    Process tar = new ProcessBuilder("tar", "czf", "../x.tar.gz", ".").directory(temporary.resolve("d").toFile())
        .inheritIO()
        .start();
    assertThat(tar.waitFor()).isZero();
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("hand").endMetadata()
        .addToBinaryData("migrations.tar.gz",
            Base64.getEncoder().encodeToString(Files.readAllBytes(temporary.resolve("x.tar.gz"))))
        .build();

    assertThat(text(Bundle.files(List.of(map)).orThrow())).containsOnly(Map.entry("1.sql", "SELECT 2;"),
        Map.entry("sub/" + "long".repeat(45) + ".sql", "SELECT 1;"));
  }

  @Test
  void anArchiveHoldsFilesAndEachOnce() throws IOException {
    List<ConfigMap> link = gzipped(gzip(tar(entry("1.sql", TarConstants.LF_SYMLINK, ""))));
    List<ConfigMap> holes = gzipped(gzip(tar(entry("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC,
        "26 SCHILY.filetype=sparse\n32 SCHILY.realsize=100000000000\n"),
        entry("1.sql", TarConstants.LF_NORMAL, "x"))));
    Entry file = entry("1.sql", TarConstants.LF_NORMAL, "x");
    Entry directory = entry("./", TarConstants.LF_DIR, "");

    assertThat(messages(link)).containsExactly(notUnpacked("\"1.sql\" in it is not a regular file"));
    assertThat(messages(holes)).containsExactly(notUnpacked("\"1.sql\" in it is not a regular file"));
    assertThat(messages(gzipped(gzip(tar(file, file))))).containsExactly(notUnpacked("\"1.sql\" is in it twice"));
    assertThat(text(Bundle.files(gzipped(gzip(tar(directory, file)))).orThrow())).containsOnlyKeys("1.sql");
  }

  @Test
  void whatIsNoArchiveOrFillsADiskIsRefused() throws IOException {
    byte[] mebibyte = gzip(new byte[MEBIBYTE]);
    var bomb = new ByteArrayOutputStream();
    for (int i = 0; i < 257; i++) {
      bomb.writeBytes(mebibyte);
    }
    byte[] renamed = tar(entry("1.sql", TarConstants.LF_NORMAL, "x"));
    renamed[0] = '2';
    byte[] whole = Archive.of(new TreeMap<>(Map.of("1.sql", noise(1000))));

    assertThat(messages(gzipped(bomb.toByteArray()))).containsExactly(notUnpacked("it holds more than 32 MiB"));
    assertThat(messages(gzipped(gzip(renamed)))).containsExactly(notUnpacked("it is not a tar archive, or damaged"));
    assertThat(messages(gzipped(gzip(noise(1024))))).containsExactly(notUnpacked("Corrupted TAR archive."));
    assertThat(messages(gzipped(noise(1000)))).containsExactly(notUnpacked("Input is not in the XZ format"));
    assertThat(messages(gzipped(Arrays.copyOf(whole, whole.length - 20))))
        .containsExactly(notUnpacked("it ends too early"));
    whole[whole.length / 2] ^= 1;
    assertThat(messages(gzipped(whole))).containsExactly(notUnpacked("Compressed data is corrupt"));
  }

  /** Who reads it has a heap of half a gigabyte, and reads several at once. */
  @Test
  void whatIsSmallAndUnpacksToMuchIsRefused() throws IOException {
    SortedMap<String, byte[]> many = new TreeMap<>();
    for (int i = 0; i <= 10_000; i++) {
      many.put(i + ".sql", new byte[0]);
    }
    SortedMap<String, byte[]> large = new TreeMap<>();
    for (int i = 0; i < 33; i++) {
      large.put(i + ".sql", "-- x\n".repeat(MEBIBYTE / 5 + 1).getBytes(StandardCharsets.US_ASCII));
    }
    SortedMap<String, byte[]> dense = new TreeMap<>(
        Map.of("1.sql", "-- x\n".repeat(4 * MEBIBYTE).getBytes(StandardCharsets.US_ASCII)));

    assertThat(messages(packed(many))).containsExactly(notUnpacked("it holds more than 10000 files"));
    assertThat(messages(packed(dense))).containsExactly(notUnpacked("it unpacks to more than 1000 times its size"));
    large.put("noise.sql", noise(MEBIBYTE / 2));
    assertThat(messages(packed(large))).containsExactly(notUnpacked("it holds more than 32 MiB"));
    assertThat(messages(gzipped(noise(6 * MEBIBYTE)))).containsExactly(notUnpacked("it is larger than 5.3 MiB"));

    String instead = "put the directory into the image instead: \"whimbrel init docker\" writes what that takes";
    for (SortedMap<String, byte[]> files : List.of(many, large, dense)) {
      assertThat(Bundle.of(FileSet.of("x", files), "shop").problems()).singleElement().satisfies(problem -> {
        assertThat(problem.message()).startsWith("\"x\" is too large for ConfigMaps: it ");
        assertThat(problem.remedy()).isEqualTo(instead);
      });
    }
  }

  private static List<ConfigMap> packed(SortedMap<String, byte[]> files) {
    return List.of(withKey("migrations.tar.xz", Base64.getEncoder().encodeToString(Archive.of(files))));
  }

  @Test
  void whatSomebodyMadeByHandIsRead() {
    ConfigMap map = hand("shop",
        Map.of("1_a.sql", "SELECT 1;", "atlas.sum", "h1:x", "README.md", "hello", "a.-2Fb.sql", "x"));

    FileSet files = Bundle.files(List.of(map)).orThrow();

    assertThat(files.origin()).isEqualTo("ConfigMap \"shop\"");
    assertThat(text(files)).containsOnlyKeys("1_a.sql", "a.-2Fb.sql", "atlas.sum");
    assertThat(files.others()).containsExactly("README.md");
    assertThat(text(Bundle.files(List.of(map, hand("more", Map.of("2.sql", "SELECT 2;")))).orThrow()))
        .containsKey("2.sql");
    assertThat(messages(List.of(map, map)))
        .contains("\"1_a.sql\" is in several of ConfigMaps \"shop\", \"shop\"");
  }

  @Test
  void whatWasChangedOrIsNotAllThereIsRefused() {
    Bundle plain = bundle(Map.of("1.sql", "SELECT 1;", "2.sql", "SELECT 2;"));
    ConfigMap edited = new ConfigMapBuilder(plain.configMaps().getFirst()).addToData("1.sql", "DROP TABLE a;").build();
    ConfigMap fewer = new ConfigMapBuilder(plain.configMaps().getFirst()).removeFromData("2.sql").build();
    String changed = "the files in ConfigMap \"shop\" are not those that were put there: they were edited, or some are missing";
    List<ConfigMap> split = SPLIT.configMaps();
    List<ConfigMap> other = Bundle.of(FileSet.of("x", Map.of("2.sql", noise(2 * MEBIBYTE))), "shop").orThrow()
        .configMaps();
    ConfigMap damaged = new ConfigMapBuilder(split.get(1))
        .addToBinaryData("migrations.tar.xz.001",
            "AAAA" + Objects.requireNonNull(split.get(1).getBinaryData().get("migrations.tar.xz.001")).substring(4))
        .build();

    assertThat(messages(List.of(edited))).containsExactly(changed);
    assertThat(messages(List.of(fewer))).containsExactly(changed);
    assertThat(Bundle.files(List.of(edited)).problems().getFirst().remedy())
        .isEqualTo("write it again with \"whimbrel k8s configmap\", and apply all of it");
    assertThat(messages(split.subList(0, 2))).containsExactly(
        "ConfigMaps \"shop\", \"shop-2\" are not all that the directory is in: there are 4");
    assertThat(messages(List.of(split.get(0), split.get(1), split.get(2), other.get(3))))
        .containsExactly("ConfigMaps \"shop\", \"shop-2\", \"shop-3\", \"shop-4\" are not of one directory");
    assertThat(messages(List.of(split.get(0), damaged, split.get(2), split.get(3)))).singleElement().asString()
        .startsWith("the archive in ConfigMaps ");
    assertThat(messages(List.of(withKey("migrations.tar.gz", "H4sIAAAAAAAA/w==")))).singleElement().asString()
        .isEqualTo("the archive in ConfigMap \"x\" cannot be unpacked: it ends too early");
    assertThat(messages(List.of(withKey("1.sql", "=A")))).containsExactly("\"1.sql\" in ConfigMap \"x\" is not base64");
    assertThat(messages(List.of(withKey("migrations.tar.xz.001", "AAAA")))).containsExactly(
        "ConfigMap \"x\" is incomplete: \"migrations.tar.xz.000\" is missing");
  }

  @Test
  void nothingOfAnArchiveLandsOutsideTheDirectory() {
    for (String path : List.of("../etc/passwd", "/etc/passwd", "a/../../b.sql", "a//b.sql", "a\\b.sql", "")) {
      byte[] archive = Archive.of(new TreeMap<>(Map.of(path, new byte[1])));
      ConfigMap map = withKey("migrations.tar.xz", Base64.getEncoder().encodeToString(archive));
      assertThat(messages(List.of(map))).describedAs(path)
          .containsExactly("ConfigMap \"x\" holds \"" + path + "\", which lies outside a directory");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop", "a_b", "-a", "a-", "", "a..b"})
  void namesThatTheServerRefusesAreRefused(String name) {
    assertThat(Bundle.of(FileSet.of("x", Map.of("1.sql", new byte[0])), name).problems()).containsExactly(
        Problem.of(ProblemCode.USAGE, "\"" + name + "\" cannot be the name of a ConfigMap")
            .remedy("take lower case letters, digits and \"-\", at most 250"));
  }

  @Test
  void anEmptyDirectoryIsNoBundle() {
    assertThat(Bundle.of(FileSet.of("migrations", Map.of()), "x").problems()).extracting(Problem::message)
        .containsExactly("\"migrations\" holds no migrations to put into a ConfigMap");
  }

  @Test
  void whatTheKubeletMountsIsUnpacked() throws IOException {
    var random = new Random(4711);
    for (Map<String, byte[]> files : List.of(files(random), Map.of("1.sql", noise(2 * MEBIBYTE)),
        Map.of("a/b/V1__c.sql",
            new byte[]{1}, "é.sql", new byte[0]))) {
      Path directory = Files.createTempDirectory(temporary, "x");
      Path mounted = mount(directory, Bundle.of(FileSet.of("x", files), "x").orThrow().configMaps());

      List<Path> written = MountedBundle.unpack(mounted, directory.resolve("to")).orThrow();

      assertThat(written).hasSize(files.size());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        assertThat(directory.resolve("to").resolve(file.getKey())).hasBinaryContent(file.getValue());
      }
    }
  }

  @Test
  void whatIsMountedIncompleteIsNotUnpacked() throws IOException {
    Path mounted = mount(temporary, SPLIT.configMaps().subList(0, 3));

    assertThat(MountedBundle.unpack(mounted, temporary.resolve("to")).problems()).extracting(Problem::message)
        .containsExactly(
            "\"" + mounted + "\" is incomplete: it has 3 parts of the archive, and \"migrations.sha256\" counts 4");
    assertThat(temporary.resolve("to")).doesNotExist();
    assertThat(MountedBundle.unpack(temporary.resolve("none"), temporary.resolve("to")).problems())
        .extracting(Problem::code)
        .containsExactly(ProblemCode.NO_DIRECTORY);
    assertThat(
        MountedBundle.unpack(Files.createDirectory(temporary.resolve("empty")), temporary.resolve("to")).problems())
        .extracting(Problem::message).containsExactly("\"" + temporary.resolve("empty") + "\" is empty");
  }

  @Test
  void aLongNameIsALabelAllTheSame() {
    String name = "shop".repeat(20);
    assertThat(Labels.value(name)).hasSize(63).startsWith("shopshop").isNotEqualTo(Labels.value(name + "x"));
    assertThat(Labels.value("shop")).isEqualTo("shop");
  }

  private static Path mount(Path directory, List<ConfigMap> maps) throws IOException {
    Path mounted = Files.createDirectory(directory.resolve("mounted"));
    Path data = Files.createDirectory(mounted.resolve("..2026_01_01_00_00_00.123"));
    Files.createSymbolicLink(mounted.resolve("..data"), data.getFileName());
    for (ConfigMap map : maps) {
      for (Map.Entry<String, byte[]> entry : entries(map).entrySet()) {
        Files.write(data.resolve(entry.getKey()), entry.getValue());
        Files.createSymbolicLink(mounted.resolve(entry.getKey()), Path.of("..data", entry.getKey()));
      }
    }
    return mounted;
  }

  private static SortedMap<String, byte[]> entries(ConfigMap map) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    if (map.getData() != null) {
      map.getData().forEach((key, value) -> entries.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    if (map.getBinaryData() != null) {
      map.getBinaryData().forEach((key, value) -> entries.put(key, Base64.getDecoder().decode(value)));
    }
    return entries;
  }

  /** As the API server validates it. */
  private static void assertAccepted(ConfigMap map) {
    assertThat(entries(map).keySet()).allSatisfy(key -> assertThat(key).matches(KEY).hasSizeLessThanOrEqualTo(253)
        .doesNotStartWith(".."));
    assertThat(entries(map).values().stream().mapToLong(bytes -> bytes.length).sum()).isLessThan(MEBIBYTE);
    assertThat(Serialization.asJson(map).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(950 << 10);
  }

  private static SortedMap<String, byte[]> files(Random random) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      var path = new StringBuilder();
      for (int depth = random.nextInt(3); depth >= 0; depth--) {
        path.append(part(random)).append(depth == 0 ? "" : "/");
      }
      byte[] bytes = random.nextBoolean() ? sql(random) : noise(random.nextInt(100));
      boolean clash = files.keySet().stream().anyMatch(other -> (other + "/").startsWith(path + "/")
          || (path + "/").startsWith(other + "/"));
      if (!clash) {
        files.put(path.toString(), bytes);
      }
    }
    return files;
  }

  private static String part(Random random) {
    List<String> parts = List.of(".", "-", ".-", ".-2F", "..", "a", "V1__x.sql", "ü", "€ ", "_", "😀", "%", "2F",
        "migrations.tar.gz", "migrations.tar.xz", "migrations.sha256", "migrations.tar.xz.000", "x".repeat(120));
    var part = new StringBuilder();
    while (part.isEmpty() || part.toString().equals(".") || part.toString().equals("..")) {
      part.setLength(0);
      for (int i = random.nextInt(3); i >= 0; i--) {
        part.append(parts.get(random.nextInt(parts.size())));
      }
    }
    return part.toString();
  }

  private static byte[] sql(Random random) {
    List<String> parts = List.of("SELECT 1;", "\n", "\n\n", "\r\n", "\t", " ", "  ", "---", "# ", ": ", "ü", "😀",
        "\uFEFF", "\u2028",
        "\u0085", "\"", "'", "\\", "|", "<&>", "\0", "\u007f", "...", "{{ x }}");
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  private static Bundle bundle(Map<String, String> files) {
    SortedMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return Bundle.of(FileSet.of("migrations", bytes), "shop").orThrow();
  }

  private static ConfigMap hand(String name, Map<String, String> data) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().withData(data).build();
  }

  private static ConfigMap withKey(String key, String base64) {
    return new ConfigMapBuilder().withNewMetadata().withName("x").endMetadata().addToBinaryData(key, base64).build();
  }

  private record Entry(TarArchiveEntry header, String content) {}

  private static Entry entry(String name, byte type, String content) {
    var header = new TarArchiveEntry(name, type);
    header.setSize(content.length());
    return new Entry(header, content);
  }

  private static byte[] tar(Entry... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      for (Entry entry : entries) {
        tar.putArchiveEntry(entry.header());
        tar.write(entry.content().getBytes(StandardCharsets.US_ASCII));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static List<ConfigMap> gzipped(byte[] archive) {
    return List.of(withKey("migrations.tar.gz", Base64.getEncoder().encodeToString(archive)));
  }

  private static String notUnpacked(String why) {
    return "the archive in ConfigMap \"x\" cannot be unpacked: " + why;
  }

  private static List<String> messages(List<ConfigMap> maps) {
    return Bundle.files(maps).problems().stream().map(Problem::message).toList();
  }

  private static SortedMap<String, String> text(FileSet files) {
    SortedMap<String, String> text = new TreeMap<>();
    files.files().forEach((path, bytes) -> text.put(path, new String(bytes, StandardCharsets.UTF_8)));
    return text;
  }

  private static void assertSame(FileSet actual, FileSet expected) {
    assertThat(actual.files().keySet()).containsExactlyElementsOf(expected.files().keySet());
    expected.files().forEach((path, bytes) -> assertThat(actual.files().get(path)).describedAs(path).isEqualTo(bytes));
  }
}
