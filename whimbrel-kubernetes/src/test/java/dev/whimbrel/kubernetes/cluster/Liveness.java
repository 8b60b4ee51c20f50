package dev.whimbrel.kubernetes.cluster;

import dev.whimbrel.kubernetes.cluster.Sandbox.Call;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The liveness probe of a container, where it is a command: what fails too often kills the process. Other kinds of
 * probes are taken as passed.
 */
final class Liveness implements AutoCloseable {
  private static final int PERIOD = 10;
  private static final int FAILURES = 3;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable String complaint;

  static Liveness of(Container container, Process process, Call call, PodRun pod) {
    Liveness liveness = new Liveness();
    @Nullable
    Probe probe = container.getLivenessProbe();
    if (probe != null && probe.getExec() != null) {
      Thread.ofVirtual().start(() -> liveness.watch(probe, process, call, pod));
    }
    return liveness;
  }

  /** Why the process was killed, null if it was not. */
  @Nullable
  String complaint() {
    return complaint;
  }

  private void watch(Probe probe, Process process, Call call, PodRun pod) {
    try {
      int failures = 0;
      int most = number(probe.getFailureThreshold(), FAILURES);
      boolean isOver = over.await(number(probe.getInitialDelaySeconds(), 0), TimeUnit.SECONDS);
      while (!isOver && failures < most) {
        failures = passes(probe, process, call, pod) ? 0 : failures + 1;
        isOver = over.await(failures >= most ? 0 : number(probe.getPeriodSeconds(), PERIOD), TimeUnit.SECONDS);
      }
      if (!isOver) {
        complaint = "the liveness probe failed " + failures + " times";
        pod.told("Unhealthy", complaint);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      pod.told("Unhealthy", "the liveness probe could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean passes(Probe probe, Process process, Call call, PodRun pod)
      throws IOException, InterruptedException {
    Process check = pod.sandbox().inside(process, call, probe.getExec().getCommand()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    boolean inTime = check.waitFor(number(probe.getTimeoutSeconds(), 1), TimeUnit.SECONDS);
    if (!inTime) {
      check.destroyForcibly();
    }
    return inTime && check.exitValue() == 0;
  }

  private static int number(@Nullable Integer said, int otherwise) {
    return said == null ? otherwise : said;
  }

  @Override
  public void close() {
    over.countDown();
  }
}
