package dev.whimbrel.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChecksumTest {
  private static String never() {
    throw new IllegalStateException("nobody asked for it");
  }

  @Test
  void worksOutWhatIsAskedForOnce() {
    AtomicInteger times = new AtomicInteger();
    Checksum checksum = Checksum.of(() -> "raw" + times.incrementAndGet(), ChecksumTest::never);

    assertThat(checksum.raw()).isEqualTo("raw1");
    assertThat(checksum.raw()).isEqualTo("raw1");
    assertThatThrownBy(checksum::tokens).hasMessage("nobody asked for it");
  }

  @Test
  void isWorkedOutAheadByAnotherThreadOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    Supplier<String> slow = () -> {
      begun.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "by " + Thread.currentThread().getName() + " " + times.incrementAndGet();
    };
    Checksum checksum = Checksum.of(slow, slow);

    checksum.ahead();
    begun.await();
    goOn.countDown();

    assertThat(checksum.raw()).matches("by whimbrel-checksum [12]");
    assertThat(checksum.tokens()).matches("by whimbrel-checksum [12]");
    assertThat(times).hasValue(2);
  }

  @Test
  void whatCouldNotBeWorkedOutAheadIsTriedAgain() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    Checksum checksum = Checksum.of(() -> {
      if (failed.getCount() > 0) {
        failed.countDown();
        throw new OutOfMemoryError("for this test");
      }
      return "raw";
    }, () -> "tokens");

    checksum.ahead();
    failed.await();

    assertThat(checksum).isEqualTo(new Checksum("raw", "tokens")).hasSameHashCodeAs(new Checksum("raw", "tokens"))
        .isNotEqualTo(new Checksum("raw", "others")).isNotEqualTo(new Checksum("other", "tokens"));
    assertThat(checksum).hasToString("Checksum[raw=raw, tokens=tokens]");
  }
}
