package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the time zone is that of the whole process")
@ExtendWith(FreshDatabases.class)
class TimeZoneTest {
  /** Not that of the machine we run on, which the driver would give it. */
  @Test
  void m57_theTimeZoneIsThatOfTheRoleOrTheDatabaseOrTheServer(TestDatabase test) {
    TimeZone here = TimeZone.getDefault();
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + " LOGIN SUPERUSER PASSWORD 'x'");
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
    try {
      assertThat(timeZone(test.url())).isEqualTo(test.value("SHOW log_timezone"));
      test.execute("ALTER DATABASE " + test.name() + " SET timezone = 'Asia/Tokyo'");
      assertThat(timeZone(test.url())).isEqualTo("Asia/Tokyo");
      test.execute("ALTER ROLE " + role + " SET TimeZone TO 'Europe/Berlin'");
      assertThat(timeZone(Rig.url(test, role, "x"))).isEqualTo("Europe/Berlin");
      test.execute("ALTER ROLE " + role + " IN DATABASE " + test.name() + " SET TimeZone TO 'America/Lima'");
      assertThat(timeZone(Rig.url(test, role, "x"))).isEqualTo("America/Lima");
    } finally {
      TimeZone.setDefault(here);
      test.execute("DROP ROLE " + role);
    }
  }

  private static String timeZone(String url) {
    try (Database database = Database.open(Rig.url(url), SessionSettings.standard())) {
      return String.valueOf(database.query("SHOW TimeZone").get(0).get(0));
    }
  }
}
