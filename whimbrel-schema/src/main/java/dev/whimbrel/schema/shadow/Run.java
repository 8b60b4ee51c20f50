package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Database;
import dev.whimbrel.schema.resource.Resource;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * One run among all that make something on a server that others use, too. What it makes bears its name, and as long as it goes on it holds
 * a lock of that name: so what a run left that was killed is known for what it is. Without the mark nothing is ever dropped.
 *
 * @param name sixteen hexadecimal digits
 */
record Run(String name) {
  /** What is set for the databases that are filled; {@link Likeness#isGiven} passes over it. */
  static final String SETTING = "whimbrel.shadow";

  private static final String PREFIX = "whimbrel_shadow_";
  private static final String OF_ROLES = "made for a trial by Whimbrel, which drops it: run ";
  private static final String LEFT = Resource.text(Run.class, "left.sql");

  /**
   * Begins one.
   *
   * @param holder a session that is open as long as the run goes on
   */
  static Run in(Database holder) {
    String name = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    Commands.run(holder,
        List.of("SELECT pg_catalog.pg_advisory_lock(" + Long.parseUnsignedLong(name, 16) + ")"));
    return new Run(name);
  }

  /** The name of one of its databases. */
  String database(int number) {
    return PREFIX + name + "_" + number;
  }

  /** What puts the mark on a database. */
  String marking(String database) {
    return "ALTER DATABASE " + new Identifier(database).quoted() + " SET " + SETTING + " TO " + Literal.of(name);
  }

  /** What makes a role that can do nothing, with its mark or not at all. */
  String making(String role) {
    String quoted = new Identifier(role).quoted();
    return "CREATE ROLE " + quoted + " NOLOGIN;\nCOMMENT ON ROLE " + quoted + " IS " + Literal.of(OF_ROLES + name);
  }

  /** What takes a role away again. */
  static String dropping(String role) {
    return "DROP ROLE IF EXISTS " + new Identifier(role).quoted();
  }

  /** What takes a database away again. */
  static String droppingDatabase(String name) {
    return "DROP DATABASE IF EXISTS " + new Identifier(name).quoted() + " WITH (FORCE)";
  }

  /**
   * Takes away what runs left that were killed. What somebody uses stays for the next time, and so does what only has the name.
   *
   * @return what was done, and what is left to do, in sentences
   */
  static List<String> tidy(Database holder) {
    List<String> told = new ArrayList<>();
    for (List<String> row : rows(holder)) {
      String name = row.get(1);
      boolean isRole = row.get(0).equals("role");
      if (!"t".equals(row.get(2))) {
        told.add("the database " + name + " on " + holder.label()
            + " may be left from a run that was killed; if so: DROP DATABASE " + new Identifier(name).quoted());
      } else if (holder.send(isRole ? dropping(name) : droppingDatabase(name)).failure() == null) {
        told.add(
            "dropped the " + row.get(0) + " " + name + " on " + holder.label() + ", which a run left that was killed");
      }
    }
    return told;
  }

  private static List<List<String>> rows(Database holder) {
    return holder.query(LEFT).stream()
        .map(row -> row.stream().map(Objects::requireNonNull).map(String::valueOf).toList())
        .toList();
  }
}
