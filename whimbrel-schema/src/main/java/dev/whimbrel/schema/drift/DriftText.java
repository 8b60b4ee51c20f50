package dev.whimbrel.schema.drift;

import dev.whimbrel.schema.drift.Drift.Finding;
import dev.whimbrel.schema.model.DatabaseSchema.Unmodelled;
import dev.whimbrel.schema.wording.Names;
import dev.whimbrel.schema.wording.Properties.Property;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings as sentences. */
public final class DriftText {
  private DriftText() {}

  /**
   * A line for each finding, with further lines, indented, for properties.
   *
   * @param maker the file that made an object what it is, or would make it
   */
  public static List<String> lines(Drift drift, Function<Finding, Optional<String>> maker) {
    return Stream.of(
        drift.findings().stream().flatMap(finding -> lines(finding, maker)),
        drift.unknown().stream().map(unmodelled -> "+ " + name(unmodelled) + ": only in the database"),
        drift.missing().stream().map(unmodelled -> "- " + name(unmodelled) + ": not in the database"))
        .flatMap(lines -> lines).toList();
  }

  /** Of what is not modelled. */
  public static String name(Unmodelled unmodelled) {
    return unmodelled.kind() + " " + unmodelled.identity();
  }

  private static Stream<String> lines(Finding finding, Function<Finding, Optional<String>> maker) {
    String name = Names.of(finding.id());
    String made = maker.apply(finding).map(file -> makes(finding, file)).orElse("");
    return switch (finding) {
      case Finding.Unknown unknown -> Stream.of("+ " + name + ": only in the database" + made);
      case Finding.Missing missing -> Stream.of("- " + name + ": not in the database" + made);
      case Finding.Different different -> Stream.concat(
          Stream.of("~ " + name + ": not as the migrations make it" + made),
          different.properties().stream().flatMap(property -> said(property).lines()).map(line -> "    " + line));
    };
  }

  private static String makes(Finding finding, String file) {
    return "; " + file + (finding instanceof Finding.Unknown ? " would make it, and is not applied" : " makes it");
  }

  private static String said(Property property) {
    return property.isLong()
        ? property.toString().lines().collect(Collectors.joining("\n  "))
        : property.name() + ": the migrations make " + property.before() + ", the database has " + property.after();
  }
}
