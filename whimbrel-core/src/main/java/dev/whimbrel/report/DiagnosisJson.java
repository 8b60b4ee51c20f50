package dev.whimbrel.report;

import dev.whimbrel.doctor.Diagnosis;
import dev.whimbrel.doctor.Finding;

/** What a doctor found as JSON; the form is documented in {@code docs/reference/json.md}. */
public final class DiagnosisJson {
  private DiagnosisJson() {}

  public static Json.Obj of(Diagnosis diagnosis) {
    return Json.object()
        .with("findings", Json.array(diagnosis.findings().stream().map(DiagnosisJson::of).toList()))
        .with("looked_at", Json.texts(diagnosis.lookedAt()))
        .with("not_looked_at", Json.array(diagnosis.unseen().stream()
            .map(unseen -> Json.object().with("what", unseen.what()).with("reason", unseen.reason())).toList()));
  }

  private static Json of(Finding finding) {
    return Json.object()
        .with("id", finding.id())
        .with("severity", finding.severity().word())
        .with("about", finding.about().isEmpty() ? null : finding.about())
        .with("fact", finding.fact())
        .with("why", finding.why())
        .with("remedy", finding.remedy())
        .with("fix", finding.fix() == null ? null : finding.fix().command());
  }
}
