package dev.whimbrel.cli.init;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A text with places to be filled. {@code @NAME@} stands for a value, and lines that begin with {@code @EACH@} are written for
 * each service, those that follow each other together, or once where there are none. Lines that begin with
 * {@code @SERVICES@} are written where there are services, those that begin with {@code @ALONE@} where there are none. A line that holds a single place without a value is left out.
 *
 * @param resource its name beside this class
 * @param path where it goes, below its place
 */
record Template(String resource, String path, Place place, Kind kind) {
  private static final String EACH = "@EACH@";
  private static final String SERVICES = "@SERVICES@";
  private static final String ALONE = "@ALONE@";

  /** Below what. */
  enum Place {
    PROJECT,
    /** The top of the git repository: there look those who read it. */
    REPOSITORY
  }

  /** What is done with it. */
  enum Kind {
    TEXT, PROGRAM
  }

  Template {
    Objects.requireNonNull(resource);
    Objects.requireNonNull(path);
  }

  Template(String resource, String path) {
    this(resource, path, Place.PROJECT, Kind.TEXT);
  }

  String filledFor(Project project) {
    StringBuilder out = new StringBuilder();
    List<String> together = new ArrayList<>();
    for (String line : text().lines().toList()) {
      if (line.startsWith(EACH)) {
        together.add(line.substring(EACH.length()));
        continue;
      }
      out.append(forEach(together, project));
      together.clear();
      if (line.startsWith(project.hasServices() ? ALONE : SERVICES)) {
        continue;
      }
      out.append(once(line.replaceFirst("^(" + SERVICES + "|" + ALONE + ")", ""), project.values()));
    }
    return out.append(forEach(together, project)).toString();
  }

  private static String forEach(List<String> lines, Project project) {
    return project.units().stream()
        .flatMap(unit -> lines.stream().map(line -> filled(filled(line, unit.values()), project.values()) + "\n"))
        .collect(Collectors.joining());
  }

  private static String once(String line, Map<String, String> values) {
    String filled = filled(line, values);
    return filled.isEmpty() && !line.isEmpty() ? "" : filled + "\n";
  }

  private static String filled(String line, Map<String, String> values) {
    String filled = line;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("@" + value.getKey() + "@", value.getValue());
    }
    return filled;
  }

  private String text() {
    try (InputStream in = Objects.requireNonNull(Template.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
