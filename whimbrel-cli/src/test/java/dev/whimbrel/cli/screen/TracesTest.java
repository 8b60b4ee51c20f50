package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesTest {
  @Test
  void showsNoSecretOfAMessageACauseOrWhatWasSuppressed() {
    IllegalStateException e = new IllegalStateException("password=s3cret-1",
        new SQLException("Unable to parse URL jdbc:postgresql://host/db?user=me&password=s3cret-2&ssl=on"));
    e.addSuppressed(new SQLException("no such place: //me:s3cret-3/x@host", new SQLException("s3cret-4 is too short")));
    e.addSuppressed(
        new SQLException("syntax error at or near \"x\" in \"ALTER ROLE me PASSWORD 's3cret-5'\"\u001b[2J"));

    String trace = Traces.of(e,
        Map.of("WHIMBREL_URL", "postgres://me:s3cret-3%2Fx@host/db", "PGPASSWORD", "s3cret-4", "HOME", "host"));

    assertThat(trace).doesNotContain("s3cret").contains("java.lang.IllegalStateException: password=…\n")
        .contains(
            "Caused by: java.sql.SQLException: Unable to parse URL jdbc:postgresql://host/db?user=me&password=…&ssl=on\n")
        .contains("Suppressed: java.sql.SQLException: no such place: //me:…@host\n")
        .contains("Caused by: java.sql.SQLException: … is too short\n")
        .contains("\"ALTER ROLE me PASSWORD '…'").contains("TracesTest.java");
  }
}
