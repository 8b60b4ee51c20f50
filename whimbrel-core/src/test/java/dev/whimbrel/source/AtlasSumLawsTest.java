package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Generated directories against Atlas's algorithm, written down here a second time and in the plainest way. */
@Execution(ExecutionMode.CONCURRENT)
class AtlasSumLawsTest {
  private static final int FILES = 80;

  private final Random random = new Random(42);

  @Test
  void hashesADirectoryOfManyFiles(@TempDir Path directory) throws Exception {
    Map<String, byte[]> files = generated(FILES);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      java.nio.file.Files.write(directory.resolve(file.getKey()), file.getValue());
    }

    FileSet read = FileSet.read(directory).orThrow();
    FileSet.write(directory, Format.ATLAS.integrityFile(read)).orThrow();

    assertThat(directory.resolve("atlas.sum")).hasContent(sum(files));
    assertThat(Format.ATLAS.parse(FileSet.read(directory).orThrow(), ParseOptions.standard()).orThrow().migrations())
        .hasSize(FILES);
    assertThat(AtlasHashes.of(read, Format.ATLAS)).containsExactlyEntriesOf(hashes(files));
  }

  @Test
  void namesTheLineOfEveryEdit() {
    Map<String, byte[]> files = generated(FILES);
    List<String> names = listed(files);
    for (String name : names) {
      Map<String, byte[]> changed = new TreeMap<>(files);
      changed.computeIfPresent(name, (key, bytes) -> flipped(bytes));

      assertThat(problems(files, changed)).as(name)
          .containsExactly("checksum mismatch: L" + (names.indexOf(name) + 2) + ": " + name + " was edited");
      assertThat(atlas(files, changed)).isEqualTo("L" + (names.indexOf(name) + 2) + ": " + name + " was edited");
    }
  }

  @Test
  void namesTheLineOfEveryInsertion() {
    Map<String, byte[]> files = generated(FILES);
    for (int i = 0; i < 2 * FILES; i++) {
      String name = (random.nextInt(2 * FILES) - 5) + "x" + i + "_new.sql";
      Map<String, byte[]> changed = new TreeMap<>(files);
      changed.put(name, ("SELECT " + i + ";\n").getBytes(UTF_8));

      assertThat(problems(files, changed)).containsExactly("checksum mismatch: " + atlas(files, changed));
      assertThat(atlas(files, changed))
          .isEqualTo("L" + (listed(changed).indexOf(name) + 2) + ": " + name + " was added");
    }
  }

  @Test
  void namesTheLineOfEveryRemoval() {
    Map<String, byte[]> files = generated(FILES);
    List<String> names = listed(files);
    for (String name : names) {
      Map<String, byte[]> changed = new TreeMap<>(files);
      changed.remove(name);

      assertThat(problems(files, changed)).containsExactly("checksum mismatch: " + atlas(files, changed));
      assertThat(atlas(files, changed)).isEqualTo("L" + (names.indexOf(name) + 2) + ": " + name + " was removed");
    }
  }

  @Test
  void agreesWithAtlasOnTheFirstOfSeveralChanges() {
    for (int round = 0; round < 300; round++) {
      Map<String, byte[]> files = generated(1 + random.nextInt(8));
      Map<String, byte[]> changed = new TreeMap<>(files);
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        change(changed);
      }
      if (listed(changed).isEmpty() || hashes(changed).equals(hashes(files))) {
        continue;
      }
      assertThat(problems(files, changed).getFirst()).as("round %s", round)
          .isEqualTo("checksum mismatch: " + atlas(files, changed));
    }
  }

  private void change(Map<String, byte[]> files) {
    List<String> names = listed(files);
    if (names.isEmpty()) {
      return;
    }
    String one = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> files.computeIfPresent(one, (key, bytes) -> flipped(bytes));
      case 1 -> files.remove(one);
      case 2 -> files.put(random.nextInt(10) + "n_" + random.nextInt(100) + ".sql", new byte[0]);
      default -> files.put(one.replace(".sql", "z.sql"), files.remove(one));
    }
  }

  /** What is wrong, with a sum of what was there before. */
  private static List<String> problems(Map<String, byte[]> before, Map<String, byte[]> now) {
    Map<String, byte[]> files = new TreeMap<>(now);
    files.put("atlas.sum", sum(before).getBytes(UTF_8));
    FileSet set = FileSet.of("m", files);
    Mistakes mistakes = new Mistakes();
    AtlasSum.verify(set, AtlasListing.of(Format.ATLAS, set), mistakes);
    return mistakes.sorted().stream().map(Problem::message).toList();
  }

  private Map<String, byte[]> generated(int count) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String end = random.nextInt(4) == 0 ? "\r\n" : "\n";
      String text = "-- " + random.nextLong() + "ü" + end + "CREATE TABLE t" + i + " (id int);" + end;
      files.put(i + "_" + Integer.toString(random.nextInt(1_000_000), 36) + ".sql",
          (i > 0 && random.nextInt(20) == 0 ? "" : text).getBytes(UTF_8));
    }
    return files;
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = ' ';
    return longer;
  }

  private static List<String> listed(Map<String, byte[]> files) {
    return files.keySet().stream()
        .sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))).toList();
  }

  /** Each file's hash is that of the names and contents of all files up to it. */
  private static Map<String, String> hashes(Map<String, byte[]> files) {
    Map<String, String> hashes = new LinkedHashMap<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : listed(files)) {
      all.writeBytes(name.getBytes(UTF_8));
      all.writeBytes(files.get(name));
      hashes.put(name, sha256(all.toByteArray()));
    }
    return hashes;
  }

  private static String sum(Map<String, byte[]> files) {
    StringBuilder all = new StringBuilder();
    StringBuilder lines = new StringBuilder();
    hashes(files).forEach((name, hash) -> {
      all.append(name).append(hash);
      lines.append(name).append(" h1:").append(hash).append('\n');
    });
    return "h1:" + sha256(all.toString().getBytes(UTF_8)) + "\n" + lines;
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The one line that Atlas gives. */
  private static String atlas(Map<String, byte[]> before, Map<String, byte[]> now) {
    List<Map.Entry<String, String>> recorded = new ArrayList<>(hashes(before).entrySet());
    List<Map.Entry<String, String>> actual = new ArrayList<>(hashes(now).entrySet());
    List<String> there = listed(now);
    for (int i = 0; i < recorded.size(); i++) {
      String name = recorded.get(i).getKey();
      if (i < actual.size() && actual.get(i).equals(recorded.get(i))) {
        continue;
      }
      int at = there.indexOf(name);
      return "L" + (i + 2) + ": "
          + (at < 0 ? name + " was removed" : at == i ? name + " was edited" : there.get(i) + " was added");
    }
    return "L" + (recorded.size() + 2) + ": " + there.get(recorded.size()) + " was added";
  }
}
