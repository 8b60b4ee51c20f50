package dev.whimbrel.kubernetes.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the process of a container runs. */
sealed interface Sandbox permits MountedSandbox, RewritingSandbox {

  /** The best that this machine and this user can have. */
  static Sandbox best(Path scratch) {
    return MountedSandbox.works(scratch) ? new MountedSandbox() : new RewritingSandbox();
  }

  /** A process that was not started yet. */
  ProcessBuilder prepare(Call call) throws IOException;

  /** A program that runs in the sandbox of a process, as a probe does. */
  ProcessBuilder inside(Process process, Call call, List<String> command) throws IOException;

  /**
   * What is to run.
   *
   * @param scratch a directory of this run's own, empty
   * @param terminationMessage where, in the container, the program may write its last words
   */
  record Call(Path scratch, Image image, List<String> command, Map<String, String> variables,
      @Nullable String workingDirectory, List<Mount> mounts, Access root, @Nullable User user,
      String terminationMessage) {

    /** The file behind {@link #terminationMessage}. */
    Path terminationFile() {
      return scratch.resolve("termination-log");
    }

    void makeTerminationFile() throws IOException {
      Files.createDirectories(scratch);
      Files.writeString(terminationFile(), "");
      // whoever the container runs as
      terminationFile().toFile().setWritable(true, false);
    }
  }

  /** A file or directory at a place of the container. */
  record Mount(Path source, String target, Access access) {}

  /** Whether something can be written. */
  enum Access {
    READ_ONLY, READ_WRITE
  }

  /** As whom, with no privileges at all. */
  record User(long id, long group) {}
}
