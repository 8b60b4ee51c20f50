package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.kubernetes.bundle.MountedBundle;
import dev.whimbrel.report.Json;
import java.nio.file.Path;
import java.util.List;

/** {@code k8s unpack}: what pods do first whose directory is packed in ConfigMaps. */
final class Unpacking {
  private Unpacking() {}

  static Outcome unpack(Invocation invocation) {
    Path project = Settings.of(invocation).project();
    Path from = Path.of(invocation.arguments().get(1));
    Path to = Path.of(invocation.arguments().get(2));
    List<Path> written = MountedBundle.unpack(project.resolve(from), project.resolve(to)).orThrow();
    List<String> names = written.stream().map(path -> project.resolve(to).relativize(path).toString()).toList();
    return Outcome.of("Unpacked " + written.size() + (written.size() == 1 ? " file" : " files") + " into " + to + ".\n",
        Json.object().with("files", Json.texts(names)));
  }
}
