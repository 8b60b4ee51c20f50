package dev.whimbrel.examples.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class ApplicationTest {
  private static final String ALL = "behind, pending: 20260101000000 20260102000000 20260103000000 20260104000000\n";

  @Test
  void itIsReadyWhenItsDatabaseIs(TestDatabase test) throws IOException, InterruptedException {
    try (Application application = start(test)) {
      assertThat(ready(application)).isEqualTo("503 " + ALL);
      application.migrate();
      assertThat(ready(application)).isEqualTo("200 current\n");
      application.migrate();
    }
    assertThat(test.query("SELECT id::text, total::text FROM orders ORDER BY id"))
        .containsExactly(List.of("1", "500"), List.of("2", "2300"));
    assertThat(test.query("SELECT file FROM whimbrel.journal WHERE service = 'shop' ORDER BY id")).containsExactly(
        List.of("20260101000000-orders.sql"), List.of("20260102000000-total.sql"),
        List.of("code:20260103000000_fill_totals"), List.of("20260104000000-total-not-null.sql"));
  }

  @Test
  void twoInstancesMayStartAtOnce(TestDatabase test) throws IOException, InterruptedException {
    try (Application one = start(test); Application other = start(test)) {
      Thread first = Thread.ofPlatform().start(one::migrate);
      other.migrate();
      first.join();
      assertThat(ready(one)).isEqualTo("200 current\n");
      assertThat(ready(other)).isEqualTo("200 current\n");
    }
    assertThat(test.value("SELECT count(*) FROM whimbrel.journal")).isEqualTo("4");
  }

  @Test
  void withoutADatabaseNothingIsReady(TestDatabase test) throws IOException, InterruptedException {
    try (Application application = start(test)) {
      application.migrate();
      test.execute("ALTER TABLE whimbrel.layout RENAME TO away");
      assertThat(ready(application)).isEqualTo("503 no answer from the database\n");
    }
  }

  private static Application start(TestDatabase test) throws IOException {
    return Application.start("jdbc:postgresql://" + test.host() + ":" + test.port() + "/" + test.name(), test.user(),
        test.password(), 0);
  }

  private static String ready(Application application) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + "/ready")).build(),
          HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }
}
