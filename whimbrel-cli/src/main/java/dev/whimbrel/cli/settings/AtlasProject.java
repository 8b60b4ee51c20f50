package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.settings.hcl.Body;
import dev.whimbrel.cli.settings.hcl.Body.Attribute;
import dev.whimbrel.cli.settings.hcl.Body.Block;
import dev.whimbrel.cli.settings.hcl.Functions;
import dev.whimbrel.cli.settings.hcl.HclParser;
import dev.whimbrel.cli.settings.hcl.Scope;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An environment of Atlas's project file, with its values under the keys of whimbrel.yaml. Nothing is computed before it is asked for.
 *
 * @param values what it says, by key
 * @param notes what stands in it and says nothing to Whimbrel
 */
record AtlasProject(Map<String, Configured> values, List<Problem> notes) {
  /** The key under which it is known where Atlas's table lies; whimbrel.yaml has none of that name. */
  static final String REVISIONS_SCHEMA = "revisions-schema";
  /** Blocks that change what a run does: to pass over one would apply something else. */
  private static final Set<String> HOOKS = Set.of("hook", "hooks");
  private static final Set<String> READ_AT_TOP = Set.of("env", "variable", "locals", "data");
  private static final Set<String> READ_IN_ENVIRONMENT = Set.of("url", "migration", "name");
  private static final Set<String> READ_IN_MIGRATION = Set.of("dir", "format", "baseline", "exec_order", "lock_timeout",
      "revisions_schema");
  private static final Pattern GO_DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  AtlasProject {
    values = Map.copyOf(values);
    notes = List.copyOf(notes);
  }

  /**
   * The environment of a name.
   *
   * @param given what the command line says of the variables of the file
   * @return nothing if the file has no environment of that name
   */
  static Optional<AtlasProject> read(Path file, String label, String environment, Map<String, List<String>> given,
      Map<String, String> variables) {
    Body body = body(file, label);
    Functions functions = new Functions(variables, name -> SmallFile.read(file.resolveSibling(name)));
    Scope scope = new Scope(body, given, environment, functions);
    refuseUnknown(given.keySet(), scope.variables());
    return environment(body, scope, environment).map(block -> new Reading(body, block, scope, environment).project());
  }

