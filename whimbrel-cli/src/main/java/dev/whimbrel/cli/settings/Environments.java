package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings.Layer;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The environments of a project: those of whimbrel.yaml, and below them those of the same name in Atlas's project file. */
final class Environments {
  private static final String ATLAS_FILE = "atlas.hcl";

  private final Invocation invocation;
  private final Path project;
  private final ConfigFile file;

  Environments(Invocation invocation, Path project, ConfigFile file) {
    this.invocation = invocation;
    this.project = project;
    this.file = file;
  }

  /** Whether it is a file of Atlas that --config names. */
  static boolean isAtlas(String name) {
    return name.endsWith(".hcl");
  }

  /**
   * The values of an environment, the strongest first.
   *
   * @param name or null if nobody names one
   * @throws WhimbrelException if there is none of that name
   */
  List<Layer> layers(@Nullable String name) {
    Map<String, List<String>> given = given();
    List<Layer> layers = name == null ? List.of() : named(name, given);
    if (!given.isEmpty() && layers.stream().allMatch(layer -> layer.values().values().stream()
        .allMatch(ConfigFile.Value.class::isInstance))) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "--var gives a variable of atlas.hcl, and no environment of it is chosen")
              .remedy("name one with --env, or leave --var out"),
          null);
    }
    return layers;
  }

  private List<Layer> named(String name, Map<String, List<String>> given) {
    List<Layer> layers = new ArrayList<>();
    Map<String, ConfigFile.Value> ours = file.environments().get(name);
    if (ours != null) {
      layers.add(new Layer("environment " + name, ours));
    }
    Optional<String> label = atlasFile();
    label
        .flatMap(
            it -> AtlasProject.read(project.resolve(it), it, name, given, invocation.surroundings().environment()))
        .ifPresent(atlas -> {
          atlas.notes().forEach(invocation.screen()::warning);
          layers.add(new Layer("environment " + name, atlas.values()));
        });
    if (layers.isEmpty()) {
      throw new WhimbrelException(unknown(name, label), null);
    }
    return layers;
  }

  /** What --config names, what whimbrel.yaml names, or what is there. */
  private Optional<String> atlasFile() {
    Optional<String> asked = invocation.given(Options.CONFIG).filter(Environments::isAtlas)
        .map(name -> name.replaceFirst("^file://", ""));
    ConfigFile.Value said = file.atlasFile();
    if (asked.isEmpty() && said != null) {
      String text = said.text(invocation.surroundings().environment());
      return text.equals("false") ? Optional.empty() : Optional.of(text);
    }
    return asked.or(() -> Optional.of(ATLAS_FILE).filter(name -> Files.exists(project.resolve(name))));
  }

  /** What the command line says of the variables of the project file. */
  private Map<String, List<String>> given() {
    Map<String, List<String>> given = new LinkedHashMap<>();
    invocation.value(Options.VAR).stream().flatMap(all -> List.of(all.split(Invocation.BETWEEN, -1)).stream())
        .forEach(assignment -> {
          int equals = assignment.indexOf('=');
          if (equals < 1) {
            throw new WhimbrelException(
                Problem.of(ProblemCode.USAGE, "what --var gives is not of the form NAME=VALUE")
                    .remedy("write it like --var tenant=acme"),
                null);
          }
          given.computeIfAbsent(assignment.substring(0, equals), name -> new ArrayList<>())
              .add(assignment.substring(equals + 1));
        });
    return given;
  }

  private Problem unknown(String name, Optional<String> atlas) {
    Set<String> there = new TreeSet<>(file.environments().keySet());
    atlas.ifPresent(label -> there.addAll(AtlasProject.environments(project.resolve(label), label)));
    String places = atlas.isEmpty()
        ? "whimbrel.yaml has no"
        : file.environments().isEmpty()
            ? atlas.get() + " has no"
            : "neither whimbrel.yaml nor " + atlas.get() + " has an";
    return Problem.of(ProblemCode.CONFIGURATION, places + " environment \"" + name + "\"")
        .remedy(there.isEmpty() ? "it has none" : "it has " + String.join(", ", there));
  }
}
