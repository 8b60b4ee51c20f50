package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc can be made, and every example in it is a region of a test that runs. */
class JavadocTest {
  @Test
  void itIsMadeWithoutAWarning(@TempDir Path out) throws IOException {
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = javadoc.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(Path.of("src/main/java/dev"))) {
      boolean made = javadoc.getTask(said, files, null, null,
          List.of("-d", out.toString(), "-classpath", System.getProperty("java.class.path"), "-quiet",
              "-Xdoclint:all,-missing", "-Werror", "--snippet-path", "src/test/java"),
          files.getJavaFileObjectsFromPaths(sources.filter(path -> path.toString().endsWith(".java")).toList()))
          .call();
      assertThat(said.toString()).isEmpty();
      assertThat(made).isTrue();
    }
    assertThat(Files.readString(out.resolve("dev/whimbrel/Whimbrel.html"))).contains("lockWait(Duration.ofMinutes(2))");
  }
}
