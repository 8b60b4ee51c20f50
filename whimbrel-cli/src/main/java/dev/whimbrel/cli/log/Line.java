package dev.whimbrel.cli.log;

import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.report.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One line of the log.
 *
 * @param event its stable name
 * @param message for people, such as {@code Successfully applied migration 001_users}
 * @param facts what programs read beside that, by name, in order
 */
record Line(Instant time, Level level, String event, Heading heading, String message, Map<String, Object> facts) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  Line {
    Objects.requireNonNull(time);
    Objects.requireNonNull(level);
    Objects.requireNonNull(event);
    Objects.requireNonNull(heading);
    Objects.requireNonNull(message);
    facts = new LinkedHashMap<>(facts);
  }

  /** How bad it is. */
  enum Level {
    INFO, WARN, ERROR
  }

  /**
   * What all lines of a run share.
   *
   * @param run its number in the journal; empty before there is one
   * @param service whose migrations these are; empty where nobody names one
   */
  record Heading(String command, String run, String service) {
    Heading {
      Objects.requireNonNull(command);
      Objects.requireNonNull(run);
      Objects.requireNonNull(service);
    }
  }

  /** As one line, with its end. */
  String rendered(LogFormat format) {
    return switch (format) {
      case TEXT -> text() + "\n";
      case JSON -> json() + "\n";
    };
  }

  private String text() {
    String tag = heading.service().isEmpty() ? "[migrations]" : "[" + heading.service() + "-migrations]";
    String start = TIME.format(time) + " " + String.format(Locale.ROOT, "%-5s", level) + " "
        + (heading.run().isEmpty() ? "-" : heading.run()) + " " + tag + " ";
    // what is told in several lines is one line here
    return Printable.of(start + message.lines().map(String::strip).filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; ")));
  }

  private String json() {
    Json.Obj json = Json.object()
        .with("time", TIME.format(time))
        .with("level", level.name().toLowerCase(Locale.ROOT))
        .with("event", event)
        .with("command", heading.command())
        .with("run", heading.run().isEmpty() ? null : heading.run())
        .with("service", heading.service().isEmpty() ? null : heading.service());
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      json = fact.getValue() instanceof Number number
          ? json.with(fact.getKey(), number.longValue())
          : json.with(fact.getKey(), fact.getValue().toString());
    }
    return json.with("message", message).line();
  }
}
