package dev.whimbrel.doctor;

import dev.whimbrel.sql.PsqlCommand;

/** Pieces that several questions have in common. */
final class Sql {
  /** The application names of our sessions: {@code whimbrel up}, {@code whimbrel}, not {@code whimbrel-exporter}. */
  static final String OURS = "^whimbrel( |/|$)";

  private Sql() {}

  /** A point in time as text, in UTC. */
  static String time(String column) {
    return "pg_catalog.to_char(pg_catalog.timezone('UTC', " + column + "), 'YYYY-MM-DD HH24:MI:SS')";
  }

  /** How long ago a point in time is, in whole seconds. */
  static String age(String column) {
    return "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) " + column
        + ")::pg_catalog.int8";
  }

  /** A command line that carries out SQL. */
  static String psql(String sql) {
    return PsqlCommand.of(sql);
  }
}
