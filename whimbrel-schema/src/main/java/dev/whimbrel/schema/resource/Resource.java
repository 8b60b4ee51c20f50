package dev.whimbrel.schema.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A file that lies beside a class. */
public final class Resource {
  private Resource() {}

  /** All of it. */
  public static String text(Class<?> beside, String name) {
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** A query without the comment that it begins with, which nobody is to send. */
  public static String query(Class<?> beside, String name) {
    return text(beside, name).replaceFirst("(?s)^(--.*?\n)+", "").strip();
  }
}
