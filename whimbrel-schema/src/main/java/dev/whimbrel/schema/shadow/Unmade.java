package dev.whimbrel.schema.shadow;

import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** What migrations name or need of another server or database without making it. */
final class Unmade {
  private Unmade() {}

  /** The roles of the server that none of the migrations makes. */
  static List<String> roles(List<Step> steps, List<String> roles) {
    return notMade("(?:role|user|group)", steps, roles);
  }

  /** The schemas on the search path that none of the migrations makes. */
  static List<String> schemas(List<Step> steps, List<String> schemas) {
    return notMade("schema", steps, schemas);
  }

  /** Those of the names that stand in the migrations at all. */
  static List<String> named(List<Step> steps, List<String> names) {
    List<String> texts = texts(steps);
    return names.stream().filter(name -> texts.stream().anyMatch(text -> text.contains(name))).toList();
  }

  private static List<String> notMade(String kind, List<Step> steps, List<String> names) {
    List<String> texts = texts(steps);
    return names.stream().filter(name -> texts.stream().noneMatch(makes(kind, name).asPredicate())).toList();
  }

  private static List<String> texts(List<Step> steps) {
    return steps.stream().flatMap(step -> step.script().statements().stream()).map(Statement::text).toList();
  }

  private static Pattern makes(String kind, String name) {
    return Pattern.compile("\\bcreate\\s+" + kind + "\\s+(?:if\\s+not\\s+exists\\s+)?(?:authorization\\s+)?\"?"
        + Pattern.quote(name) + "\"?(?:\\W|$)", Pattern.CASE_INSENSITIVE);
  }
}
