package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.problem.Shortened;
import dev.whimbrel.report.Json;
import dev.whimbrel.sql.Redaction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines for whoever collects what containers say. What looks like a secret is taken out of each, wherever it comes from. */
final class Log {
  /** What a line looks like. */
  enum Form {
    TEXT, JSON
  }

  private enum Level {
    INFO, WARN, ERROR
  }

  private final Form form;
  private final Clock clock;
  private final Consumer<String> lines;

  Log(Form form, Clock clock, Consumer<String> lines) {
    this.form = form;
    this.clock = clock;
    this.lines = lines;
  }

  void info(String message) {
    write(Level.INFO, message, "", "");
  }

  void info(String message, HasMetadata about) {
    write(Level.INFO, message, about.getKind(), named(about));
  }

  void warn(String message) {
    write(Level.WARN, message, "", "");
  }

  void warn(String message, HasMetadata about) {
    write(Level.WARN, message, about.getKind(), named(about));
  }

  void error(String message, HasMetadata about) {
    write(Level.ERROR, message, about.getKind(), named(about));
  }

  private static String named(HasMetadata about) {
    return about.getMetadata().getNamespace() + "/" + about.getMetadata().getName();
  }

  private void write(Level level, String message, String kind, String name) {
    String shown = Shortened.of(Redaction.inText(message)).replaceAll("\\s*\\R\\s*", " ");
    String time = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    lines.accept(switch (form) {
      case TEXT -> time + " " + level + " " + (name.isEmpty() ? "" : kind + " " + name + ": ") + shown;
      case JSON -> json(level, shown, kind, name, time);
    });
  }

  private static String json(Level level, String message, String kind, String name, String time) {
    Json.Obj line = Json.object().with("time", time).with("level", level.name().toLowerCase(Locale.ROOT))
        .with("message", message);
    return (name.isEmpty() ? line : line.with("kind", kind).with("resource", name)).line();
  }
}
