package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Bundle.Packing;
import dev.whimbrel.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one database in a cluster: all that was said of them, once.
 *
 * @param name of it, and the beginning of the names of its objects
 * @param namespace where it is, or null for the one that whoever applies it is in
 * @param image that holds Whimbrel, unless the template names another
 * @param database which one
 * @param directory where the migrations are
 * @param format of the directory, or null to find it out
 * @param history where the journal is, or null for the defaults
 * @param baseline the version that a database stands at which was there before, or null
 * @param policy what may be done without being asked, or null for the defaults
 * @param timeouts how long anything may take, or null for the defaults
 * @param job how the Job looks, or null for the defaults
 * @param variables what else its containers are told, by the names of the variables; what is told in another way is stronger
 */
public record Installation(String name, @Nullable String namespace, String image, DatabaseSource database,
    Directory directory, @Nullable String format, @Nullable History history, @Nullable String baseline,
    @Nullable Policy policy, @Nullable Timeouts timeouts, @Nullable JobTemplate job,
    SortedMap<String, String> variables) {
  public Installation {
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }

  /** Where the migrations are. */
  public sealed interface Directory {
    /**
     * In ConfigMaps.
     *
     * @param configMaps their names, in order
     * @param packing how the files are in them
     * @param digest of the files, or null if nobody knows
     */
    record Mounted(List<String> configMaps, Packing packing, @Nullable String digest) implements Directory {
      public Mounted {
        configMaps = List.copyOf(configMaps);
        if (configMaps.isEmpty()) {
          throw new IllegalArgumentException("no ConfigMap");
        }
      }
    }

    /**
     * In the image.
     *
     * @param path in it, or null for what the image says itself
     */
    record InImage(@Nullable String path) implements Directory {}
  }

  /** With all defaults. */
  public static Installation of(String name, String image, DatabaseSource database, Directory directory) {
    return new Installation(name, null, image, database, directory, null, null, null, null, null, null,
        new TreeMap<>());
  }

  /** As a resource says it. */
  public static Installation of(String name, String namespace, String image, MigrationSpec spec,
      Directory directory) {
    return new Installation(name, namespace, image, spec.database(), directory, spec.format(), spec.history(),
        spec.baseline(), spec.policy(), spec.timeouts(), spec.job(), new TreeMap<>());
  }

  /** The image of a version, by the name under which everybody puts it into a registry of their own. */
  public static String image(String version) {
    return "whimbrel:" + version;
  }

  /** The directory that a bundle holds. */
  public static Directory directory(Bundle bundle) {
    return new Directory.Mounted(bundle.names(), bundle.packing(), bundle.digest());
  }

  /** What is wrong with what was said of the database, such as two of what only one can be. */
  public List<Problem> problems() {
    return Environment.problems(database, namespace);
  }

  public Installation withNamespace(@Nullable String value) {
    return new Installation(name, value, image, database, directory, format, history, baseline, policy, timeouts, job,
        variables);
  }

  public Installation withDirectory(Directory value) {
    return new Installation(name, namespace, image, database, value, format, history, baseline, policy, timeouts, job,
        variables);
  }

  public Installation withFormat(@Nullable String value) {
    return new Installation(name, namespace, image, database, directory, value, history, baseline, policy, timeouts,
        job, variables);
  }

  public Installation withHistory(@Nullable History value) {
    return new Installation(name, namespace, image, database, directory, format, value, baseline, policy, timeouts,
        job, variables);
  }

  public Installation withBaseline(@Nullable String value) {
    return new Installation(name, namespace, image, database, directory, format, history, value, policy, timeouts,
        job, variables);
  }

  public Installation withPolicy(@Nullable Policy value) {
    return new Installation(name, namespace, image, database, directory, format, history, baseline, value, timeouts,
        job, variables);
  }

  public Installation withTimeouts(@Nullable Timeouts value) {
    return new Installation(name, namespace, image, database, directory, format, history, baseline, policy, value,
        job, variables);
  }

  public Installation withJob(@Nullable JobTemplate value) {
    return new Installation(name, namespace, image, database, directory, format, history, baseline, policy, timeouts,
        value, variables);
  }

  public Installation withVariables(SortedMap<String, String> value) {
    return new Installation(name, namespace, image, database, directory, format, history, baseline, policy, timeouts,
        job, value);
  }
}
