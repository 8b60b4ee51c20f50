package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The migrations that a resource means. */
sealed interface Directory {
  /** Where they are, for a Job to mount. */
  sealed interface Place {
    record ConfigMaps(List<String> names, Bundle.Packing packing) implements Place {
      public ConfigMaps {
        names = List.copyOf(names);
      }
    }

    /** In the resource itself: ConfigMaps have to be made of them. */
    record Inline() implements Place {}
  }

  /**
   * They were read.
   *
   * @param digest of the files
   */
  record Found(FileSet files, String digest, Place place) implements Directory {}

  /** A ConfigMap is not there yet. */
  record Missing(List<String> what) implements Directory {}

  /** What is there cannot be read. */
  record Refused(List<Problem> problems) implements Directory {}

  /**
   * Finds them.
   *
   * @param maps by their names, null for one that is not there
   */
  static Directory of(DirectorySource source, Function<String, @Nullable ConfigMap> maps) {
    long said = Stream.of(source.configMapRef(), source.configMapRefs(), source.inline()).filter(one -> one != null)
        .count();
    if (said != 1) {
      return new Refused(List.of(Problem.of(ProblemCode.NO_DIRECTORY,
          said == 0 ? "spec.directory names no migrations" : "spec.directory names migrations in " + said + " ways")
          .remedy("say exactly one of configMapRef, configMapRefs and inline")));
    }
    return source.inline() != null ? inline(source.inline()) : mapped(References.configMaps(source), maps);
  }

  private static Directory inline(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    FileSet set = FileSet.of("spec.directory.inline", bytes);
    return switch (Bundle.of(set, "inline")) {
      case Result.Ok<Bundle> ok -> new Found(set, Bundle.digest(set), new Place.Inline());
      case Result.Rejected<Bundle> rejected -> new Refused(rejected.problems());
    };
  }

  /** The ConfigMaps of what a resource has in itself; refused where a name is none that a file can have there. */
  static Result<Bundle> bundle(MigrationResource resource, FileSet files) {
    return Bundle.of(files, resource.getMetadata().getName() + "-inline");
  }

  private static Directory mapped(List<String> names, Function<String, @Nullable ConfigMap> maps) {
    List<ConfigMap> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      ConfigMap map = maps.apply(name);
      if (map == null) {
        missing.add("ConfigMap \"" + name + "\"");
      } else {
        found.add(map);
      }
    }
    if (!missing.isEmpty() || found.isEmpty()) {
      return missing.isEmpty()
          ? new Refused(List.of(Problem.of(ProblemCode.NO_DIRECTORY, "spec.directory.configMapRefs is empty")
              .remedy("name the ConfigMaps that hold the migrations")))
          : new Missing(missing);
    }
    return switch (Bundle.files(found)) {
      case Result.Ok<FileSet> ok -> new Found(ok.value(), Bundle.digest(ok.value()),
          new Place.ConfigMaps(names, Bundle.packing(found)));
      case Result.Rejected<FileSet> rejected -> new Refused(rejected.problems());
    };
  }
}
