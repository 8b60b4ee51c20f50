package dev.whimbrel.peer;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Identifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The migration tools whose histories Whimbrel can take over and keep up; the set is closed. */
public enum Tool {
  /** One row per version, nothing else: {@code schema_migrations(version)}. */
  DBMATE("dbmate", "schema_migrations", "dbmate up, dbmate status and dbmate rollback go on from here"),

  /** One row for the whole database: {@code schema_migrations(version, dirty)}. */
  GOLANG_MIGRATE("golang-migrate", "schema_migrations",
      "migrate -path DIR -database URL version shows where it is; migrate … up and migrate … down 1 go on from here"),

  /** One row per version, and one for zero: {@code goose_db_version(id, version_id, is_applied, tstamp)}. */
  GOOSE("goose", "goose_db_version",
      "goose -dir DIR postgres URL status shows where it is; goose … up and goose … down go on from here"),

  /** One row per file: {@code gorp_migrations(id, applied_at)}. */
  SQL_MIGRATE("sql-migrate", "gorp_migrations",
      "sql-migrate status shows where it is; sql-migrate up and sql-migrate down go on from here"),

  /** A row per script that ran, with its checksum: {@code flyway_schema_history}. */
  FLYWAY("flyway", "flyway_schema_history", "flyway info, flyway validate and flyway migrate go on from here"),

  /** A row per file with hashes and progress: {@code atlas_schema_revisions}. */
  ATLAS("atlas", "atlas_schema_revisions", "atlas migrate status --url URL --dir file://DIRECTORY --revisions-schema "
      + "{schema}, and atlas migrate apply with the same flags, go on from here"),

  /** A row per changeset, with its checksum, and a table for the lock: {@code databasechangelog}. */
  LIQUIBASE("liquibase", "databasechangelog",
      "liquibase status, liquibase validate and liquibase update go on from here"),

  /** A hand-written engine with a status for each migration: {@code schema_migrations(version, status, batch, checksum, …)}. */
  BATCHES("up-down-batches", "schema_migrations", "its commands up, down and status go on from here"),

  /** A hand-written engine that services share: {@code migration_records} and {@code schema_versions}. */
  SERVICES("shared-services", "migration_records",
      "the actions up, down, status and verify of its migrate command go on from here");

  /** What else a database holds beside what the migrations of one directory make. */
  public enum Realm {
    /** Nothing. */
    WHOLE_DATABASE,
    /** What other services make. */
    ONE_SERVICE
  }

  private final String label;
  private final String usualName;
  private final String goingOn;

  Tool(String label, String usualName, String goingOn) {
    this.label = label;
    this.usualName = usualName;
    this.goingOn = goingOn;
  }

  /** The name people write, as in {@code --from goose}. */
  public String label() {
    return label;
  }

  /** The name of its table where nobody chooses another. */
  public String usualName() {
    return usualName;
  }

  /** How to go on with it after its table was made true. */
  String goingOn(Identifier schema) {
    return goingOn.replace("{schema}", schema.name());
  }

  /** The format of directories that it reads. */
  public Format format() {
    return switch (this) {
      case DBMATE -> Format.DBMATE;
      case GOLANG_MIGRATE, SERVICES -> Format.GOLANG_MIGRATE;
      case GOOSE -> Format.GOOSE;
      case SQL_MIGRATE, BATCHES -> Format.SQL_MIGRATE;
      case FLYWAY -> Format.FLYWAY;
      case ATLAS -> Format.ATLAS;
      case LIQUIBASE -> Format.LIQUIBASE;
    };
  }

  /** Whether it can go on with a directory; Atlas can be told the format of another tool. */
  boolean reads(Format directory) {
    return this == ATLAS || directory == format();
  }

  /** Whether every command of it fails where its table names something that the directory does not have. */
  boolean needsEveryFile() {
    return this == GOLANG_MIGRATE || this == SQL_MIGRATE;
  }

  /** How much of a database is one directory's. */
  public Realm realm() {
    return this == SERVICES ? Realm.ONE_SERVICE : Realm.WHOLE_DATABASE;
  }

  Bookkeeping bookkeeping() {
    return switch (this) {
      case DBMATE -> new DbmateTable();
      case GOLANG_MIGRATE -> new GolangMigrateTable();
      case GOOSE -> new GooseTable();
      case SQL_MIGRATE -> new SqlMigrateTable();
      case FLYWAY -> new FlywayTable();
      case ATLAS -> new AtlasTable();
      case LIQUIBASE -> new LiquibaseTable();
      case BATCHES -> new BatchesTable();
      case SERVICES -> new ServicesTable();
    };
  }

  /** The tool that somebody names. */
  public static Result<Tool> byLabel(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    List<String> labels = Arrays.stream(values()).map(Tool::label).toList();
    return Arrays.stream(values()).filter(tool -> tool.label.equals(wanted)).findFirst()
        .map(Result::ok)
        .orElseGet(() -> Result.rejected(Problem.of(ProblemCode.USAGE,
            "\"" + name + "\" is no tool whose history can be taken over")
            .remedy(Nearest.to(wanted, labels).map(near -> "did you mean \"" + near + "\"? The").orElse("the")
                + " tools are " + labels.stream().collect(Collectors.joining(", ")))));
  }
}
