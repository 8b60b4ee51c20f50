package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The version behind the last one of a directory. */
final class NextVersion {
  /** Numbers of more digits are points in time. */
  private static final int LONGEST_SEQUENCE = 7;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
      .withResolverStyle(ResolverStyle.STRICT);

  private final Format format;
  private final String last;
  private final Mistakes mistakes;

  private NextVersion(Format format, String last, Mistakes mistakes) {
    this.format = format;
    this.last = last;
    this.mistakes = mistakes;
  }

  /** The next version as a file name has it; empty if there is none, which is a mistake then. */
  static Optional<String> after(Format format, List<String> versions, Numbering numbering, Instant now,
      Mistakes mistakes) {
    Optional<String> last = versions.stream().filter(v -> v.matches("\\d+(?:\\.\\d+)*"))
        .max(Comparator.comparing((String v) -> v, FlywayName::compareVersions).thenComparing(String::length));
    if (last.isEmpty()) {
      return Optional.of(numbering.kind() == Numbering.Kind.SEQUENTIAL ? first(format, numbering.digits()) : time(now));
    }
    NextVersion next = new NextVersion(format, last.get(), mistakes);
    boolean numbers = next.digits().length() <= LONGEST_SEQUENCE;
    if (numbering.kind() == Numbering.Kind.SEQUENTIAL && !numbers) {
      mistakes.add(
          Problem.of(ProblemCode.USAGE, "the directory's versions are points in time, the last one is " + last.get()
              + "; a sequence number would come before them").remedy("leave out --seq"));
      return Optional.empty();
    }
    return numbers && numbering.kind() != Numbering.Kind.TIME
        ? next.number()
        : next.time(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
  }

  private static String first(Format format, int digits) {
    return digits == 0 ? first(format) : "0".repeat(digits - 1) + "1";
  }

  private static String first(Format format) {
    return switch (format) {
      case FLYWAY -> "1";
      case GOOSE -> "00001";
      case ATLAS, GOLANG_MIGRATE, SQL_MIGRATE, DBMATE, LIQUIBASE -> "000001";
    };
  }

  private static String time(Instant now) {
    return TIME.format(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
  }

  /** The first number of the last version. */
  private String digits() {
    int dot = last.indexOf('.');
    return dot < 0 ? last : last.substring(0, dot);
  }

  private Optional<String> number() {
    int dot = last.lastIndexOf('.');
    String digits = last.substring(dot + 1);
    String next = new BigInteger(digits).add(BigInteger.ONE).toString();
    String padded = "0".repeat(Math.max(0, digits.length() - next.length())) + next;
    if (byName() && padded.length() > digits.length()) {
      mistakes.add(Problem.of(ProblemCode.USAGE, "the number behind " + last + " has one digit more, and "
          + format.label() + " sorts files by name: the new one would not be the last")
          .remedy("name the next file by hand, with a version that sorts behind " + last));
      return Optional.empty();
    }
    return Optional.of(last.substring(0, dot + 1) + padded);
  }

  private boolean byName() {
    return switch (format) {
      case ATLAS, DBMATE, LIQUIBASE -> true;
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, FLYWAY -> false;
    };
  }

  /** The time, or one second behind the last version if that is later: clocks differ. */
  private Optional<String> time(LocalDateTime now) {
    String wanted = TIME.format(now);
    if (behind(wanted)) {
      return Optional.of(wanted);
    }
    String digits = digits();
    try {
      // a version of a day alone is over when the day is
      String padded = digits.length() == 8 ? digits + "235959" : digits;
      String next = TIME.format(LocalDateTime.parse(padded, TIME).plusSeconds(1));
      return Optional.of(next);
    } catch (DateTimeException e) {
      return Optional.of(new BigInteger(digits).add(BigInteger.ONE).toString());
    }
  }

  private boolean behind(String wanted) {
    String digits = digits();
    if (new BigInteger(wanted).compareTo(new BigInteger(digits)) <= 0) {
      return false;
    }
    // by name, 20260131_x comes behind 20260131120000_y: the underscore is greater than any digit
    return !byName() || (!wanted.startsWith(digits) && wanted.compareTo(digits) > 0);
  }
}
