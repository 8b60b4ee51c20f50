package dev.whimbrel.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.DatabaseUrl;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How PostgreSQL's own programs are told which database is meant. */
class LibpqTest {
  private static DatabaseUrl url(String text) {
    return DatabaseUrl.parse(text).orThrow();
  }

  @Test
  void variablesOfOtherDatabasesAreNotHandedOn() {
    Map<String, String> ours = Map.of("PGHOST", "elsewhere", "PGPASSWORD", "other", "PGSERVICE", "x", "PGPASSFILE",
        "/p",
        "PATH", "/bin");
    assertThat(
        Libpq.variables(url("postgres://me:p%40w@db:6543/shop?sslmode=require&options=-c%20role%3Downer"), "shop",
            ours))
        .containsExactlyInAnyOrderEntriesOf(Map.of("PATH", "/bin", "PGPASSFILE", "/p", "PGHOST", "db", "PGPORT",
            "6543", "PGDATABASE", "shop", "PGAPPNAME", "whimbrel backup", "PGUSER", "me", "PGPASSWORD", "p@w",
            "PGOPTIONS",
            "-c role=owner", "PGSSLMODE", "require"));
  }

  @Test
  void severalHostsAndThatOfIpv6() {
    assertThat(Libpq.variables(url("postgres://[::1]:5433,b/x"), "x", Map.of()))
        .containsEntry("PGHOST", "::1,b").containsEntry("PGPORT", "5433,5432")
        .containsEntry("PGTARGETSESSIONATTRS", "read-write");
  }

  private static String restoring(String database, int major) {
    PgDump program = new PgDump(Path.of("/no/bin/pg_dump"), major, major + ".1", 16);
    return new RestoreCommand(url("postgres://me:p@db/postgres?sslmode=verify-full&sslrootcert=/my%20ca.pem"), database,
        "o'me", program).of(Path.of("/dumps/a b.dump"));
  }

  @Test
  void theRestoreCommandIsFitToBePasted() {
    assertThat(restoring("postgres", 16))
        .isEqualTo("PGSSLMODE=verify-full PGSSLROOTCERT='/my ca.pem' pg_restore --clean "
            + "--if-exists --create --exit-on-error --host=db --port=5432 '--username=o'\\''me' --dbname=template1 "
            + "'/dumps/a b.dump'");
  }

  @Test
  void ofANewerProgramItGoesInSteps() {
    String who = "--host=db --port=5432 '--username=o'\\''me'";
    String tls = "PGSSLMODE=verify-full PGSSLROOTCERT='/my ca.pem' ";
    assertThat(restoring("a=b", 17))
        .isEqualTo(tls + "dropdb --if-exists " + who + " --maintenance-db=postgres -- a=b && "
            + tls + "createdb --template=template0 " + who + " --maintenance-db=postgres -- a=b && "
            + tls + "pg_restore " + who + " '--dbname=dbname='\\''a=b'\\''' '/dumps/a b.dump'");
  }
}
