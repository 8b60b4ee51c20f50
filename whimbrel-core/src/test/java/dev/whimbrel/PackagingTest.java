package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in more than one place, and is not compared by any compiler. */
class PackagingTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Pattern PROJECT = Pattern
      .compile("<groupId>dev\\.whimbrel</groupId>\\s*<artifactId>([a-z-]+)</artifactId>");
  private static final Pattern VERSION = Pattern
      .compile("<groupId>dev\\.whimbrel</groupId>\\s*<artifactId>[a-z-]+</artifactId>\\s*<version>([^<]+)</version>");

  @Test
  void theModuleExportsEveryPackage() throws IOException {
    try (InputStream in = Files.newInputStream(CLASSES.resolve("META-INF/versions/17/module-info.class"));
        Stream<Path> files = Files.walk(CLASSES.resolve("dev"))) {
      Set<String> packages = files.filter(path -> path.toString().endsWith(".class"))
          .map(path -> CLASSES.relativize(path.getParent()).toString().replace(File.separatorChar, '.'))
          .collect(Collectors.toSet());
      ModuleDescriptor descriptor = ModuleDescriptor.read(in);
      assertThat(descriptor.name()).isEqualTo("dev.whimbrel.core");
      assertThat(descriptor.exports()).extracting(ModuleDescriptor.Exports::source)
          .containsExactlyInAnyOrderElementsOf(packages);
    }
  }

  /** The build compiles the descriptor alone. */
  @Test
  void theModuleReadsAllThatItUses(@TempDir Path out) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(Path.of("src/main"))) {
      boolean compiled = javac.getTask(said, files, null,
          List.of("-proc:none", "-nowarn", "-d", out.toString(), "--module-path", libraries()), null,
          files.getJavaFileObjectsFromPaths(sources.filter(path -> path.toString().endsWith(".java")).toList()))
          .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> path.matches(".*(postgresql-|jspecify-|checker-qual-)[^/\\\\]*\\.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void theBomNamesEveryPublishedModuleAndHasTheVersionOfTheBuild() throws IOException {
    String bom = Files.readString(Path.of("../whimbrel-bom/pom.xml"));
    assertThat(found(PROJECT, bom)).containsExactlyInAnyOrder("whimbrel-bom", "whimbrel-core", "whimbrel-catalog",
        "whimbrel-embedded", "whimbrel-schema", "whimbrel-kubernetes", "whimbrel-cli");
    assertThat(found(VERSION, bom).getFirst())
        .isEqualTo(found(VERSION, Files.readString(Path.of("../pom.xml"))).getFirst());
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1)).toList();
  }
}
