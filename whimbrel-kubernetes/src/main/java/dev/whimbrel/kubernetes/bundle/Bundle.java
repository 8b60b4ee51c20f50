package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.kubernetes.bundle.Contents.Naming;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A directory of migrations as ConfigMaps. The same files give the same ConfigMaps, byte by byte, on every machine and
 * day; those of a large directory only as long as the same version of the library compresses them.
 *
 * @param configMaps in order: {@code NAME}, {@code NAME-2} …; without a namespace
 * @param packing how the files are in them
 */
public record Bundle(List<ConfigMap> configMaps, Packing packing) {
  public Bundle {
    configMaps = List.copyOf(configMaps);
  }

  /** How files are in ConfigMaps. */
  public enum Packing {
    /** Each under its own name: what is mounted is the directory. */
    PLAIN,
    /** Each under a key that is not its name, as a key holds no {@code /}: {@code whimbrel k8s unpack} gives the directory. */
    ENCODED,
    /** As an archive, perhaps in several parts: {@code whimbrel k8s unpack} gives the directory. */
    COMPRESSED
  }

  /** A name of a Kubernetes object that may hold dots. */
  private static final Pattern NAME = Pattern
      .compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** Room for {@code -8} behind it. */
  private static final int LONGEST_NAME = 250;

  private static final byte[] UNREADABLE = {};

  private static final Pattern CHANGELOG = Pattern.compile(".*changelog.*\\.(?:xml|ya?ml|json)");

  /**
   * The ConfigMaps of a directory, or why it cannot be put into some.
   *
   * @param name of the first one
   */
  public static Result<Bundle> of(FileSet files, String name) {
    return of(files, name, name);
  }

  /**
   * The ConfigMaps of a directory, or why it cannot be put into some.
   *
   * @param name of the first one
   * @param instance the installation that they belong to, as their labels say it
   */
  public static Result<Bundle> of(FileSet files, String name, String instance) {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + name + "\" cannot be the name of a ConfigMap")
          .remedy("take lower case letters, digits and \"-\", at most " + LONGEST_NAME));
    }
    if (files.files().isEmpty()) {
      return Result.rejected(
          Problem.of(ProblemCode.NO_MIGRATIONS,
              "\"" + files.origin() + "\" holds no migrations to put into a ConfigMap"));
    }
    return Packer.pack(files, name, instance);
  }

  /**
   * The files of a directory that is in ConfigMaps: ours, or any whose keys are names of files. What we wrote is verified.
   *
   * @param maps all of the directory, in any order
   */
  public static Result<FileSet> files(List<ConfigMap> maps) {
    if (maps.isEmpty()) {
      throw new IllegalArgumentException("no ConfigMap");
    }
    String from = (maps.size() == 1 ? "ConfigMap " : "ConfigMaps ")
        + maps.stream().map(map -> "\"" + map.getMetadata().getName() + "\"").collect(Collectors.joining(", "));
    List<Problem> problems = new ArrayList<>(incomplete(from, maps));
    SortedMap<String, byte[]> entries = new TreeMap<>();
    maps.forEach(map -> entries(map).forEach((key, bytes) -> {
      if (bytes == UNREADABLE) {
        problems.add(Contents.broken("\"" + key + "\" in " + from + " is not base64"));
      }
      if (entries.put(key, bytes) != null) {
        problems.add(Contents.broken("\"" + key + "\" is in several of " + from));
      }
    }));
    if (!problems.isEmpty()) {
      return Result.rejected(problems);
    }
    String digest = annotation(maps.getFirst(), Labels.DIRECTORY);
    return digest == null
        ? new Contents(from, entries).files(Naming.AS_THEY_ARE).then(files -> foreign(from, files))
        : new Contents(from, entries).files(Naming.ENCODED).then(files -> Contents.verified(from, files, digest))
            .then(files -> Result.ok(FileSet.of(from, files)));
  }

  /** How the files are in ConfigMaps that exist. */
  public static Packing packing(List<ConfigMap> maps) {
    Set<String> keys = maps.stream().flatMap(map -> entries(map).keySet().stream()).collect(Collectors.toSet());
    if (keys.stream().anyMatch(Keys::isPart)) {
      return Packing.COMPRESSED;
    }
    return keys.contains(Keys.CHECK) ? Packing.ENCODED : Packing.PLAIN;
  }

  /** SHA-256 of the names and contents of files, in hexadecimal digits. */
  public static String digest(FileSet files) {
    return FilesDigest.of(files.files());
  }

  /** The digest of the files in it, which also stands in its annotation. */
  public String digest() {
    return Objects.requireNonNull(annotation(configMaps.getFirst(), Labels.DIRECTORY));
  }

  /** The names of the ConfigMaps, in order. */
  public List<String> names() {
    return configMaps.stream().map(map -> map.getMetadata().getName()).toList();
  }

  private static List<Problem> incomplete(String from, List<ConfigMap> maps) {
    Set<@Nullable String> digests = new HashSet<>();
    maps.forEach(map -> digests.add(annotation(map, Labels.DIRECTORY)));
    if (digests.size() > 1) {
      return List.of(Contents.broken(from + " are not of one directory"));
    }
    String part = annotation(maps.getFirst(), Labels.PART);
    return part == null || part.endsWith("/" + maps.size())
        ? List.of()
        : List.of(
            Contents.broken(from + (maps.size() == 1 ? " is" : " are") + " not all that the directory is in: there are "
                + part.substring(part.indexOf('/') + 1)));
  }

  /** Of what somebody else put there, only what may be of a migration directory. */
  private static Result<FileSet> foreign(String from, SortedMap<String, byte[]> files) {
    SortedMap<String, byte[]> chosen = new TreeMap<>();
    SortedSet<String> others = new TreeSet<>();
    files.forEach((path, bytes) -> {
      String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
      if (name.endsWith(".sql") || name.endsWith(".sql.conf") || path.equals("atlas.sum")
          || CHANGELOG.matcher(name).matches()) {
        chosen.put(path, bytes);
      } else {
        others.add(path);
      }
    });
    return Result.ok(new FileSet(from, chosen, others));
  }

  private static SortedMap<String, byte[]> entries(ConfigMap map) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    Map<String, String> data = map.getData();
    if (data != null) {
      data.forEach((key, text) -> entries.put(key, text.getBytes(StandardCharsets.UTF_8)));
    }
    Map<String, String> binary = map.getBinaryData();
    if (binary != null) {
      binary.forEach((key, base64) -> entries.put(key, decoded(base64)));
    }
    return entries;
  }

  /** What an API server gives can always be read; what somebody wrote by hand may not. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return UNREADABLE;
    }
  }

  private static @Nullable String annotation(ConfigMap map, String name) {
    Map<String, String> annotations = map.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }
}
