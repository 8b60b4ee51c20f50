package dev.whimbrel.schema.rollback;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shadow databases: one goes through the directory migration by migration, and each trial has a copy of it. Where there can be only one
 * database, each trial begins with a replay.
 */
public final class ShadowGround implements Ground, AutoCloseable {
  /** What is of a whole server, and not of a database. */
  private static final Pattern BEYOND = Pattern
      .compile("(?is)\\b(?:create|alter|drop)\\s+(?:role|group|tablespace|database|user(?!\\s+mapping))\\b");

  private final Shadows shadows;
  private final List<String> schemas;
  private @Nullable ShadowDatabase line;
  private int reached;

  private ShadowGround(Shadows shadows, List<String> schemas) {
    this.shadows = shadows;
    this.schemas = List.copyOf(schemas);
  }

  /**
   * For the migrations of a directory.
   *
   * @param shadows closed by whoever opened them
   * @param all the directory
   * @param expected the schemas that are there before any migration runs; those that a migration makes do not count
   */
  public static ShadowGround of(Shadows shadows, MigrationSet all, List<String> expected) {
    return new ShadowGround(shadows, expected.stream().filter(schema -> isMadeByNobody(schema, all)).toList());
  }

  private static boolean isMadeByNobody(String schema, MigrationSet all) {
    Pattern making = Pattern
        .compile("(?is)\\bcreate\\s+schema\\s+(?:if\\s+not\\s+exists\\s+)?\"?" + Pattern.quote(schema)
            + "\\b");
    return all.migrations().stream().flatMap(migration -> migration.up().statements().stream())
        .noneMatch(statement -> making.matcher(statement.text()).find());
  }

  @Override
  public int scriptMajor() {
    return shadows.scriptMajor();
  }

  /** What server they are on. */
  public String label() {
    return shadows.label();
  }

  @Override
  public <T> Result<T> after(MigrationSet first, Migration next, Function<Plot, Result<T>> work) {
    if (isBeyond(next)) {
      close();
      return shadows.replayed(first).then(this::prepared).then(own -> {
        try (own) {
          return work.apply(new ShadowPlot(own));
        }
      });
    }
    return on(first).then(there -> {
      Optional<ShadowDatabase> copy = shadows.copy(there);
      if (copy.isPresent()) {
        try (ShadowDatabase own = copy.get()) {
          return work.apply(new ShadowPlot(own));
        }
      }
      try {
        return work.apply(new ShadowPlot(there));
      } finally {
        close();
      }
    });
  }

  private static boolean isBeyond(Migration migration) {
    Stream<Statement> down = migration.down() instanceof Reversal.By by
        ? by.script().statements().stream()
        : Stream.empty();
    return Stream.concat(migration.up().statements().stream(), down)
        .anyMatch(statement -> BEYOND.matcher(statement.text()).find());
  }

  private Result<ShadowDatabase> on(MigrationSet first) {
    List<Migration> migrations = first.migrations();
    ShadowDatabase there = line;
    if (there != null && reached <= migrations.size()) {
      Result<ShadowDatabase> further = reached == migrations.size() ? Result.ok(there) : shadows.further(there, first);
      if (further.problems().isEmpty()) {
        reached = migrations.size();
      } else {
        close(); // it stands half way
      }
      return further;
    }
    close();
    return shadows.replayed(first).then(made -> {
      line = made;
      reached = migrations.size();
      return prepared(made);
    });
  }

  private Result<ShadowDatabase> prepared(ShadowDatabase made) {
    try (Database database = made.open()) {
      for (String schema : schemas) {
        ServerFailure failure = database.send("CREATE SCHEMA IF NOT EXISTS " + new Identifier(schema).quoted())
            .failure();
        if (failure != null) {
          throw new IllegalStateException(failure.error().message());
        }
      }
    }
    return Result.ok(made);
  }

  @Override
  public void close() {
    ShadowDatabase there = line;
    line = null;
    if (there != null) {
      there.close();
    }
  }

  /** A shadow to be ploughed. */
  private final class ShadowPlot implements Plot {
    private final ShadowDatabase shadow;

    ShadowPlot(ShadowDatabase shadow) {
      this.shadow = shadow;
    }

    @Override
    public Database open() {
      return shadow.open();
    }

    @Override
    public List<Problem> apply(MigrationSet set) {
      return shadows.further(shadow, set).problems();
    }
  }
}
