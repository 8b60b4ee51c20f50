package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.Publication.Member;
import dev.whimbrel.schema.model.Publication.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Publications. */
final class PublicationText {
  /** What an option is again when it is no longer set. */
  private static final Map<String, String> DEFAULTS = Map.of("publish", "insert, update, delete, truncate",
      "publish_via_partition_root", "false", "publish_generated_columns", "none");

  private final Setting setting;

  PublicationText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(Publication publication) {
    String reach = publication.reach() == Reach.ALL_TABLES ? " FOR ALL TABLES" : forObjects(publication);
    return List
        .of("CREATE " + setting.target(publication.id()) + reach + Parameters.with("WITH", publication.options()));
  }

  private String forObjects(Publication publication) {
    String objects = objects(publication);
    return objects.isEmpty() ? "" : " FOR " + objects;
  }

  private String objects(Publication publication) {
    List<String> groups = new ArrayList<>();
    if (!publication.tables().isEmpty()) {
      groups.add("TABLE " + publication.tables().stream().map(this::member).collect(Collectors.joining(", ")));
    }
    if (!publication.schemas().isEmpty()) {
      groups.add("TABLES IN SCHEMA " + Quoting.names(publication.schemas()));
    }
    return String.join(", ", groups);
  }

  /** Children are published only where they are named. */
  private String member(Member member) {
    return (setting.children(member.table()).isEmpty() ? "" : "ONLY ") + setting.target(member.table()).name()
        + (member.columns().isEmpty() ? "" : " (" + Quoting.names(member.columns()) + ")")
        + (member.filter().isEmpty() ? "" : " WHERE " + Fragment.parenthesized(member.filter()));
  }

  Alteration alter(Publication before, Publication after) {
    if (before.reach() != after.reach()) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    String alter = "ALTER " + setting.target(after.id());
    if (!before.tables().equals(after.tables()) || !before.schemas().equals(after.schemas())) {
      if (after.tables().isEmpty() && after.schemas().isEmpty()) {
        return new Alteration.Replace();
      }
      statements.add(alter + " SET " + objects(after));
    }
    Map<String, String> options = new TreeMap<>();
    before.options().keySet().forEach(key -> options.put(key, DEFAULTS.getOrDefault(key, "")));
    options.putAll(after.options());
    options.entrySet().removeAll(before.options().entrySet());
    if (!options.isEmpty()) {
      statements.add(alter + " SET (" + Parameters.list(options) + ")");
    }
    return new Alteration.InPlace(statements);
  }
}