  /** The names of its environments. */
  static Set<String> environments(Path file, String label) {
    return body(file, label).blocks("env").flatMap(block -> block.labels().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Body body(Path file, String label) {
    try {
      return HclParser.parse(label, SmallFile.read(file)).orThrow();
    } catch (IOException e) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "the configuration \"" + label + "\" cannot be read: " + e.getMessage())
              .remedy("mend the file, or name another with --config"),
          e);
    }
  }

  private static void refuseUnknown(Set<String> given, Set<String> known) {
    given.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
      throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "\"" + name + "\" of --var is no variable of the project file")
              .remedy(known.isEmpty() ? "it has none" : "it has " + String.join(", ", new TreeSet<>(known))),
          null);
    });
  }

  /** One that has the name as its label, or else one without a label whose name it is. */
  private static Optional<Block> environment(Body body, Scope scope, String name) {
    List<Block> labelled = body.blocks("env").filter(block -> block.labels().equals(List.of(name))).toList();
    if (labelled.size() > 1) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "the environment \"" + name + "\" stands here twice")
              .at(labelled.get(1).at()).remedy("remove one of the two"),
          null);
    }
    return labelled.stream().findFirst()
        .or(() -> body.blocks("env").filter(block -> block.labels().isEmpty())
            .filter(block -> name(block, scope).equals(name)).findFirst());
  }

  private static String name(Block block, Scope scope) {
    Attribute name = block.body().attribute("name").orElseThrow(() -> new WhimbrelException(
        Problem.of(ProblemCode.CONFIGURATION, "this environment has no name").at(block.at())
            .remedy("write env \"NAME\" {, or for all names: name = atlas.env"),
        null));
    return scope.text(name.value());
  }

  /** One value of the file, computed when it is asked for. */
  private record Late(Attribute attribute, Function<Attribute, String> how) implements Configured {
    @Override
    public String text(Map<String, String> variables) {
      return how.apply(attribute);
    }

    @Override
    public Position at() {
      return attribute.value().at();
    }
  }

  /** One environment on its way to keys. */
  private static final class Reading {
    private final Body file;
    private final Block environment;
    private final Scope scope;
    private final String name;
    private final Map<String, Configured> values = new LinkedHashMap<>();

    Reading(Body file, Block environment, Scope scope, String name) {
      this.file = file;
      this.environment = environment;
      this.scope = scope;
      this.name = name;
    }

    AtlasProject project() {
      refuseMany();
      refuseHooks(file);
      refuseHooks(environment.body());
      environment.body().attribute("url").ifPresent(url -> values.put("url", late(url, UnaryOperator.identity())));
      List<Block> migrations = environment.body().blocks("migration").toList();
      migrations.forEach(block -> migration(block.body()));
      return new AtlasProject(values, notes(migrations));
    }

    private void refuseMany() {
      environment.body().attribute("for_each").ifPresent(attribute -> {
        throw unread(attribute.at(), "\"for_each\"", "name each database as an environment of whimbrel.yaml");
      });
    }

    private static void refuseHooks(Body body) {
      body.blocks().stream().filter(block -> HOOKS.contains(block.type())).findFirst().ifPresent(block -> {
        throw unread(block.at(), "\"" + block.type() + "\"", "put what it does into a migration, or run it beside");
      });
    }

    private void migration(Body migration) {
      refuseHooks(migration);
      migration.attribute("dir").ifPresent(this::directory);
      migration.attribute("format").ifPresent(format -> values.put("format", word(format, text -> text)));
      migration.attribute("baseline").ifPresent(it -> values.put("baseline", late(it, UnaryOperator.identity())));
      migration.attribute("exec_order").ifPresent(it -> values.put("out-of-order",
          word(it, text -> outOfOrder(it.value().at(), text))));
      migration.attribute("lock_timeout").ifPresent(it -> values.put("lock-wait",
          late(it, text -> milliseconds(it.value().at(), text))));
      migration.attribute("revisions_schema").ifPresent(it -> values.put(REVISIONS_SCHEMA,
          late(it, UnaryOperator.identity())));
    }

    private void directory(Attribute dir) {
      values.put("dir", late(dir, text -> path(dir.value().at(), text)));
      values.put("format", late(dir, Reading::formatOf));
    }

    private Late late(Attribute attribute, UnaryOperator<String> how) {
      return new Late(attribute, it -> how.apply(scope.text(it.value())));
    }

    private Late word(Attribute attribute, UnaryOperator<String> how) {
      return new Late(attribute, it -> how.apply(scope.word(it.value())));
    }

    private static String path(Position at, String url) {
      if (!url.startsWith("file://")) {
        throw unread(at, url.contains("://")
            ? "a directory of the kind " + url.substring(0, url.indexOf("://") + 3)
            : "a directory that does not begin with file://", "write file:// and the path of the migrations");
      }
      return url.substring("file://".length()).replaceFirst("\\?.*", "");
    }

    private static String formatOf(String url) {
      Matcher matcher = Pattern.compile("\\?(?:.*&)?format=([^&]*)").matcher(url);
      return matcher.find() ? String.valueOf(matcher.group(1)) : "atlas";
    }

    private static String outOfOrder(Position at, String order) {
      return switch (order.toLowerCase(Locale.ROOT).replace('_', '-')) {
        case "linear" -> "false";
        case "non-linear" -> "true";
        case "linear-skip" -> throw unread(at, "exec_order = LINEAR_SKIP, which never applies what came late,",
            "write LINEAR, which refuses it, or NON_LINEAR, which applies it");
        default -> throw new WhimbrelException(
            Problem.of(ProblemCode.CONFIGURATION, "\"" + order + "\" of exec_order is not known").at(at)
                .remedy("write LINEAR or NON_LINEAR"),
            null);
      };
    }

    /** A duration of Go, such as 1m30s. */
    private static String milliseconds(Position at, String duration) {
      Matcher matcher = GO_DURATION.matcher(duration);
      double sum = 0;
      int end = 0;
      while (matcher.find() && matcher.start() == end) {
        end = matcher.end();
        sum += Double.parseDouble(matcher.group(1)) * switch (String.valueOf(matcher.group(2))) {
          case "ms" -> 1;
          case "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "ns" -> 1e-6;
          default -> 1e-3;
        };
      }
      if (duration.isEmpty() || (end != duration.length() && !duration.equals("0"))) {
        throw new WhimbrelException(
            Problem.of(ProblemCode.CONFIGURATION, "\"" + duration + "\" of lock_timeout is not a time").at(at)
                .remedy("write it like 500ms, 10s or 1m30s"),
            null);
      }
      long whole = Math.round(sum);
      return whole % 1000 == 0 ? whole / 1000 + "s" : whole + "ms";
    }

    private List<Problem> notes(List<Block> migrations) {
      Set<String> unused = new TreeSet<>();
      file.blocks().stream().map(Block::type).filter(type -> !READ_AT_TOP.contains(type)).forEach(unused::add);
      file.attributes().keySet().forEach(unused::add);
      Stream.concat(environment.body().blocks().stream().map(Block::type),
          environment.body().attributes().keySet().stream())
          .filter(it -> !READ_IN_ENVIRONMENT.contains(it)).forEach(unused::add);
      migrations.stream().map(Block::body)
          .flatMap(body -> Stream.concat(body.blocks().stream().map(Block::type), body.attributes().keySet().stream()))
          .filter(it -> !READ_IN_MIGRATION.contains(it)).map(it -> "migration." + it).forEach(unused::add);
      if (unused.isEmpty()) {
        return List.of();
      }
      List<String> names = new ArrayList<>(unused);
      return List.of(Problem
          .of(ProblemCode.PASSED_OVER, String.join(", ", names) + (names.size() == 1 ? " has" : " have")
              + " no effect here: Whimbrel reads url and migration of the environment \"" + name + "\"")
          .at(environment.at()));
    }

    private static WhimbrelException unread(Position at, String what, String remedy) {
      return new WhimbrelException(
          Problem.of(ProblemCode.UNSUPPORTED, what + " of atlas.hcl is not carried out by Whimbrel").at(at)
              .state("nothing was changed").remedy(remedy),
          null);
    }
  }
}
