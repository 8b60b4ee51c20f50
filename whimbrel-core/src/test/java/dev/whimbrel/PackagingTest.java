package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stands in more than one place, and is not compared by any compiler. */
class PackagingTest {
  private static final Pattern PROJECT = Pattern
      .compile("<groupId>dev\\.whimbrel</groupId>\\s*<artifactId>([a-z-]+)</artifactId>");
  private static final Pattern VERSION = Pattern
      .compile("<groupId>dev\\.whimbrel</groupId>\\s*<artifactId>[a-z-]+</artifactId>\\s*<version>([^<]+)</version>");

  @Test
  void theModuleExportsEveryPackage() {
    ModuleReference module = ModuleFinder.of(Path.of("target/classes")).find("dev.whimbrel.core").orElseThrow();
    ModuleDescriptor descriptor = module.descriptor();
    assertThat(descriptor.exports()).extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(descriptor.packages());
  }

  @Test
  void theBomNamesEveryPublishedModuleAndHasTheVersionOfTheBuild() throws IOException {
    String bom = Files.readString(Path.of("../whimbrel-bom/pom.xml"));
    assertThat(found(PROJECT, bom)).containsExactlyInAnyOrder("whimbrel-bom", "whimbrel-core", "whimbrel-catalog",
        "whimbrel-embedded", "whimbrel-cli");
    assertThat(found(VERSION, bom).getFirst())
        .isEqualTo(found(VERSION, Files.readString(Path.of("../pom.xml"))).getFirst());
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1)).toList();
  }
}
