package dev.whimbrel.sql;

/** A command line to be typed or pasted: whatever the SQL holds, the shell hands it on as it is. */
public final class PsqlCommand {
  private PsqlCommand() {}

  public static String of(String sql) {
    return "psql -c '" + sql.replace("'", "'\\''") + "'";
  }
}
