package dev.whimbrel.cli.backup;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line that makes a database again what a backup holds. It drops the database and makes it anew: what a migration added
 * after the backup would stay in any other way, and be in the way of the next deployment.
 */
final class RestoreCommand {
  private static final String MAINTENANCE = "postgres";

  private final DatabaseUrl url;
  private final String database;
  private final String user;
  private final PgDump program;

  RestoreCommand(DatabaseUrl url, String database, String user, PgDump program) {
    this.url = url;
    this.database = database;
    this.user = user;
    this.program = program;
  }

  /** Of a file that the program wrote. */
  String of(Path file) {
    return program.isOfTheServer() ? whole(file) : inSteps(file);
  }

  /** With all that belongs to the database itself: its owner, its locale, its settings. */
  private String whole(Path file) {
    return line("pg_restore", List.of("--clean", "--if-exists", "--create", "--exit-on-error"),
        List.of("--dbname=" + maintenance(), file.toString()));
  }

  /** What a newer program says of the database itself, and some of the settings that it begins with, an older server refuses. */
  private String inSteps(Path file) {
    String there = "--maintenance-db=" + maintenance();
    return String.join(" && ", line("dropdb", List.of("--if-exists"), List.of(there, "--", database)),
        line("createdb", List.of("--template=template0"), List.of(there, "--", database)),
        line("pg_restore", List.of(), List.of("--dbname=" + asDatabase(), file.toString())));
  }

  private String maintenance() {
    return database.equals(MAINTENANCE) ? "template1" : MAINTENANCE;
  }

  /** What looks like a connection string is taken for one. */
  private String asDatabase() {
    boolean misleading = database.contains("=") || database.startsWith("postgres://")
        || database.startsWith("postgresql://");
    return misleading ? "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'" : database;
  }

  private String line(String name, List<String> how, List<String> what) {
    List<String> words = new ArrayList<>();
    Libpq.secured(url).forEach((variable, value) -> words.add(variable + "=" + ShellWord.of(value)));
    words.add(ShellWord.of(program.sibling(name).toString()));
    how.forEach(words::add);
    words.add(ShellWord.of("--host=" + Libpq.hosts(url)));
    words.add(ShellWord.of("--port=" + Libpq.ports(url)));
    words.add(ShellWord.of("--username=" + user));
    what.forEach(word -> words.add(ShellWord.of(word)));
    return words.stream().collect(Collectors.joining(" "));
  }
}
