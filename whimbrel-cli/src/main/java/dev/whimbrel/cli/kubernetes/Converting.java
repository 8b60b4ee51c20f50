package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.convert.AtlasResources;
import dev.whimbrel.kubernetes.convert.Conversion;
import dev.whimbrel.kubernetes.manifest.Yaml;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code k8s convert}: resources of Atlas's operator as ours. */
final class Converting {
  private Converting() {}

  /** In the place of a file: what is piped in. */
  private static final String TYPED = "-";

  static Outcome convert(Invocation invocation) {
    Site site = Site.of(invocation);
    List<HasMetadata> migrations = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String file : invocation.arguments().subList(1, invocation.arguments().size())) {
      Conversion conversion = file.equals(TYPED)
          ? AtlasResources.convert("stdin", typed(invocation))
          : AtlasResources.convert(file, text(site.settings().project().resolve(file), file));
      migrations.addAll(conversion.migrations());
      for (Problem problem : conversion.problems()) {
        if (problem.code().kind() == ProblemCode.Kind.WARNING) {
          invocation.screen().warning(problem);
        } else {
          problems.add(problem);
        }
      }
      if (conversion.migrations().isEmpty() && conversion.problems().isEmpty()) {
        problems.add(Problem.of(ProblemCode.UNSUPPORTED, "there is no resource of the kind AtlasMigration in it")
            .inFile(file));
      }
    }
    Json.Obj json = Json.object()
        .with("migrations", Json.texts(migrations.stream().map(one -> one.getMetadata().getName()).toList()));
    if (migrations.isEmpty()) {
      return new Outcome("", json, problems);
    }
    if (!invocation.has(Options.OUT_FILES)) {
      String text = Yaml.of(migrations);
      return new Outcome(text, json.with("yaml", text), problems);
    }
    List<String> files = ConfigMaps.write(site, texts(migrations));
    StringBuilder text = new StringBuilder();
    files.forEach(file -> text.append("Wrote ").append(file).append('\n'));
    return new Outcome(text.toString(), json.with("files", Json.texts(files)), problems);
  }

  /** A directory for each namespace: the same name in two of them is two resources. */
  private static Map<String, String> texts(List<HasMetadata> migrations) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (HasMetadata one : migrations) {
      String namespace = one.getMetadata().getNamespace();
      String path = (namespace == null ? "" : namespace + "/") + one.getMetadata().getName() + "-"
          + MigrationResource.KIND.toLowerCase(Locale.ROOT) + ".yaml";
      if (texts.put(path, Yaml.of(one)) != null) {
        throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "there are two resources that \"" + path
            + "\" would be of").state("nothing was written")
            .remedy("give each a metadata.namespace or a name of its own, or convert them one by one"), null);
      }
    }
    return texts;
  }

  private static String text(Path path, String file) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + file + "\" cannot be read as text")
          .remedy("name a file of resources in YAML or JSON, or - for what is piped in"), e);
    }
  }

  private static String typed(Invocation invocation) {
    try {
      StringWriter text = new StringWriter();
      invocation.surroundings().in().transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "what is piped in cannot be read as text")
          .remedy("write it into a file, and name that"), e);
    }
  }
}
