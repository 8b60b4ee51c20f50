package dev.whimbrel.kubernetes.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The machine's own file system under a layer of the container's, in a mount namespace: every mount is at its place,
 * what is read-only is. Asks for root and for overlayfs.
 */
final class MountedSandbox implements Sandbox {
  private static final String PROBE = """
      mount -t tmpfs tmpfs "$0" && mkdir "$0/u" "$0/w" "$0/r" \
      && mount -t overlay overlay -o "lowerdir=/,upperdir=$0/u,workdir=$0/w" "$0/r" && chroot "$0/r" setpriv --version
      """;

  /** What a container has beside its image and its volumes. */
  private static final String BASE = """
      set -eu
      layer() { mkdir -p "$1"; mount -t tmpfs -o "mode=$2" tmpfs "$1"; }
      layer "$L" 755
      mkdir "$L/u" "$L/w" "$L/r"
      R="$L/r"
      mount -t overlay overlay -o "lowerdir=/,upperdir=$L/u,workdir=$L/w" "$R"
      mount --rbind /proc "$R/proc"
      mount --rbind /sys "$R/sys"
      layer "$R/tmp" 1777
      layer "$R/run" 755
      layer "$R/dev" 755
      for d in null zero full random urandom; do touch "$R/dev/$d"; mount --bind "/dev/$d" "$R/dev/$d"; done
      ln -s /proc/self/fd "$R/dev/fd"
      ln -s /proc/self/fd/1 "$R/dev/stdout"
      ln -s /proc/self/fd/2 "$R/dev/stderr"
      place() { if [ -d "$1" ]; then mkdir -p "$R$2"; else mkdir -p "$R${2%/*}"; [ -e "$R$2" ] || touch "$R$2"; fi; }
      bind() { place "$1" "$2"; mount --bind "$1" "$R$2"; [ "$3" = rw ] || mount -o remount,bind,ro "$R$2"; }
      """;

  static boolean works(Path scratch) {
    try {
      Path probe = Files.createDirectories(scratch.resolve("probe"));
      Process process = new ProcessBuilder("unshare", "-m", "sh", "-c", PROBE, probe.toString())
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public ProcessBuilder prepare(Call call) throws IOException {
    call.makeTerminationFile();
    Files.createDirectories(call.scratch().resolve("layers"));
    Path script = Files.writeString(call.scratch().resolve("run.sh"), script(call));
    return new ProcessBuilder("unshare", "-m", "sh", script.toString());
  }

  @Override
  public ProcessBuilder inside(Process process, Call call, List<String> command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(process.pid()), "-m", "-r"));
    all.addAll(asUser(call));
    all.addAll(withVariables(call));
    all.addAll(command);
    return new ProcessBuilder(all);
  }

  private static String script(Call call) {
    List<Mount> mounts = new ArrayList<>(call.mounts());
    call.image().needs().forEach(path -> mounts.add(new Mount(path, path.toString(), Access.READ_ONLY)));
    mounts.add(new Mount(call.image().programs(), call.image().programs().toString(), Access.READ_ONLY));
    mounts.add(new Mount(call.terminationFile(), call.terminationMessage(), Access.READ_WRITE));
    // what is mounted into a mount comes after it
    mounts.sort(Comparator.comparingInt(mount -> mount.target().length()));
    StringBuilder script = new StringBuilder();
    script.append("L=").append(quoted(call.scratch().resolve("layers").toString())).append('\n').append(BASE);
    if (call.root() == Access.READ_ONLY) {
      mounts.forEach(mount -> script.append("place ").append(sourceAndTarget(mount)).append('\n'));
      script.append("mount -o remount,ro \"$R/tmp\"\nmount -o remount,ro \"$R/run\"\nmount -o remount,ro \"$R\"\n");
    }
    for (Mount mount : mounts) {
      String access = mount.access() == Access.READ_ONLY ? "ro" : "rw";
      script.append("bind ").append(sourceAndTarget(mount)).append(' ').append(access).append('\n');
    }
    script.append("mount -o remount,ro \"$R/dev\"\n");
    List<String> last = new ArrayList<>(asUser(call));
    last.addAll(withVariables(call));
    last.addAll(call.command());
    return script.append("exec chroot \"$R\" ").append(quoted(last)).append('\n').toString();
  }

  private static String sourceAndTarget(Mount mount) {
    return quoted(List.of(mount.source().toString(), mount.target()));
  }

  private static List<String> asUser(Call call) {
    if (call.user() == null) {
      return List.of();
    }
    return List.of("setpriv", "--reuid=" + call.user().id(), "--regid=" + call.user().group(), "--clear-groups",
        "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs");
  }

  private static List<String> withVariables(Call call) {
    List<String> all = new ArrayList<>(List.of("env", "-i"));
    all.add("--chdir=" + (call.workingDirectory() == null ? "/" : call.workingDirectory()));
    for (Map.Entry<String, String> variable : call.variables().entrySet()) {
      all.add(variable.getKey() + "=" + variable.getValue());
    }
    return all;
  }

  private static String quoted(List<String> words) {
    return words.stream().map(MountedSandbox::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
