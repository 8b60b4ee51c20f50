package dev.whimbrel.schema.shadow;

import dev.whimbrel.plan.Step;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What migrations name or need of another server or database without making it. */
final class Unmade {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+");

  private Unmade() {}

  /** The roles of the server that stand in the migrations, and that none of them makes. */
  static List<String> roles(List<Step> steps, List<String> roles) {
    List<String> texts = texts(steps);
    return notMade("(?:role|user|group)", texts, named(texts, roles));
  }

  /** The schemas on the search path that none of the migrations makes. */
  static List<String> schemas(List<Step> steps, List<String> schemas) {
    return notMade("schema", texts(steps), schemas);
  }

  /** Those of the names that stand in texts; by their words, as a server may have thousands of roles, and texts may be long. */
  static List<String> named(List<String> texts, List<String> names) {
    if (names.isEmpty()) {
      return names;
    }
    Set<String> words = texts.stream().flatMap(Unmade::words).collect(Collectors.toSet());
    return names.stream().filter(name -> words(name).allMatch(words::contains)).toList();
  }

  private static Stream<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group);
  }

  private static List<String> notMade(String kind, List<String> texts, List<String> names) {
    return names.stream().filter(name -> texts.stream().noneMatch(makes(kind, name).asPredicate())).toList();
  }

  static List<String> texts(List<Step> steps) {
    return steps.stream().flatMap(step -> step.script().statements().stream()).map(Statement::text).toList();
  }

  private static Pattern makes(String kind, String name) {
    return Pattern.compile("\\bcreate\\s+" + kind + "\\s+(?:if\\s+not\\s+exists\\s+)?(?:authorization\\s+)?\"?"
        + Pattern.quote(name) + "\"?(?:\\W|$)", Pattern.CASE_INSENSITIVE);
  }
}
