package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.EventTrigger;
import dev.whimbrel.schema.model.Firing;
import dev.whimbrel.schema.model.Policy;
import dev.whimbrel.schema.model.Rule;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What watches over statements: triggers, rules, policies, event triggers. */
final class RuleText {
  private final Setting setting;

  RuleText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(Trigger trigger) {
    return created(trigger.definition(), firing(trigger, "TRIGGER", Firing.ORIGIN, trigger.firing()));
  }

  private static List<String> created(String definition, List<String> firing) {
    List<String> statements = new ArrayList<>();
    statements.add(definition);
    statements.addAll(firing);
    return statements;
  }

  private List<String> firing(SchemaObject object, String word, Firing before, Firing after) {
    return before == after
        ? List.of()
        : List
            .of(setting.alterRelation(object.id()) + " " + words(after, word) + " " + Quoting.name(object.id().part()));
  }

  private static String words(Firing firing, String word) {
    return switch (firing) {
      case ORIGIN -> "ENABLE " + word;
      case DISABLED -> "DISABLE " + word;
      case REPLICA -> "ENABLE REPLICA " + word;
      case ALWAYS -> "ENABLE ALWAYS " + word;
    };
  }

  /** A trigger that is replaced fires like a new one; a constraint's cannot be replaced. */
  Alteration alter(Trigger before, Trigger after) {
    if (before.definition().equals(after.definition())) {
      return new Alteration.InPlace(firing(after, "TRIGGER", before.firing(), after.firing()));
    }
    if (!before.definition().startsWith("CREATE TRIGGER ") || !after.definition().startsWith("CREATE TRIGGER ")) {
      return new Alteration.Replace();
    }
    return new Alteration.InPlace(created(after.definition().replaceFirst("CREATE", "CREATE OR REPLACE"),
        firing(after, "TRIGGER", Firing.ORIGIN, after.firing())));
  }

  List<String> create(Rule rule) {
    return created(rule.definition(), firing(rule, "RULE", Firing.ORIGIN, rule.firing()));
  }

  Alteration alter(Rule before, Rule after) {
    List<String> firing = firing(after, "RULE", before.firing(), after.firing());
    return new Alteration.InPlace(before.definition().equals(after.definition())
        ? firing
        : created(after.definition().replaceFirst("CREATE", "CREATE OR REPLACE"), firing));
  }

  List<String> create(Policy policy) {
    String text = "CREATE " + setting.target(policy.id());
    if (policy.combination() == Policy.Combination.RESTRICTIVE) {
      text += " AS RESTRICTIVE";
    }
    if (!policy.command().equals("ALL")) {
      text += " FOR " + policy.command();
    }
    if (!policy.roles().equals(List.of("public"))) {
      text += " TO " + roles(policy);
    }
    return List.of(text + clause("USING", policy.using()) + clause("WITH CHECK", policy.check()));
  }

  private static String roles(Policy policy) {
    return policy.roles().stream().map(Quoting::role).collect(Collectors.joining(", "));
  }

  private static String clause(String word, String expression) {
    return expression.isEmpty() ? "" : "\n  " + word + " " + Fragment.parenthesized(expression);
  }

  /** An expression can be exchanged, but not taken away. */
  Alteration alter(Policy before, Policy after) {
    boolean loses = (after.using().isEmpty() && !before.using().isEmpty())
        || (after.check().isEmpty() && !before.check().isEmpty());
    if (before.combination() != after.combination() || !before.command().equals(after.command()) || loses) {
      return new Alteration.Replace();
    }
    String text = "ALTER " + setting.target(after.id())
        + (before.roles().equals(after.roles()) ? "" : " TO " + roles(after))
        + (before.using().equals(after.using()) ? "" : clause("USING", after.using()))
        + (before.check().equals(after.check()) ? "" : clause("WITH CHECK", after.check()));
    return new Alteration.InPlace(before.equals(after) ? List.of() : List.of(text));
  }

  List<String> create(EventTrigger trigger) {
    String tags = trigger.tags().isEmpty()
        ? ""
        : "\n  WHEN TAG IN (" + trigger.tags().stream().map(Quoting::literal).collect(Collectors.joining(", ")) + ")";
    return created("CREATE " + setting.target(trigger.id()) + " ON " + trigger.event() + tags
        + "\n  EXECUTE FUNCTION " + trigger.function() + "()", firing(trigger, Firing.ORIGIN));
  }

  private List<String> firing(EventTrigger trigger, Firing before) {
    return before == trigger.firing()
        ? List.of()
        : List.of("ALTER " + setting.target(trigger.id()) + " " + words(trigger.firing(), "").strip());
  }

  Alteration alter(EventTrigger before, EventTrigger after) {
    boolean same = before.event().equals(after.event()) && before.tags().equals(after.tags())
        && before.function().equals(after.function());
    return same ? new Alteration.InPlace(firing(after, before.firing())) : new Alteration.Replace();
  }
}
