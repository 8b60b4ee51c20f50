package dev.whimbrel.cli.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The scripts of generated pipelines, as the services that run them read them. */
public final class Pipelines {
  private Pipelines() {}

  static Object yaml(Path file) throws IOException {
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).setAllowDuplicateKeys(false).build();
    return Objects.requireNonNull(new Load(settings).loadFromString(Files.readString(file)));
  }

  static Object at(Object yaml, Object... path) {
    Object here = yaml;
    for (Object key : path) {
      here = key instanceof Integer index ? ((List<?>) here).get(index) : ((Map<?, ?>) here).get(key);
      Objects.requireNonNull(here, () -> "nothing at " + key);
    }
    return here;
  }

  /** The steps that run something. */
  public static List<String> ofGithub(Path project) throws IOException {
    Object steps = at(yaml(project.resolve(".github/workflows/migrations.yml")), "jobs", "migrations", "steps");
    return ((List<?>) steps).stream().map(step -> ((Map<?, ?>) step).get("run")).filter(Objects::nonNull)
        .map(Object::toString).toList();
  }

  /** The lines but those that get Whimbrel. */
  public static List<String> ofGitlab(Path project) throws IOException {
    Object job = at(yaml(project.resolve(".gitlab-ci.yml")), "migrations");
    List<String> scripts = new ArrayList<>();
    for (Object line : (List<?>) at(job, "before_script")) {
      if (line.toString().contains("$WHIMBREL\"")) {
        scripts.add(line.toString());
      }
    }
    ((List<?>) at(job, "script")).forEach(line -> scripts.add(line.toString()));
    return scripts;
  }
}
