package dev.whimbrel.kubernetes.convert;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Resources of Atlas's operator as ours. Other resources in the same file are passed over. */
public final class AtlasResources {
  private static final String GROUP = "db.atlasgo.io/";
  private static final int LONGEST_FILE = 64 * 1024 * 1024;

  private final String file;
  private final List<MigrationResource> migrations = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private AtlasResources(String file) {
    this.file = file;
  }

  /**
   * Reads YAML or JSON: one resource, several, or lists of them.
   *
   * @param file as problems name it
   */
  public static Conversion convert(String file, String text) {
    AtlasResources resources = new AtlasResources(file);
    resources.read(text);
    resources.problems.sort(Comparator.comparing(AtlasResources::place));
    return new Conversion(resources.migrations, resources.problems);
  }

  private static long place(Problem problem) {
    Position at = problem.at();
    return at == null ? 0 : ((long) at.line() << Integer.SIZE) + at.column();
  }

  private void read(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).setCodePointLimit(LONGEST_FILE).build();
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        if (node instanceof MappingNode mapping) {
          resource(new Mapping(file, "", mapping));
        }
      }
    } catch (MarkedYamlEngineException broken) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION, "not YAML: " + broken.getProblem())
          .at(position(broken.getProblemMark().orElse(null))));
    } catch (YamlEngineException broken) {
      problems.add(Problem.of(ProblemCode.CONFIGURATION, "not YAML: " + broken.getMessage()).inFile(file));
    }
  }

  private Position position(@Nullable Mark mark) {
    return mark == null ? new Position(file, 1, 1) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private void resource(Mapping resource) {
    String version = resource.text("apiVersion");
    String kind = resource.text("kind");
    if (kind != null && kind.endsWith("List")) {
      resource.mappings("items").forEach(this::resource);
      return;
    }
    if (kind == null || version == null || !version.startsWith(GROUP)) {
      return;
    }
    if (!kind.equals("AtlasMigration")) {
      problems.add(Problem.of(ProblemCode.UNSUPPORTED, kind + " " + name(resource) + " has no counterpart: Whimbrel"
          + " applies migrations that are files, and computes none in a cluster").at(resource.at())
          .remedy("write what changes as a migration with \"whimbrel diff\", then use a Migration"));
      return;
    }
    AtlasMigration migration = new AtlasMigration(resource, problems);
    migration.converted().ifPresent(migrations::add);
  }

  private static String name(Mapping resource) {
    Mapping metadata = resource.mapping("metadata");
    String name = metadata == null ? null : metadata.text("name");
    return name == null ? "without a name" : "\"" + name + "\"";
  }
}
