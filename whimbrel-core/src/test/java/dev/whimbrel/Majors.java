package dev.whimbrel;

import dev.whimbrel.testkit.Databases;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The major versions of PostgreSQL whose binaries are here. */
public final class Majors {
  private Majors() {}

  public static Stream<Integer> here() {
    return IntStream.rangeClosed(14, 18).filter(Majors::isHere).boxed();
  }

  private static boolean isHere(int major) {
    try {
      Databases.create(major).close();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
