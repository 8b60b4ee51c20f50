package dev.whimbrel.kubernetes.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What the kubelet of the tests has in place of an image.
 *
 * @param entrypoint what runs where a container says no command
 * @param programs a directory of executable files: the first entry of the container's {@code PATH}
 * @param needs what these programs read, at the same place in the container
 */
public record Image(List<String> entrypoint, Path programs, List<Path> needs) {
  public Image {
    entrypoint = List.copyOf(entrypoint);
    needs = List.copyOf(needs);
  }
}
