package dev.whimbrel.schema.shadow;

import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** Which roles of another server migrations name without making them. */
final class NamedRoles {
  private NamedRoles() {}

  static List<String> in(List<Step> steps, List<String> roles) {
    List<String> texts = steps.stream().flatMap(step -> step.script().statements().stream()).map(Statement::text)
        .toList();
    return roles.stream()
        .filter(role -> texts.stream().anyMatch(text -> text.contains(role)))
        .filter(role -> texts.stream().noneMatch(makes(role).asPredicate()))
        .toList();
  }

  private static Pattern makes(String role) {
    return Pattern.compile("\\bcreate\\s+(?:role|user|group)\\s+\"?" + Pattern.quote(role) + "\"?(?:\\W|$)",
        Pattern.CASE_INSENSITIVE);
  }
}
