package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.render.Erd;
import dev.whimbrel.schema.render.ErdOptions;
import dev.whimbrel.schema.render.Hcl;
import dev.whimbrel.schema.render.Mermaid;
import dev.whimbrel.schema.render.SchemaJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command {@code inspect}: what a schema looks like. */
public final class Inspecting {
  private static final List<String> FORMATS = List.of("sql", "hcl", "json", "mermaid", "svg", "html");
  private static final List<String> DRAWN = List.of("svg", "html");

  private final Invocation invocation;
  private final Settings settings;

  private Inspecting(Invocation invocation) {
    this.invocation = invocation;
    this.settings = Settings.of(invocation.without(Options.INSPECT_FORMAT));
  }

  /** The command {@code inspect}. */
  public static Outcome inspect(Invocation invocation) {
    return new Inspecting(invocation).inspect();
  }

  private Outcome inspect() {
    String format = format();
    ErdOptions drawing = drawing(format);
    depth();
    refuseUnwritable();
    SchemaSource source = SchemaSource.of(invocation.without(Options.INSPECT_FORMAT), settings,
        invocation.argument().orElse(SchemaSource.DATABASE));
    try (SchemaDesk desk = SchemaDesk.of(invocation, settings, List.of(source), SchemaDesk.Peers.SEEN)) {
      DatabaseSchema schema = desk.inspected(source);
      String text = text(format, schema, drawing);
      Json.Obj json = Json.object().with("source", source.label()).with("format", format);
      Optional<String> out = invocation.value(Options.OUT_FILE);
      if (out.isEmpty()) {
        return Outcome.of(text, json.with("text", text));
      }
      write(out.get(), text);
      return Outcome.of("Wrote " + out.get() + ": " + source.label() + " as " + format + ".\n",
          json.with("file", out.get()));
    }
  }

  private String format() {
    String named = invocation.value(Options.INSPECT_FORMAT).orElse("sql");
    if (FORMATS.contains(named)) {
      return named;
    }
    throw wrong("\"" + named + "\" is no format of inspect", Nearest.to(named, FORMATS)
        .map(near -> "did you mean \"" + near + "\"?").orElse("it is one of " + String.join(", ", FORMATS)
            + "; the format of a directory is named in whimbrel.yaml or WHIMBREL_FORMAT"));
  }

  private ErdOptions drawing(String format) {
    List<String> tables = invocation.value(Options.TABLES).stream()
        .flatMap(text -> Arrays.stream(text.split(","))).map(String::strip).filter(name -> !name.isEmpty()).toList();
    boolean isDrawn = !tables.isEmpty()
        || Stream.of(Options.AROUND, Options.DEPTH, Options.WITH).anyMatch(invocation::has);
    if (isDrawn && !DRAWN.contains(format)) {
      throw wrong("--tables, --around, --depth and --with are for drawings",
          "add --format svg or html; for all formats there are --include and --exclude");
    }
    if (invocation.has(Options.DEPTH) && !invocation.has(Options.AROUND)) {
      throw wrong("--depth counts from a table, and none is named", "name it with --around");
    }
    return more(ErdOptions.standard().withTables(tables));
  }

  private ErdOptions more(ErdOptions drawing) {
    ErdOptions result = drawing;
    for (String word : invocation.value(Options.WITH).stream().flatMap(text -> Arrays.stream(text.split(",")))
        .toList()) {
      result = switch (word.strip()) {
        case "views" -> result.withViews();
        case "enums" -> result.withEnums();
        default ->
          throw wrong("\"" + word.strip() + "\" of --with is nothing that is drawn", "it is views, enums or both");
      };
    }
    return result;
  }

  private String text(String format, DatabaseSchema schema, ErdOptions drawing) {
    return switch (format) {
      case "sql" -> PlanText.script(ChangePlan.between(DatabaseSchema.empty(schema.major()), schema));
      case "hcl" -> Hcl.of(schema);
      case "json" -> SchemaJson.of(schema);
      case "mermaid" -> Mermaid.of(schema);
      case "svg" -> Erd.svg(schema, around(schema, drawing));
      default -> Erd.html(schema, around(schema, drawing));
    };
  }

  private ErdOptions around(DatabaseSchema schema, ErdOptions drawing) {
    Optional<String> centre = invocation.value(Options.AROUND);
    ErdOptions all = centre.isEmpty() ? drawing : drawing.withNeighboursOf(one(schema, centre.get()), depth());
    if (!drawing.tables().isEmpty() && Erd.shown(schema, all).isEmpty()) {
      throw wrong("no table matches " + String.join(", ", drawing.tables()),
          "patterns are names or schema.name, with * and ?");
    }
    return all;
  }

  private static ObjectId one(DatabaseSchema schema, String name) {
    List<ObjectId> meant = Erd.named(schema, name);
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw wrong(meant.isEmpty() ? "there is no table \"" + name + "\"" : "several tables are called \"" + name + "\"",
        meant.isEmpty()
            ? "write its name as the database has it; --format mermaid shows all"
            : "name one with its schema, such as " + meant.getFirst().schema() + "." + meant.getFirst().name());
  }

  private int depth() {
    String text = invocation.value(Options.DEPTH).orElse("1");
    if (!text.matches("\\d{1,4}")) {
      throw wrong("\"" + text + "\" of --depth is no number of foreign keys", "write a number from 0");
    }
    return Integer.parseInt(text);
  }

  private void write(String file, String text) {
    Path path = settings.project().resolve(file);
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw unwritable(file, String.valueOf(e.getMessage()));
    }
  }

  /** Before a database is asked for what nobody will see. */
  private void refuseUnwritable() {
    invocation.value(Options.OUT_FILE).ifPresent(file -> {
      Path path = settings.project().resolve(file);
      if (!Files.isDirectory(path.resolveSibling(""))) {
        throw unwritable(file, "its directory is not there");
      }
      if (Files.isDirectory(path)) {
        throw unwritable(file, "it is a directory");
      }
    });
  }

  private static WhimbrelException unwritable(String file, String reason) {
    return new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + file + "\" cannot be written: " + reason)
        .state("nothing was written").remedy("name a file in a directory that is there"), null);
  }

  private static WhimbrelException wrong(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).remedy(remedy), null);
  }
}
