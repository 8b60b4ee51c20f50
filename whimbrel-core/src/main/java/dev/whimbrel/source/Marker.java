package dev.whimbrel.source;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Comments by which a file shows its format; misspelt ones count too, so that they are found as mistakes of that format. */
enum Marker {
  LIQUIBASE(Format.LIQUIBASE, "\\s*--\\s*liquibase\\s*formatted.*"), SQL_MIGRATE(Format.SQL_MIGRATE,
      "\\s*--\\s*\\+\\s*migrate\\b.*"), GOOSE(Format.GOOSE, "\\s*--\\s*\\+\\s*goose\\b.*"), DBMATE(Format.DBMATE,
          "\\s*--\\s*migrate\\s*:\\s*(up|down)\\b.*"), ATLAS(null, "\\s*--\\s*atlas:[a-z].*");

  /** What the words of all markers begin with. */
  private static final String FIRST_LETTERS = "+lLmMaA";

  private final @Nullable Format format;
  private final String line;
  Marker(@Nullable Format format, String line) {
    this.format = format;
    this.line = line;
  }

  /** Made only when there is a comment that may be a marker. */
  private static final class Patterns {
    private static final Map<Marker, Pattern> OF = new EnumMap<>(Marker.class);

    static {
      for (Marker marker : values()) {
        OF.put(marker, Pattern.compile(marker.line, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
      }
    }
  }

  /** The format that is certain then. */
  Optional<Format> format() {
    return Optional.ofNullable(format);
  }

  /** The markers in a file, whatever its bytes are. */
  static Set<Marker> in(byte[] bytes) {
    @Nullable
    Set<Marker> found = null;
    int start = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
        ? 3
        : 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (mayMark(bytes, start, end)) {
        found = found == null ? EnumSet.noneOf(Marker.class) : found;
        match(new String(bytes, start, Math.min(end - start, 1000), StandardCharsets.ISO_8859_1), found);
      }
      start = end + 1;
    }
    return found == null ? Set.of() : found;
  }

  private static boolean mayMark(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (at + 1 >= end || bytes[at] != '-' || bytes[at + 1] != '-') {
      return false;
    }
    at += 2;
    while (at < end && " \t\u000B\f\r".indexOf(bytes[at]) >= 0) {
      at++;
    }
    return at < end && FIRST_LETTERS.indexOf(bytes[at]) >= 0;
  }

  private static void match(String text, Set<Marker> found) {
    Patterns.OF.forEach((marker, pattern) -> {
      if (pattern.matcher(text).matches()) {
        found.add(marker);
      }
    });
  }
}
