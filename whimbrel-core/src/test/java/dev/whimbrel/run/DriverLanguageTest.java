package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M57: the driver has words of its own, and says them in the language of the process. */
@Isolated("the language is that of the whole process")
@ExtendWith(FreshDatabases.class)
class DriverLanguageTest {
  private static final SessionSettings IMPATIENT = new SessionSettings(Duration.ofMillis(600), Duration.ofSeconds(5),
      Duration.ZERO, "whimbrel");

  @ParameterizedTest
  @ValueSource(strings = {"en", "ru", "de", "tr"})
  void m57_aDriverThatSpeaksAnotherLanguage(String language, TestDatabase test) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of(language));
    try {
      assertThat(refused(test.url() + "?sslmode=require")).startsWith("no encrypted connection to the server at ");
      assertThat(refused("postgres://" + test.host() + ":" + test.port() + "/nowhere?user=u&sslmode=disable"))
          .matches("the server at 127\\.0\\.0\\.1:\\d+/nowhere asks for a password, and there is none");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String refused(String url) {
    String[] message = new String[1];
    assertThatThrownBy(() -> Database.open(Rig.url(url), IMPATIENT).close())
        .isInstanceOfSatisfying(WhimbrelException.class, e -> message[0] = e.problems().getFirst().message());
    return message[0];
  }
}
