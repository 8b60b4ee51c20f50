package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.kubernetes.bundle.Bundle.Packing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts files into as few ConfigMaps as can be, and as readable as can be. */
final class Packer {
  /** The most that a ConfigMap holds is 1 MiB; what stands around it has to fit in as well. */
  static final int LARGEST = 900 << 10;
  /** Of an archive, as bytes: in base64 it is a third more. */
  static final int PART = 675 << 10;
  static final int MOST_PARTS = 8;

  private final SortedMap<String, byte[]> files;
  private final String name;
  private final String instance;
  private final String digest;

  private Packer(SortedMap<String, byte[]> files, String name, String instance) {
    this.files = files;
    this.name = name;
    this.instance = instance;
    this.digest = FilesDigest.of(files);
  }

  static Result<Bundle> pack(FileSet files, String name, String instance) {
    List<Problem> problems = files.files().keySet().stream().filter(path -> !Contents.isInside(path))
        .map(path -> Problem.of(ProblemCode.BAD_FILE_NAME, "\"" + path + "\" lies outside the directory")).toList();
    if (!problems.isEmpty()) {
      return Result.rejected(problems);
    }
    if (files.files().size() > Archive.MOST_FILES) {
      return Result.rejected(tooLarge(files.origin(), "it holds more than " + Archive.MOST_FILES + " files"));
    }
    var packer = new Packer(files.files(), name, instance);
    Optional<Bundle> readable = packer.readable();
    return readable.isPresent() ? Result.ok(readable.get()) : packer.compressed(files.origin());
  }

  /** Every file under a key of its own, if they fit. */
  private Optional<Bundle> readable() {
    SortedMap<String, String> data = new TreeMap<>();
    SortedMap<String, String> binary = new TreeMap<>();
    long size = 0;
    boolean encoded = false;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String key = Keys.of(file.getKey());
      encoded |= !key.equals(file.getKey());
      Optional<String> text = text(file.getValue());
      if (text.isPresent()) {
        data.put(key, text.get());
      } else {
        binary.put(key, Base64.getEncoder().encodeToString(file.getValue()));
      }
      size += key.length() + 6L + text.map(Packer::inJson).orElse(file.getValue().length * 4L / 3 + 4);
      if (size > LARGEST || key.length() > Keys.LONGEST) {
        return Optional.empty();
      }
    }
    if (encoded) {
      data.put(Keys.CHECK, new String(Contents.check(digest, 0), StandardCharsets.UTF_8));
    }
    return Optional.of(new Bundle(List.of(map(1, 1, data, binary)), encoded ? Packing.ENCODED : Packing.PLAIN));
  }

  private Result<Bundle> compressed(String origin) {
    if (files.values().stream().mapToLong(file -> file.length).sum() > Archive.MOST) {
      return Result.rejected(tooLarge(origin, "it holds more than " + (Archive.MOST >> 20) + " MiB"));
    }
    byte[] archive = Archive.of(files);
    int parts = Math.ceilDiv(archive.length, PART);
    if (parts > MOST_PARTS) {
      return Result.rejected(tooLarge(origin,
          String.format(Locale.ROOT, "%.1f MiB compressed, and %d of them hold %.1f MiB", archive.length / 1048576.0,
              MOST_PARTS, MOST_PARTS * PART / 1048576.0)));
    }
    try {
      Archive.files(archive); // what nobody would read is not written
    } catch (IOException e) {
      return Result.rejected(tooLarge(origin, String.valueOf(e.getMessage())));
    }
    List<ConfigMap> maps = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      byte[] part = Arrays.copyOfRange(archive, i * PART, Math.min(archive.length, (i + 1) * PART));
      Map<String, String> data = i == 0
          ? Map.of(Keys.CHECK, new String(Contents.check(digest, parts), StandardCharsets.UTF_8))
          : Map.of();
      String key = parts == 1 ? Keys.ARCHIVE : Keys.part(Keys.ARCHIVE, i);
      maps.add(map(i + 1, parts, data, Map.of(key, Base64.getEncoder().encodeToString(part))));
    }
    return Result.ok(new Bundle(maps, Packing.COMPRESSED));
  }

  private static Problem tooLarge(String origin, String why) {
    return Problem.of(ProblemCode.UNSUPPORTED, "\"" + origin + "\" is too large for ConfigMaps: " + why)
        .remedy("put the directory into the image instead: \"whimbrel init docker\" writes what that takes");
  }

  private ConfigMap map(int number, int of, Map<String, String> data, Map<String, String> binary) {
    SortedMap<String, String> annotations = new TreeMap<>(Map.of(Labels.DIRECTORY, digest));
    if (of > 1) {
      annotations.put(Labels.PART, number + "/" + of);
    }
    return new ConfigMapBuilder()
        .withNewMetadata().withName(number == 1 ? name : name + "-" + number).withLabels(Labels.of(instance))
        .withAnnotations(annotations).endMetadata()
        .withData(data.isEmpty() ? null : data).withBinaryData(binary.isEmpty() ? null : binary)
        .build();
  }

  /** The text of a file, if it is one that comes back unchanged from JSON and YAML. */
  private static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.codePoints().allMatch(Packer::printable) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean printable(int c) {
    if (c < ' ') {
      return c == '\n' || c == '\t' || c == '\r';
    }
    return c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFEFF && (c & 0xFFFE) != 0xFFFE;
  }

  /** How many bytes a text is in JSON. */
  private static long inJson(String text) {
    long size = text.getBytes(StandardCharsets.UTF_8).length;
    // fabric8 writes a sign in one byte or two, the API server and kubectl write < > and & in six
    return size + text.chars().mapToLong(c -> switch (c) {
      case '"', '\\', '\n', '\r', '\t' -> 1;
      case '<', '>', '&' -> 5;
      default -> 0;
    }).sum();
  }
}
