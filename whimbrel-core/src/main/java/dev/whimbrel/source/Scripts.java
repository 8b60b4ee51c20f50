package dev.whimbrel.source;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Sha256;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes scripts of the sections of files. What is wrong goes to the mistakes, and the script is null then. */
final class Scripts {
  private final Lexicon lexicon;
  private final Mistakes mistakes;

  Scripts(Lexicon lexicon, Mistakes mistakes) {
    this.lexicon = lexicon;
    this.mistakes = mistakes;
  }

  /** A whole file that goes one way. */
  @Nullable
  Script whole(Lines lines, TransactionRequest marker) {
    return section(lines, Section.of(lines).with(marker), Directives.in(lines, mistakes), 1);
  }

  /**
   * A section.
   *
   * @param firstSection the line at which the first section of the file begins; directives before it concern all of them
   */
  @Nullable
  Script section(Lines lines, Section section, Directives directives, int firstSection) {
    TransactionRequest request = directives.request(section, firstSection, mistakes);
    List<Statement> statements = statements(lines, section);
    if (statements == null) {
      return null;
    }
    directives.refuseInside(lines, statements, mistakes);
    return mistakes.keep(Script.of(lines.source(), statements, request));
  }

  /** The statements of a section, or null. */
  @Nullable
  List<Statement> statements(Lines lines, Section section) {
    if (section.spans().size() == 1) {
      return statements(lines, section.spans().getFirst(), section.cuts());
    }
    List<Statement> statements = new ArrayList<>();
    for (Span span : section.spans()) {
      List<Statement> part = statements(lines, span, section.cuts());
      if (part == null) {
        return null;
      }
      statements.addAll(part);
    }
    return statements;
  }

  /** The statements of some lines, or null. */
  @Nullable
  List<Statement> statements(Lines lines, Span span, List<Integer> cuts) {
    List<Statement> whole = scan(lines, span);
    if (cuts.isEmpty()) {
      return whole;
    }
    List<Integer> inside = cuts.stream().filter(span::holds).toList();
    if (whole == null || inside.stream().noneMatch(cut -> spans(whole, lines.start(cut)))) {
      return whole;
    }
    return separately(lines, span, inside);
  }

  /** A marker may end a statement that has no semicolon: what stands before and behind it is read by itself then. */
  private @Nullable List<Statement> separately(Lines lines, Span span, List<Integer> cuts) {
    List<Statement> all = new ArrayList<>();
    int from = span.from();
    for (int cut : cuts) {
      List<Statement> part = scan(lines, new Span(from, cut));
      if (part == null) {
        return null;
      }
      all.addAll(part);
      from = cut;
    }
    List<Statement> rest = scan(lines, new Span(from, span.to()));
    if (rest == null) {
      return null;
    }
    all.addAll(rest);
    return all;
  }

  private @Nullable List<Statement> scan(Lines lines, Span span) {
    return mistakes.keep(SqlScanner.scan(lines.source(), lines.start(span.from()), lines.start(span.to()), lexicon));
  }

  private static boolean spans(List<Statement> statements, int offset) {
    return statements.stream().anyMatch(s -> s.start() < offset && offset < Math.max(s.end(), s.dataEnd()));
  }

  /** The checksum of a file whose up part is a script. */
  static Checksum checksum(Source file, Script up) {
    return checksum(file, up.statements());
  }

  /** The checksum of a file that cannot be read as SQL before something in it is replaced. */
  static Checksum unscanned(Source file) {
    return Checksum.of(() -> Sha256.of(file.bytes()), () -> Sha256.of(file.bytes()));
  }

  /** The same of statements that do not run as they are written. */
  static Checksum checksum(Source file, List<Statement> up) {
    return Checksum.of(() -> Sha256.of(file.bytes()), () -> TokenDigest.of(up));
  }
}
