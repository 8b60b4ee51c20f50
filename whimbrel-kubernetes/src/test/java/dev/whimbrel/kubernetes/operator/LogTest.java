package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {
  private final List<String> lines = new ArrayList<>();
  private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

  @Test
  void aLineIsALineAndHoldsNoSecret() {
    new Log(Log.Form.TEXT, clock, lines::add).warn("no way to postgres://me:geheim@db/shop\n  at all",
        Specs.resource("shop", Specs.spec(Specs.urlFrom("db", "url"))));
    assertThat(lines).singleElement().isEqualTo(
        "2026-01-02T03:04:05.678Z WARN Migration shop/shop: no way to postgres://me:…@db/shop at all");
  }

  @Test
  void programsReadJson() {
    Log log = new Log(Log.Form.JSON, clock, lines::add);
    log.info("it \"begins\"");
    log.error("password=geheim", Specs.resource("shop", Specs.spec(Specs.urlFrom("db", "url"))));
    assertThat(lines.getFirst()).contains("\"time\":\"2026-01-02T03:04:05.678Z\"").contains("\"level\":\"info\"")
        .contains("it \\\"begins\\\"");
    assertThat(lines.getLast()).contains("\"resource\":\"shop/shop\"").doesNotContain("geheim");
  }
}
