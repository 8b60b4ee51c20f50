package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.doctor.Diagnosis;
import dev.whimbrel.doctor.Finding;
import dev.whimbrel.doctor.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A diagnosis for people. */
final class DiagnosisText {
  private final Screen screen;
  private final Diagnosis diagnosis;

  DiagnosisText(Screen screen, Diagnosis diagnosis) {
    this.screen = screen;
    this.diagnosis = diagnosis;
  }

  /** A block for each finding, a line for each thing that could not be looked at. */
  String blocks() {
    StringBuilder out = new StringBuilder();
    diagnosis.findings().forEach(finding -> block(out, finding));
    diagnosis.unseen().forEach(unseen -> out.append(screen.styled("not looked at:", Style.WARNING)).append(' ')
        .append(lines(unseen.what() + ": " + unseen.reason())).append('\n'));
    return diagnosis.unseen().isEmpty() ? out.toString() : out.append('\n').toString();
  }

  private void block(StringBuilder out, Finding finding) {
    out.append(screen.styled(finding.severity().word() + ":", style(finding.severity()))).append(' ')
        .append(lines(finding.fact())).append('\n');
    field(out, "why", finding.why());
    field(out, "next", finding.remedy());
    field(out, "id", finding.id());
    out.append('\n');
  }

  private void field(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append("  ").append(screen.styled(String.format(Locale.ROOT, "%-9s", name + ":"), Style.FAINT)).append(' ')
          .append(lines(value)).append('\n');
    }
  }

  private static Style style(Severity severity) {
    return switch (severity) {
      case ERROR -> Style.BAD;
      case WARNING -> Style.WARNING;
      case ADVICE -> Style.STRONG;
    };
  }

  private static String lines(String text) {
    return String.join("\n            ", text.lines().map(Printable::of).toList());
  }

  /** How many of each kind are wrong. */
  String verdict() {
    List<String> parts = new ArrayList<>();
    long errors = count(Severity.ERROR);
    long warnings = count(Severity.WARNING);
    if (errors > 0) {
      parts.add(RunText.count(errors, "error"));
    }
    if (warnings > 0) {
      parts.add(RunText.count(warnings, "warning"));
    }
    return String.join(" and ", parts);
  }

  /** The last lines: the verdict, and what was looked at. */
  String summary(String place) {
    String verdict = diagnosis.wrong().isEmpty() ? "Nothing is wrong" : "There " + are() + " " + verdict();
    long advice = count(Severity.ADVICE);
    String also = advice == 0 ? "" : " " + (advice == 1 ? "One piece" : advice + " pieces") + " of advice.";
    return "Looked at " + String.join(", ", diagnosis.lookedAt()) + ".\n" + verdict + " in " + place + "." + also
        + "\n";
  }

  private String are() {
    long first = count(Severity.ERROR) > 0 ? count(Severity.ERROR) : count(Severity.WARNING);
    return first == 1 ? "is" : "are";
  }

  private long count(Severity severity) {
    return diagnosis.findings().stream().filter(finding -> finding.severity() == severity).count();
  }
}
