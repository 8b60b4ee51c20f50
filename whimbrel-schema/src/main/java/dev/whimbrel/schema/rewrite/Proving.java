package dev.whimbrel.schema.rewrite;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.schema.rewrite.Part.Line;
import dev.whimbrel.schema.rewrite.Part.Origin;
import dev.whimbrel.schema.rollback.Ground;
import dev.whimbrel.schema.sample.SampleRows;
import dev.whimbrel.schema.wording.Wording;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs a migration, and what is to take its place, on databases that are alike and hold rows, and compares what comes out: the schemas, the
 * order of columns, and the rows. What is other each time the migration itself is run is only looked at for being there. And it looks at
 * what the server does: no statement of ours keeps others waiting while something takes long.
 */
final class Proving {
  private static final Scope LOOKED_AT = Scope.everything().withoutSchema(Whimbrel.JOURNAL_SCHEMA.name());
  private static final String BOUNDS = """
      SELECT n.nspname::text, c.relname::text, pg_catalog.pg_get_partition_constraintdef(c.oid)
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
       WHERE c.relispartition AND pg_catalog.pg_get_partition_constraintdef(c.oid) IS NOT NULL
      """;

  private final Ground ground;
  private final MigrationSet before;
  private final Migration migration;
  private final Filling filling;
  private final Ran original;

  private Proving(Ground ground, MigrationSet before, Migration migration, Filling filling, Ran original) {
    this.ground = ground;
    this.before = before;
    this.migration = migration;
    this.filling = filling;
    this.original = original;
  }

  /** What tables without rows hold before. */
  private enum Filling {
    ROWS, NONE
  }

  /** What came of a run. */
  private record Ran(Rehearsal.Report report, DatabaseSchema schema, Contents contents,
      Map<Observation.Relation, String> bounds) {}

  /** Runs the migration itself, over rows where it can; it may fail. */
  static Result<Proving> of(Ground ground, MigrationSet before, Migration migration) {
    return run(ground, before, migration, List.of(migration), Filling.ROWS).then(ran -> ran.report().isFailed()
        ? run(ground, before, migration, List.of(migration), Filling.NONE)
            .then(again -> Result.ok(new Proving(ground, before, migration, Filling.NONE, again)))
        : Result.ok(new Proving(ground, before, migration, Filling.ROWS, ran)));
  }

  private static Result<Ran> run(Ground ground, MigrationSet before, Migration migration, List<Migration> migrations,
      Filling filling) {
    return ground.after(before, migration, plot -> {
      try (Database database = plot.open()) {
        if (filling == Filling.ROWS) {
          SampleRows.into(database, inspected(database));
        }
        Map<Observation.Relation, String> bounds = new HashMap<>(bounds(database));
        Rehearsal.Report report = Rehearsal.run(database, plot::open, migrations, Rehearsal.Options.standard()
            .withFilling(Rehearsal.Filling.NONE).withKnown(Rehearsal.Known.BEFORE_ALL));
        bounds.putAll(bounds(database));
        return Result.ok(new Ran(report, inspected(database), Contents.of(database), bounds));
      }
    });
  }

  private static DatabaseSchema inspected(Database database) {
    return Inspector.inspect(database, LOOKED_AT);
  }

  private static Map<Observation.Relation, String> bounds(Database database) {
    Map<Observation.Relation, String> bounds = new HashMap<>();
    database.query(BOUNDS).forEach(row -> bounds.put(new Observation.Relation(Objects.requireNonNull(row.get(0)),
        Objects.requireNonNull(row.get(1))), Objects.requireNonNull(row.get(2))));
    return bounds;
  }

  /** What was seen of the migration itself. */
  Seen seen() {
    return new Seen(original.report().statements(), original.bounds());
  }

  /** Whether the server refused a statement of the migration itself. */
  boolean isFailed() {
    return original.report().isFailed();
  }

  /** What is not as it is behind the migration itself, in sentences; empty if nothing is. */
  Result<List<String>> differences(Rewritten rewritten, Columns order) {
    List<Migration> parts = migrations(rewritten.parts());
    return differences(parts, order, ran -> harm(rewritten.parts(), parts, ran));
  }

  /** The same of one file with the same statements, of which it is known already what they do to others. */
  Result<List<String>> differences(String file, Columns order) {
    return differences(List.of(migration("000001_parts", file)), order, ran -> List.of());
  }

  private Result<List<String>> differences(List<Migration> migrations, Columns order,
      Function<List<Rehearsed>, List<String>> harm) {
    return run(ground, before, migration, migrations, filling).then(ran -> {
      if (ran.report().isFailed()) {
        return Result.ok(List.of(refused(ran.report().statements().getLast())));
      }
      List<String> differences = new ArrayList<>(
          Wording.lines(Difference.between(original.schema(), ran.schema())));
      differences.addAll(harm.apply(ran.report().statements()));
      List<String> rows = original.contents().differences(ran.contents(), Map.of(), order);
      return rows.isEmpty()
          ? Result.ok(differences)
          : again().then(unsteady -> {
            differences.addAll(original.contents().differences(ran.contents(), unsteady, order));
            return Result.ok(differences);
          });
    });
  }

  private Result<Map<String, Set<String>>> again() {
    return run(ground, before, migration, List.of(migration), filling)
        .then(ran -> Result.ok(original.contents().unsteady(ran.contents())));
  }

  private static String refused(Rehearsed last) {
    return "the server refuses \"" + last.statement().brief(80) + "\""
        + (last.outcome() instanceof Outcome.Failed failed ? ": " + failed.error().message() : "");
  }

  /** Each part as a migration of its own. */
  static List<Migration> migrations(List<Part> parts) {
    List<Migration> migrations = new ArrayList<>();
    for (Part part : parts) {
      String text = (part.bound() == Bound.ALONE ? "-- whimbrel: no-transaction\n" : "") + part.text();
      migrations.add(migration("%06d_part".formatted(migrations.size() + 1), text));
    }
    return migrations;
  }

  private static Migration migration(String name, String text) {
    return Format.GOLANG_MIGRATE.parse(FileSet.of("", Map.of(name + ".up.sql",
        text.getBytes(StandardCharsets.UTF_8))), ParseOptions.standard()).orThrow().migrations().getFirst();
  }

  private static List<String> harm(List<Part> parts, List<Migration> migrations, List<Rehearsed> ran) {
    List<String> harm = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Migration migration = migrations.get(i);
      List<Rehearsed> own = ran.stream().filter(one -> one.migration().id().equals(migration.id())).toList();
      harm.addAll(harm(part, own.subList(Math.min(part.settings().size(), own.size()), own.size())));
    }
    return harm;
  }

  private static List<String> harm(Part part, List<Rehearsed> ran) {
    List<String> harm = new ArrayList<>();
    boolean isShut = false;
    for (int i = 0; i < Math.min(ran.size(), part.lines().size()); i++) {
      Line line = part.lines().get(i);
      Rehearsed one = ran.get(i);
      if (!(one.outcome() instanceof Outcome.Ran did)) {
        continue;
      }
      boolean isLong = Harm.isLong(did.observation(), one.after());
      boolean isOurs = line.origin() == Origin.REWRITING;
      if (isLong && (isShut || (isOurs && Harm.isDone(did.observation(), one.before(), one.after())))) {
        harm.add("\"" + one.statement().brief(80) + "\" still keeps others waiting: " + did.observation().locks());
      }
      isShut |= Harm.isStrong(did.observation(), one.before());
    }
    return harm;
  }
}
