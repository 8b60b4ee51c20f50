package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveLineTest {
  /** However long it would be until the next line about the one before. */
  @Test
  void whatBeginsLaterIsToldOfAsSoonAsWhatBeganFirst() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LiveLine line = new LiveLine(new PrintStream(out, true, StandardCharsets.UTF_8), Terminal.NONE, "",
        Width.of(Map.of()), new LiveLine.Pace(Duration.ofMillis(20), 1_000_000, Duration.ofHours(1)));
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    line.watch(new LiveLine.Subject("applying 1", () -> told(first)));
    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue(); // its next line is an hour away
    line.watch(new LiveLine.Subject("applying 2", () -> told(second)));
    assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    line.stop();
  }

  private static String told(CountDownLatch latch) {
    latch.countDown();
    return "";
  }
}
