package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.backup.Backup;
import dev.whimbrel.cli.backup.Dumping;
import dev.whimbrel.cli.backup.PgDump;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Dialect;
import java.nio.file.Path;
import java.util.Optional;

/** Writes backups of the database of a desk. */
public final class Backups {
  private final Desk desk;
  private final PgDump program;
  private final Path directory;

  private Backups(Desk desk, PgDump program, Path directory) {
    this.desk = desk;
    this.program = program;
    this.directory = directory;
  }

  /** The command {@code backup}. */
  public static Outcome backup(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Path directory = settings.project().resolve(invocation.arguments().get(0));
    Dumping.refuse(directory);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Backups backups = into(desk, directory);
      Backup backup = backups.take();
      return Outcome.of("Wrote " + backup.describe() + " with " + backups.program()
          + ".\nRestore it with: " + backup.restore() + "\n", backup.json());
    });
  }

  /** What cannot be known before the server is asked: whether there is a pg_dump for it. */
  static Backups into(Desk desk, Path directory) {
    int server = switch (desk.database().dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
    Settings settings = desk.settings();
    PgDump.Places places = PgDump.Places.standard(settings.project(), settings.variables());
    Optional<String> named = settings.text(Options.PG_DUMP);
    PgDump program = named.isPresent() ? PgDump.named(named.get(), places, server) : PgDump.find(places, server);
    return new Backups(desk, program, directory);
  }

  /** Such as "pg_dump 18.6". */
  String program() {
    return "pg_dump " + program.version()
        + (program.isOfTheServer() ? "" : ", newer than the server: its owner, locale and settings are not restored");
  }

  Backup take() {
    Dumping.Target target = new Dumping.Target(desk.url(), desk.database().identity().database(),
        Optional.ofNullable(desk.url().user()).orElse(desk.database().identity().user()),
        desk.settings().variables(), desk.lockWait());
    return new Dumping(program, target, directory, desk.invocation().screen())
        .take(desk.invocation().surroundings().clock());
  }
}
