package dev.whimbrel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir
  Path home;

  private URL jar(String name, String... entries) throws IOException {
    Path file = home.resolve(name);
    try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
        jar.write(entry.endsWith("/") ? new byte[0] : "SELECT 1;\n".getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    }
    return file.toUri().toURL();
  }

  private URL directory(String name, String... files) throws IOException {
    Path root = home.resolve(name);
    for (String file : files) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), "SELECT 1;\n");
    }
    return root.toUri().toURL();
  }

  private static List<Problem> problems(String path, URL... urls) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      return FileSet.onClassPath(path, loader).problems();
    }
  }

  private static FileSet read(String path, URL... urls) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      return FileSet.onClassPath(path, loader).orThrow();
    }
  }

  @Test
  void aJarAndADirectoryAreReadAlike() throws IOException {
    String[] there = {"db/m/1_a.up.sql", "db/m/1_a.down.sql", "db/m/README.md", "db/m/deep/V1__x.sql",
        "db/other/2_b.up.sql"};
    String[] withFolders = {"db/", "db/m/", "db/m/1_a.up.sql", "db/m/1_a.down.sql", "db/m/README.md", "db/m/deep/",
        "db/m/deep/V1__x.sql", "db/other/2_b.up.sql"};
    for (FileSet files : List.of(read("db/m", jar("a.jar", withFolders)), read("db/m", directory("classes", there)),
        read("/db/m/", jar("b.jar", withFolders)), read("classpath:db/m", jar("c.jar", withFolders)))) {
      assertThat(files.files().keySet()).containsExactly("1_a.down.sql", "1_a.up.sql", "deep/V1__x.sql");
      assertThat(files.others()).contains("README.md");
    }
  }

  @Test
  void severalPlacesAreOneDirectoryUnlessOneHidesAnother() throws IOException {
    URL one = jar("one.jar", "m/", "m/1_a.up.sql");
    URL two = directory("two", "m/2_b.up.sql");
    assertThat(read("m", one, two).files().keySet()).containsExactly("1_a.up.sql", "2_b.up.sql");
    URL again = jar("again.jar", "m/", "m/1_a.up.sql");
    assertThat(problems("m", one, again)).containsExactly(Problem
        .of(ProblemCode.BAD_FILE,
            "\"1_a.up.sql\" lies on the class path twice: in jar:" + one + "!/m and in jar:" + again
                + "!/m")
        .inFile("1_a.up.sql").remedy("remove one of them, or name a directory that only one of them has"));
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    assertThat(problems("m", jar("bare.jar", "m/1_a.up.sql"))).containsExactly(Problem
        .of(ProblemCode.NO_DIRECTORY, "the class path has no directory \"m\"")
        .remedy("put it among the resources; if it is there, the class loader is another one, or the jar was made "
            + "without entries for directories"));
    assertThat(problems("/", jar("root.jar", "1_a.up.sql"))).containsExactly(Problem
        .of(ProblemCode.NO_DIRECTORY, "the class path as a whole is no migration directory")
        .remedy("name a directory of it, such as db/migrations"));
  }

  @Test
  void whatCannotBeListedIsSaid() throws IOException {
    URL odd = URL.of(URI.create("odd:/m"), new URLStreamHandler() {
      @Override
      protected URLConnection openConnection(URL url) {
        return new URLConnection(url) {
          @Override
          public void connect() {
            connected = true;
          }

          @Override
          public InputStream getInputStream() {
            return new ByteArrayInputStream(new byte[0]);
          }
        };
      }
    });
    ClassLoader loader = new ClassLoader(null) {
      @Override
      public Enumeration<URL> getResources(String name) {
        return Collections.enumeration(List.of(odd));
      }
    };
    assertThat(FileSet.onClassPath("m", loader).problems()).containsExactly(Problem
        .of(ProblemCode.NO_DIRECTORY, "\"m\" lies at odd:/m, and what lies there cannot be listed")
        .remedy("hand in a directory, or the files as a map"));
  }

  @Test
  void onePlaceThatTwoLoadersKnowIsOne() throws IOException {
    URL one = jar("one.jar", "m/", "m/1_a.up.sql");
    try (URLClassLoader parent = new URLClassLoader(new URL[]{one}, null);
        URLClassLoader child = new URLClassLoader(new URL[]{one}, parent)) {
      assertThat(FileSet.onClassPath("m", child).orThrow().files().keySet()).containsExactly("1_a.up.sql");
    }
  }
}
