package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.report.Json;
import dev.whimbrel.source.Format;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** whimbrel.yaml as a JSON schema, for editors; made from the table of options. */
public final class ConfigSchema {
  /** Whatever a value has to look like, it may hold a variable instead. */
  private static final String OR_VARIABLE = "|[$]";

  private ConfigSchema() {}

  public static String text() {
    Map<String, Option> keys = new LinkedHashMap<>();
    Options.all().stream().filter(option -> !option.key().isEmpty())
        .forEach(option -> keys.putIfAbsent(option.key(), option));
    Json.Obj definitions = Json.object();
    for (Option option : keys.values()) {
      definitions = definitions.with(option.key(), definition(option));
    }
    return Json.object()
        .with("$schema", "https://json-schema.org/draft/2020-12/schema")
        .with("title", "whimbrel.yaml")
        .with("type", "object")
        .with("additionalProperties", Json.Flag.FALSE)
        .with("properties", properties(keys.keySet()))
        .with("$defs", definitions)
        .render() + "\n";
  }

  private static Json.Obj properties(Set<String> keys) {
    return references(keys)
        .with("environments", named("what differs between environments, by their names",
            references(keys).with(ConfigReader.PROTECTED,
                described("whether writing demands TLS and a confirmation, and "
                    + "destructive commands are refused", "boolean", "string"))
                .with(ConfigReader.LINT, lint())))
        .with("services", named("the services that share the database, by their names",
            without(references(keys), Options.SERVICE.key()).with("requires", described(
                "the services whose migrations come first", "array")
                .with("items", Json.object().with("type", "string")))))
        .with("default-environment", described("the environment of those who name none", "string"))
        .with("placeholders", described("names and values for formats that substitute them", "object")
            .with("additionalProperties",
                Json.object().with("type", Json.texts(List.of("string", "number", "boolean")))))
        .with(ConfigReader.LINT, lint())
        .with("atlas-hcl",
            described("where the project file of Atlas lies; false if it is not read", "string", "boolean"));
  }

  private static Json.Obj lint() {
    Json.Obj properties = Json.object().with(LintDecisions.NAMES, names());
    for (String key : LintDecisions.choices()) {
      properties = properties.with(key, described(LintDecisions.help(key), "string")
          .with("enum", Json.texts(LintDecisions.words(key))));
    }
    return described("what findings of lint weigh, by the ids of rules or how they begin, and what was decided on",
        "object")
        .with("properties", properties.with(LintDecisions.EXTENSIONS,
            described(LintDecisions.help(LintDecisions.EXTENSIONS), "array").with("minItems", 1)
                .with("items", Json.object().with("type", "string").with("minLength", 1))))
        .with("patternProperties", Json.object().with("^WB[0-9]{1,3}$",
            Json.object().with("enum", Json.texts(RuleWeights.words()))))
        .with("additionalProperties", Json.Flag.FALSE);
  }

  private static Json.Obj names() {
    Json.Obj kinds = Json.object();
    for (String kind : LintDecisions.kinds()) {
      kinds = kinds.with(kind, Json.object().with("type", "string").with("format", "regex"));
    }
    return described(LintDecisions.help(LintDecisions.NAMES), "object").with("properties", kinds)
        .with("additionalProperties", Json.Flag.FALSE);
  }

  private static Json.Obj definition(Option option) {
    String help = option.help() + (option.standard().isEmpty() ? "" : " (default: " + option.standard() + ")");
    if (option.equals(Options.FORMAT)) {
      String labels = Arrays.stream(Format.values()).map(Format::label).collect(Collectors.joining("|"));
      return described(help, "string").with("pattern", "^(" + labels + ")$" + OR_VARIABLE);
    }
    return switch (option.argument()) {
      case "" -> described(help, "boolean", "string").with("pattern", "^(true|false)$" + OR_VARIABLE);
      case "TIME" -> described(help, "string", "number")
          .with("pattern", "^[0-9]+([.][0-9]+)? *(ms|s|m|h|min|sec)?$" + OR_VARIABLE);
      case "auto" -> described(help, "string").with("pattern", "^auto$" + OR_VARIABLE);
      default -> described(help, "string", "number");
    };
  }

  private static Json.Obj references(Set<String> keys) {
    Json.Obj references = Json.object();
    Map<String, Json.Obj> groups = new LinkedHashMap<>();
    for (String key : keys) {
      int dot = key.indexOf(Option.GROUPED);
      Json.Obj reference = Json.object().with("$ref", "#/$defs/" + key);
      if (dot < 0) {
        references = references.with(key, reference);
      } else {
        groups.merge(key.substring(0, dot), Json.object().with(key.substring(dot + 1), reference), ConfigSchema::both);
      }
    }
    for (Map.Entry<String, Json.Obj> group : groups.entrySet()) {
      references = references.with(group.getKey(), Json.object().with("type", "object")
          .with("additionalProperties", Json.Flag.FALSE).with("properties", group.getValue()));
    }
    return references;
  }

  private static Json.Obj both(Json.Obj one, Json.Obj other) {
    return new Json.Obj(Stream.concat(one.members().stream(), other.members().stream()).toList());
  }

  private static Json.Obj named(String description, Json.Obj properties) {
    return described(description, "object").with("additionalProperties", Json.object().with("type", "object")
        .with("additionalProperties", Json.Flag.FALSE).with("properties", properties));
  }

  private static Json.Obj without(Json.Obj object, String name) {
    return new Json.Obj(object.members().stream().filter(member -> !member.name().equals(name)).toList());
  }

  private static Json.Obj described(String description, String... types) {
    Json.Obj described = Json.object().with("description", description);
    return types.length == 1
        ? described.with("type", types[0])
        : described.with("type", Json.texts(Arrays.asList(types)));
  }
}
