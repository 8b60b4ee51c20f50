package dev.whimbrel.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a tool makes the checksum of a file, where nobody wrote that down: as far as its rows show it.
 *
 * @param algorithm of the hash, which stands there in hexadecimal
 * @param ends of the lines of what is hashed
 */
record Hashing(Algorithm algorithm, LineEnds ends) {
  /** Hashes, those that are used most first. */
  enum Algorithm {
    SHA_256("SHA-256", 64), SHA_1("SHA-1", 40), MD5("MD5", 32), SHA_512("SHA-512", 128);

    private final String name;
    private final int digits;

    Algorithm(String name, int digits) {
      this.name = name;
      this.digits = digits;
    }
  }

  /** What becomes of the ends of lines before the hash is made. */
  enum LineEnds {
    AS_THEY_ARE, LF, CRLF
  }

  /**
   * What a tool keeps of one file.
   *
   * @param content of the file as it is now, each byte a character
   * @param checksum as the tool's row has it
   */
  record Kept(String content, String checksum) {
    static Kept of(byte[] content, String checksum) {
      return new Kept(new String(content, StandardCharsets.ISO_8859_1), checksum);
    }
  }

  /** Whether a file is what the tool ran. */
  enum Verdict {
    SAME, OTHER,
    /** The checksum cannot be compared. */
    UNKNOWN
  }

  /** Where nothing shows another. */
  static final Hashing USUAL = new Hashing(Algorithm.SHA_256, LineEnds.AS_THEY_ARE);

  private static final List<Hashing> ALL = Arrays.stream(Algorithm.values())
      .flatMap(algorithm -> Arrays.stream(LineEnds.values()).map(ends -> new Hashing(algorithm, ends)))
      .toList();

  /** The one that explains most rows, or nothing if none explains any. */
  static Optional<Hashing> explaining(List<Kept> rows) {
    return ALL.stream()
        .max(Comparator.comparingLong((Hashing one) -> one.explained(rows)).thenComparing(ALL::indexOf,
            Comparator.reverseOrder()))
        .filter(best -> best.explained(rows) > 0);
  }

  /** How the rows to come are to be hashed: as those that are there, or at least with a hash that is as long. */
  static Hashing forRowsBeside(List<Kept> rows) {
    return explaining(rows).orElseGet(() -> asLong(rows).orElse(USUAL));
  }

  private static Optional<Hashing> asLong(List<Kept> rows) {
    return rows.stream().flatMap(row -> Stream.of(Algorithm.values())
        .filter(algorithm -> isHexadecimal(row.checksum(), algorithm.digits))
        .map(algorithm -> new Hashing(algorithm, LineEnds.AS_THEY_ARE))).findFirst();
  }

  /** What a row says of a file, in the light of all of them. */
  static Verdict verdict(Kept row, List<Kept> rows) {
    if (ALL.stream().anyMatch(one -> one.explains(row))) {
      return Verdict.SAME;
    }
    return explaining(rows).filter(one -> isHexadecimal(row.checksum(), one.algorithm.digits)).isPresent()
        ? Verdict.OTHER
        : Verdict.UNKNOWN;
  }

  private static boolean isHexadecimal(String text, int digits) {
    return text.length() == digits && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private long explained(List<Kept> rows) {
    return rows.stream().filter(this::explains).count();
  }

  private boolean explains(Kept row) {
    return of(row.content()).equals(row.checksum().toLowerCase(Locale.ROOT));
  }

  /** The checksum of a file. */
  String of(byte[] content) {
    return of(new String(content, StandardCharsets.ISO_8859_1));
  }

  private String of(String content) {
    byte[] bytes = withEnds(content).getBytes(StandardCharsets.ISO_8859_1);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm.name).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String withEnds(String content) {
    return switch (ends) {
      case AS_THEY_ARE -> content;
      case LF -> content.replace("\r\n", "\n");
      case CRLF -> content.replace("\r\n", "\n").replace("\n", "\r\n");
    };
  }
}
