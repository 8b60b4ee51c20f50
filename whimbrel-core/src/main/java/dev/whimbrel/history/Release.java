package dev.whimbrel.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Which Whimbrel this is, as it signs what it writes. */
public final class Release {
  private static final String FILE = "/dev/whimbrel/version.txt";

  private Release() {}

  /** The version, such as {@code 1.2.3}. */
  public static String version() {
    try (InputStream in = Objects.requireNonNull(Release.class.getResourceAsStream(FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
