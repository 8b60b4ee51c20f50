package dev.whimbrel.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.whimbrel.kubernetes.cluster.Sandbox.Access;
import dev.whimbrel.kubernetes.cluster.Sandbox.Mount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container is told where nothing can be mounted. */
class RewritingSandboxTest {
  /** As the sandbox has them: the longest first. */
  private static final List<Mount> MOUNTS = List.of(mount("/x/run", "/run/whimbrel"),
      mount("/tmp/pod/m", "/migrations"),
      mount("/tmp/pod/t", "/tmp"));

  @ParameterizedTest
  @CsvSource({"/migrations, /tmp/pod/m", "/migrations/V1__a.sql, /tmp/pod/m/V1__a.sql",
      "--dir=/migrations, --dir=/tmp/pod/m", "/run/whimbrel/progress, /x/run/progress",
      "cat /migrations/a /tmp/b, cat /tmp/pod/m/a /tmp/pod/t/b"})
  void putsTheDirectoryInThePlaceOfTheMount(String said, String meant) {
    assertThat(RewritingSandbox.rewritten(said, MOUNTS)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"/migrations2", "/var/migrations", "/run/whimbrel-x", "./tmp", "postgresql://u@h/tmp"})
  void leavesOtherPaths(String said) {
    assertThat(RewritingSandbox.rewritten(said, MOUNTS)).isEqualTo(said);
  }

  @Test
  void aWaitThatIsOverSaysForWhat() {
    assertThat(catchThrowable(
        () -> Wait.until("a thing that never comes", Duration.ZERO, () -> false)))
        .hasMessage("not within 0 s: a thing that never comes");
  }

  private static Mount mount(String source, String target) {
    return new Mount(Path.of(source), target, Access.READ_WRITE);
  }
}
