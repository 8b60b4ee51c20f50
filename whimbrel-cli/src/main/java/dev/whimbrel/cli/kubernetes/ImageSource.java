package dev.whimbrel.cli.kubernetes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the nodes of a cluster of kind have an image from: by themselves they know none of this machine. */
sealed interface ImageSource {
  /** An archive, such as the build makes one beside the distribution. */
  record Archive(Path file) implements ImageSource {}

  /** The engine on this machine, which has it under its name. */
  record Engine(String image) implements ImageSource {}

  /** A registry; the nodes ask it themselves. */
  record Registry() implements ImageSource {}

  /** What brings it into the cluster; nothing where that is not needed. */
  default Optional<List<String>> loading(String cluster) {
    return switch (this) {
      case Archive(var file) ->
        Optional.of(List.of("kind", "load", "image-archive", file.toString(), "--name", cluster));
      case Engine(var image) -> Optional.of(List.of("kind", "load", "docker-image", image, "--name", cluster));
      case Registry() -> Optional.empty();
    };
  }

  /**
   * The archive that was made with the distribution that runs, if it still lies beside it.
   *
   * @param classPath of this program
   */
  static Optional<Archive> besideDistribution(String classPath) {
    Path jar = Path.of(classPath.split(Pattern.quote(File.pathSeparator), 2)[0]);
    if (!jar.endsWith("lib/whimbrel.jar") || !Files.isRegularFile(jar)) {
      return Optional.empty();
    }
    try {
      Path home = jar.toRealPath().resolve("../..").normalize();
      Path archive = home.resolveSibling(home.getFileName() + "-image.tar");
      return Files.isRegularFile(archive) ? Optional.of(new Archive(archive)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as good as one that is not there
    }
  }
}
