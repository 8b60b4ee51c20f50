package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Indexes that belong to no constraint. */
final class IndexText {
  private final Setting setting;
  private final PartitionIndexes partitions;

  IndexText(Setting setting) {
    this.setting = setting;
    this.partitions = new PartitionIndexes(setting);
  }

  List<String> create(Index index) {
    ObjectId parent = index.parent();
    List<String> statements = new ArrayList<>();
    if (parent == null || (partitions.isExplicit(parent) && !partitions.isMadeByParent(index))) {
      statements.add(definition(index));
      statements.addAll(statistics(index, Map.of()));
    } else {
      statements.addAll(madeByParent(index));
    }
    if (index.clustering() == Index.Clustering.CLUSTERED) {
      statements.add(cluster(index));
    }
    return statements;
  }

  private List<String> madeByParent(Index index) {
    List<String> statements = new ArrayList<>();
    String chosen = partitions.chosen(index);
    if (!chosen.isEmpty() && !chosen.equals(index.id().name())) {
      statements.add("ALTER INDEX " + Quoting.name(index.id().schema(), chosen) + " RENAME TO "
          + Quoting.name(index.id().name()));
    }
    Map<String, String> options = setting.schema().objects().get(index.parent()) instanceof Index parent
        ? parent.options()
        : Map.of();
    statements.addAll(Parameters.change("ALTER " + setting.target(index.id()), options, index.options()));
    statements.addAll(statistics(index, Map.of()));
    return statements;
  }

  private String attach(Index index, ObjectId parent) {
    return "ALTER " + setting.target(parent) + " ATTACH PARTITION " + setting.target(index.id()).name();
  }

  /** On a partitioned table it takes those of the partitions that are there as its own and makes the others, if it is valid. */
  private String definition(Index index) {
    String printed = index.definition();
    String reach = index.usability() == Index.Usability.INVALID ? printed : printed.replaceFirst(" ON ONLY ", " ON ");
    return index.tablespace().isEmpty()
        ? reach
        : Fragment.insert(reach, " TABLESPACE " + Quoting.name(index.tablespace()), " WHERE ");
  }

  private String cluster(Index index) {
    return "ALTER " + setting.target(index.relation()) + " CLUSTER ON " + Quoting.name(index.id().name());
  }

  private List<String> statistics(Index index, Map<Integer, Integer> before) {
    List<String> statements = new ArrayList<>();
    Map<Integer, Integer> all = new TreeMap<>(before);
    all.replaceAll((column, target) -> -1);
    all.putAll(index.statistics());
    all.forEach((column, target) -> {
      if (!target.equals(before.getOrDefault(column, -1))) {
        statements.add("ALTER " + setting.target(index.id()) + " ALTER COLUMN " + column + " SET STATISTICS " + target);
      }
    });
    return statements;
  }

  static List<String> tablespace(String alter, String before, String after) {
    return before.equals(after)
        ? List.of()
        : List.of(alter + " SET TABLESPACE " + (after.isEmpty() ? "pg_default" : Quoting.name(after)));
  }

  /** What it sorts and how is fixed; one that a partition has from its parent comes and goes with the partition. */
  Alteration alter(Index before, Index after) {
    if (!isSame(before, after)) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    String alter = "ALTER " + setting.target(after.id());
    if (before.usability() == Index.Usability.INVALID && after.usability() == Index.Usability.VALID) {
      statements.add("REINDEX " + setting.target(after.id()));
    }
    statements.addAll(Parameters.change(alter, before.options(), after.options()));
    statements.addAll(tablespace(alter, before.tablespace(), after.tablespace()));
    statements.addAll(statistics(after, before.statistics()));
    if (before.clustering() != after.clustering()) {
      statements.add(after.clustering() == Index.Clustering.CLUSTERED
          ? cluster(after)
          : "ALTER " + setting.target(after.relation()) + " SET WITHOUT CLUSTER");
    }
    if (after.parent() != null && before.parent() == null && isSameTable(after)) {
      statements.add(attach(after, after.parent()));
    }
    return new Alteration.InPlace(statements);
  }

  private static boolean isSame(Index before, Index after) {
    return before.relation().equals(after.relation()) && before.uniqueness() == after.uniqueness()
        && before.method().equals(after.method()) && before.parts().equals(after.parts())
        && before.include().equals(after.include()) && before.predicate().equals(after.predicate());
  }

  /** A table that is attached takes its indexes with it. */
  private boolean isSameTable(Index index) {
    return setting.server().objects().containsKey(index.relation())
        && setting.server().objects().get(index.relation()).equals(setting.schema().objects().get(index.relation()));
  }
}
