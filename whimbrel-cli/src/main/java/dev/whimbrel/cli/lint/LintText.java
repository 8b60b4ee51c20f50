package dev.whimbrel.cli.lint;

import dev.whimbrel.cli.screen.ExcerptText;
import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was found, for people. */
public final class LintText {
  /** How much is said. */
  public enum Detail {
    /** What weighs more than a note. */
    GRAVE,
    /** Notes have a line each, and what is allowed is counted. */
    USUAL,
    /** Notes as all others, and what is allowed with its reason. */
    ALL
  }

  private final Linted linted;
  private final Screen screen;
  private final StringBuilder out = new StringBuilder();

  private LintText(Linted linted, Screen screen) {
    this.linted = linted;
    this.screen = screen;
  }

  /** A block for each finding, a line for each thing that was not looked at, and what it comes to. */
  public static String of(Linted linted, Detail detail, Screen screen) {
    LintText text = new LintText(linted, screen);
    text.findings(detail);
    return text.out.append(summary(linted)).append('\n').toString();
  }

  /** The blocks alone, for those who say more about the same migrations; empty if nothing was found. */
  public static String blocks(Linted linted, Detail detail, Screen screen) {
    LintText text = new LintText(linted, screen);
    text.findings(detail);
    return text.out.toString();
  }

  /** Such as {@code 2 errors, 1 note in 4 migrations; 12 statements rehearsed on PostgreSQL 18.6}. */
  public static String summary(Linted linted) {
    List<String> counts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      if (linted.count(severity) > 0) {
        counts.add(Words.count(linted.count(severity), Words.of(severity)));
      }
    }
    String found = counts.isEmpty() ? "nothing found" : String.join(", ", counts);
    List<String> parts = new ArrayList<>(
        List.of(found + " in " + Words.count(linted.migrations().size(), "migration")));
    if (linted.allowed() > 0) {
      parts.add(linted.allowed() + " allowed");
    }
    if (linted.report().rehearsed() > 0) {
      parts.add(Words.count(linted.report().rehearsed(), "statement") + " rehearsed"
          + (linted.server().isEmpty() ? "" : " on " + linted.server()));
    }
    if (linted.report().unseen() > 0) {
      parts.add(linted.report().unseen() + " judged by " + (linted.report().unseen() == 1 ? "its" : "their") + " text");
    }
    return Printable.of(String.join("; ", parts));
  }

  private void findings(Detail detail) {
    linted.open().forEach(one -> told(one, detail));
    if (detail == Detail.ALL) {
      linted.located().forEach(this::allowed);
    }
    linted.report().notes().forEach(note -> out.append(screen.styled("not looked at:", Style.WARNING)).append(' ')
        .append(lines(note, "  ")).append('\n'));
    if (!out.isEmpty() && !out.toString().endsWith("\n\n")) {
      out.append('\n');
    }
  }

  private void told(Located one, Detail detail) {
    if (one.finding().severity() != Severity.NOTE || detail == Detail.ALL) {
      block(one);
    } else if (detail == Detail.USUAL) {
      out.append(label(Severity.NOTE)).append(' ').append(place(one)).append(' ')
          .append(lines(one.finding().rule() + " " + one.finding().what(), "  ")).append('\n');
    }
  }

  private void block(Located one) {
    Finding finding = one.finding();
    out.append(label(finding.severity())).append(' ').append(place(one)).append(' ')
        .append(lines((finding.rule() + " " + one.title()).strip(), "  ")).append(' ')
        .append(screen.styled("[" + Words.of(finding.certainty()) + "]", Style.FAINT)).append('\n');
    Excerpt excerpt = one.statement().source().excerpt(one.statement().start());
    if (excerpt != null) {
      out.append(ExcerptText.of(excerpt, one.from(), screen));
    }
    field("what", finding.what());
    field("why", finding.why());
    field("lock", finding.lock() == null ? null : Words.of(finding.lock()));
    field("size", finding.size() == null ? null : Words.of(finding.size()));
    field("next", finding.remedy().isEmpty() ? null : finding.remedy());
    if (!finding.safe().isEmpty()) {
      out.append("  ").append(screen.styled("safe form:", Style.FAINT)).append('\n');
      Words.safe(finding).forEach(sql -> out.append("    ").append(lines(sql, "    ")).append('\n'));
    }
    out.append('\n');
  }

  private void allowed(Located one) {
    one.judged().allowedBecause().ifPresent(reason -> out.append(screen.styled("allowed:", Style.FAINT)).append(' ')
        .append(place(one)).append(' ').append(lines(one.finding().rule() + " " + one.finding().what(), "  "))
        .append(" (").append(Printable.of(reason)).append(")\n"));
  }

  private String place(Located one) {
    return screen.styled(Printable.of(one.from().toString()), Style.STRONG);
  }

  private String label(Severity severity) {
    return screen.styled(Words.of(severity) + ":", switch (severity) {
      case ERROR -> Style.BAD;
      case WARNING -> Style.WARNING;
      case NOTE -> Style.STRONG;
    });
  }

  private void field(String name, @Nullable String value) {
    if (value != null) {
      out.append("  ").append(screen.styled(String.format(Locale.ROOT, "%-9s", name + ":"), Style.FAINT)).append(' ')
          .append(lines(value, " ".repeat(12))).append('\n');
    }
  }

  /** Line ends are kept, further lines are set in. */
  private static String lines(String text, String indentation) {
    return String.join("\n" + indentation, text.lines().map(Printable::of).map(String::stripTrailing).toList());
  }
}
