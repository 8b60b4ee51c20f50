package dev.whimbrel.schema.ddl;

import dev.whimbrel.testkit.Databases;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each file of {@code roundtrip/} on every major version that is here: see the README there. */
class RoundTripTest {
  private static final Pattern SINCE = Pattern.compile("\\A-- since: (\\d+)\n");

  @TestFactory
  Stream<DynamicContainer> everyCase() {
    List<Path> cases = cases();
    return IntStream.rangeClosed(14, 18).filter(RoundTripTest::isHere)
        .mapToObj(major -> DynamicContainer.dynamicContainer(
            "PostgreSQL " + major, cases.stream().filter(file -> since(file) <= major)
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                    () -> RoundTrip.of(major, Files.readString(file))))));
  }

  private static boolean isHere(int major) {
    try {
      Databases.create(major).close();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<Path> cases() {
    String only = System.getProperty("roundtrip.only", "");
    try (Stream<Path> files = Files.list(
        Path.of(Objects.requireNonNull(RoundTripTest.class.getResource("roundtrip")).toURI()))) {
      return files.filter(file -> file.toString().endsWith(".sql"))
          .filter(file -> Pattern.compile(only).matcher(file.getFileName().toString()).find()).sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int since(Path file) {
    try {
      Matcher since = SINCE.matcher(Files.readString(file));
      return since.find() ? Integer.parseInt(since.group(1)) : 14;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
