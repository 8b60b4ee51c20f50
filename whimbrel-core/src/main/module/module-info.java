/** Migrations of PostgreSQL databases for applications; {@link dev.whimbrel.Whimbrel} is where to begin. */
module dev.whimbrel.core {
  requires transitive java.sql;
  requires transitive org.jspecify;
  requires jdk.net;
  requires org.postgresql.jdbc;
  requires static org.checkerframework.checker.qual;

  exports dev.whimbrel;
  exports dev.whimbrel.database;
  exports dev.whimbrel.doctor;
  exports dev.whimbrel.fleet;
  exports dev.whimbrel.history;
  exports dev.whimbrel.migration;
  exports dev.whimbrel.peer;
  exports dev.whimbrel.plan;
  exports dev.whimbrel.problem;
  exports dev.whimbrel.report;
  exports dev.whimbrel.run;
  exports dev.whimbrel.source;
  exports dev.whimbrel.sql;
}
