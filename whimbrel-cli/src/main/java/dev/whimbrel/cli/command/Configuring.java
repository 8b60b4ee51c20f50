package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.ConfigSchema;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Masked;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Found;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is in force, and who says so. */
public final class Configuring {
  private final Settings settings;
  private final List<Row> rows = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * One setting.
   *
   * @param value without secrets; null where nothing is said and there is no default
   * @param section the part of the file, such as {@code environment prod}
   */
  private record Row(String name, @Nullable String value, String from, String source, @Nullable Position at,
      String section) {
    String told() {
      String place = at == null ? source : at.file() + ":" + at.line();
      return place + (section.isEmpty() ? "" : " (" + section + ")");
    }

    Json.Obj json() {
      Json.Obj json = Json.object().with("name", name).with("value", value).with("from", from)
          .with("source", from.equals("default") ? null : source);
      if (at != null) {
        json = json.with("line", at.line());
      }
      return json.with("section", section.isEmpty() ? null : section);
    }
  }

  private Configuring(Settings settings) {
    this.settings = settings;
  }

  public static Outcome config(Invocation invocation) {
    if (invocation.has(Options.CONFIG_SCHEMA)) {
      String schema = ConfigSchema.text();
      return Outcome.of(schema, Json.object().with("schema", schema));
    }
    return new Configuring(Settings.of(invocation)).outcome(invocation);
  }

  private Outcome outcome(Invocation invocation) {
    Set<String> seen = new LinkedHashSet<>();
    Options.all().stream().filter(option -> !option.variable().isEmpty()).filter(option -> seen.add(option.name()))
        .forEach(this::row);
    settings.passwordSource().ifPresent(source -> rows.add(1 + index("url"),
        new Row("password", Masked.SECRET, "secret", source, null, "")));
    placeholders().forEach((name, said) -> rows.add(new Row("placeholders." + name, Masked.named(name, said.value()),
        "file", said.source(), said.at(), "")));
    settings.lint().forEach((rule, found) -> rows.add(new Row("lint." + rule, found.said().value(), "file",
        found.said().source(), found.said().at(), found.section())));
    Optional<Sourced> guarded = settings.protectedEnvironment();
    rows.add(index("env") + 1, guarded.map(said -> new Row("protected", "true", "file", said.source(), said.at(),
        "environment " + said.value())).orElse(new Row("protected", "false", "default", "default", null, "")));
    Table table = new Table(List.of("NAME", "VALUE", "FROM"));
    rows.forEach(row -> table.add(List.of(new Cell(row.name(), Style.PLAIN),
        new Cell(row.value() == null ? "-" : row.value(), row.from().equals("default") ? Style.FAINT : Style.STRONG),
        new Cell(row.told(), Style.FAINT))));
    return new Outcome(table.render(invocation.screen()), Json.object()
        .with("environment", settings.environmentName().orElse(null))
        .with("settings", Json.array(rows.stream().map(Row::json).toList())), problems);
  }

  private int index(String name) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).name().equals(name)) {
        return i;
      }
    }
    return rows.size() - 1;
  }

  private void row(Option option) {
    try {
      Optional<Found> found = settings.found(option);
      rows.add(found.map(it -> row(option, it)).orElseGet(() -> new Row(option.title(),
          option.standard().isEmpty() ? null : option.standard(), "default", "default", null, "")));
    } catch (WhimbrelException e) {
      problems.addAll(e.problems());
      rows.add(new Row(option.title(), null, "file", "see below", null, ""));
    }
  }

  private Row row(Option option, Found found) {
    Sourced said = found.said();
    String shown = option.equals(Options.URL) ? url(said) : Masked.value(said.value());
    String value = option.takesArgument() ? shown : "true";
    if (said.at() != null) {
      return new Row(option.title(), shown, "file", said.source(), said.at(), found.section());
    }
    boolean flag = said.source().startsWith("--");
    return flag
        ? new Row(option.title(), value, "flag", said.source(), null, "")
        : new Row(option.title(), shown, "variable", said.source(), null, "");
  }

  /** Nobody knows where the password stands in what is no URL. */
  private String url(Sourced said) {
    String value = said.value().strip();
    if (value.startsWith(DatabaseAddress.EMBEDDED) || value.isEmpty()) {
      return value;
    }
    List<Problem> wrong = DatabaseUrl.parse(value).problems();
    wrong.forEach(problem -> problems.add(problem.at(said.at())));
    return wrong.isEmpty() ? Masked.value(value) : Masked.SECRET;
  }

  private Map<String, Sourced> placeholders() {
    try {
      return settings.placeholders();
    } catch (WhimbrelException e) {
      problems.addAll(e.problems());
      return Map.of();
    }
  }
}
