package dev.whimbrel;

import dev.whimbrel.plan.Survey;
import java.util.List;
import java.util.Optional;

/**
 * Where a database stands.
 *
 * @param service whose migrations these are; empty where there is one service
 * @param current the last version that is applied, in the order of the migrations
 * @param pending how many are to be applied
 * @param lines one for each migration that is known here or to the database
 */
public record Status(String service, Optional<String> current, int pending, List<Survey.Line> lines) {
  public Status {
    lines = List.copyOf(lines);
  }

  static Status of(String service, Survey survey) {
    return new Status(service, survey.current().map(Survey.Line::version),
        (int) survey.lines().stream().filter(Survey.Line::isToApply).count(), survey.lines());
  }
}
