package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.JobTemplate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Charts of Helm. Their templates are made of the same objects as everything else: what can be chosen is put in place of what is there,
 * so that a chart with its own values gives those objects.
 */
final class Chart {
  private static final String IMAGE = "image-of-the-chart";
  private static final String VARIABLES = "variables-of-the-chart";
  private static final String RELEASE = "namespace-of-the-release";
  private static final String WATCHED = "namespace-that-is-watched";
  private static final int ANY_PORT = 0;

  private static final Pattern VARIABLE = Pattern
      .compile("(?m)^( *)- name: WHIMBREL_URL\\n *value: " + VARIABLES + "\\n");
  private static final Pattern RESOURCES = Pattern.compile("(?m)^( *)resources:\\n(?:\\1 .*\\n)+");
  /** In the last rule; those before it are for the names of things. */
  private static final Pattern DATABASE_PORT = Pattern
      .compile("(?s)(.*  - ports:\\n)    - (?:port: \\d+\\n      )?protocol: TCP\\n");
  private static final Pattern METADATA = Pattern.compile("(?m)^metadata:\\n  name: .*\\n");

  private Chart() {}

  static SortedMap<String, String> of(Installation installation, List<ConfigMap> directory, String version) {
    var parts = new Parts(installation.withNamespace(null));
    SortedMap<String, String> files = new TreeMap<>();
    files.put("Chart.yaml", described(installation.name(), "The migrations of " + installation.name()
        + ", applied by a Job", version));
    files.put("values.yaml", Resource.text("chart/values.yaml")
        .replace("@IMAGE@", imageOf(installation))
        .replace("@NAME@", installation.name())
        .replace("@PORT@", String.valueOf(Environment.port(installation.database()).orElse(ANY_PORT)))
        .replace("@ENV@\n", Yaml.of(Map.of("env", Environment.of(installation)))));
    files.put("values.schema.json", Resource.text("chart/values.schema.json"));
    files.put("templates/_hook.tpl", Resource.text("chart/_hook.tpl"));
    files.put("templates/service-account.yaml", "{{- if .Values.serviceAccount.create }}\n"
        + hooked(Yaml.of(parts.account()), "-10").replaceFirst("(?m)^  name: .*",
            "  name: {{ .Values.serviceAccount.name }}")
        + "{{- end }}\n");
    files.put("templates/network-policy.yaml", "{{- if .Values.networkPolicy.enabled }}\n"
        + DATABASE_PORT.matcher(hooked(Yaml.of(parts.network()), "-10")).replaceFirst("""
            $1    {{- if .Values.networkPolicy.port }}
                - port: {{ .Values.networkPolicy.port }}
                  protocol: TCP
                {{- else }}
                - protocol: TCP
                {{- end }}
            """)
        + "{{- end }}\n");
    if (!directory.isEmpty()) {
      files.put("templates/migrations.yaml", directory.stream()
          .map(map -> hooked(escaped(Yaml.of(parts.placed(map))), "-10")).collect(Collectors.joining("---\n")));
    }
    files.put("templates/job.yaml", job(installation));
    return files;
  }

  private static String imageOf(Installation installation) {
    JobTemplate job = installation.job();
    String image = job == null ? null : job.image();
    return image == null ? installation.image() : image;
  }

  /** Of the image and the directory only; all else that was said is in the values. */
  private static String job(Installation installation) {
    Installation bare = Installation.of(installation.name(), IMAGE,
        new DatabaseSource(VARIABLES, null, null, null, null), installation.directory())
        .withJob(new JobTemplate(null, null, null, "account-of-the-chart", null, null, null, null, null));
    String text = Yaml.of(MigrationJob.of(bare, Operation.Up.everything(), installation.name(), Tries.BY_JOB));
    return hooked(chosen(text), "0")
        .replaceFirst("(?m)^  name: .*", Matcher.quoteReplacement("  name: " + installation.name()
            + "{{ if not .Values.hook.enabled }}-{{ .Release.Revision }}{{ end }}"))
        .replaceFirst("backoffLimit: \\d+", "backoffLimit: {{ .Values.backoffLimit }}")
        .replaceFirst("activeDeadlineSeconds: \\d+", "activeDeadlineSeconds: {{ .Values.activeDeadlineSeconds }}")
        .replaceFirst("ttlSecondsAfterFinished: \\d+", "ttlSecondsAfterFinished: {{ .Values.ttlSecondsAfterFinished }}")
        .replace("serviceAccountName: account-of-the-chart", "serviceAccountName: {{ .Values.serviceAccount.name }}")
        .replaceFirst("(?m)^      restartPolicy: Never\n",
            Matcher.quoteReplacement(Resource.text("chart/placement.txt")));
  }

  /** The image, the resources and the variables of every container. */
  private static String chosen(String text) {
    String placed = text.replace("image: " + IMAGE, "image: {{ .Values.image | quote }}");
    placed = VARIABLE.matcher(placed).replaceAll(found -> Matcher.quoteReplacement(
        found.group(1) + "{{- toYaml .Values.env | nindent " + found.group(1).length() + " }}\n"));
    return RESOURCES.matcher(placed).replaceAll(found -> Matcher.quoteReplacement(found.group(1)
        + "resources:\n" + found.group(1) + "  {{- toYaml .Values.resources | nindent " + (found.group(1).length() + 2)
        + " }}\n"));
  }

  /** Where the Job is a hook, so is what it needs: it has to be there before. */
  private static String hooked(String text, String weight) {
    String hook = "    {{- include \"whimbrel.hook\" \"" + weight + "\" | nindent 4 }}\n";
    if (text.contains("\n  annotations:\n")) {
      return text.replaceFirst("\n  annotations:\n", Matcher.quoteReplacement(
          "\n  annotations:\n    {{- if .Values.hook.enabled }}\n" + hook + "    {{- end }}\n"));
    }
    String all = "  {{- if .Values.hook.enabled }}\n  annotations:\n" + hook + "  {{- end }}\n";
    return METADATA.matcher(text).replaceFirst(found -> Matcher.quoteReplacement(found.group() + all));
  }

  /** SQL may hold what Helm takes for an instruction. */
  private static String escaped(String text) {
    return text.replace("{{", "{{ \"{{\" }}");
  }

  static SortedMap<String, String> operator(String version, SortedSet<String> watched) {
    var all = new OperatorInstallation(RELEASE, IMAGE, new TreeSet<>());
    var some = new OperatorInstallation(RELEASE, IMAGE, new TreeSet<>(Set.of(WATCHED)));
    SortedMap<String, String> files = new TreeMap<>();
    files.put("Chart.yaml", described(OperatorInstallation.NAME, "The operator that watches migrations", version));
    files.put("values.yaml", Resource.text("operator/values.yaml").replace("@IMAGE@", Installation.image(version))
        .replace("watchNamespaces: []", "watchNamespaces: [" + String.join(", ", quoted(watched)) + "]"));
    files.put("values.schema.json", Resource.text("operator/values.schema.json"));
    OperatorInstallation.definitions().forEach((name, text) -> files.put("crds/" + name, text));
    files.put("templates/service-account.yaml", released(of(all, "ServiceAccount")));
    files.put("templates/election.yaml",
        released(of(all, "Role") + "---\n" + of(all, "RoleBinding")));
    files.put("templates/rights.yaml", "{{- if .Values.watchNamespaces }}\n{{- range .Values.watchNamespaces }}\n---\n"
        + released(watched(some, "Role") + "---\n" + watched(some, "RoleBinding"))
            .replace("{{ .Release", "{{ $.Release")
            .replace(WATCHED, "{{ . }}")
        + "{{- end }}\n{{- else }}\n" + released(of(all, "ClusterRole") + "---\n" + of(all, "ClusterRoleBinding"))
        + "{{- end }}\n");
    files.put("templates/service.yaml", released(of(all, "Service")));
    files.put("templates/deployment.yaml", deployment(released(chosen(of(all, "Deployment")))));
    return files;
  }

  /** A name of digits alone would be a number. */
  private static List<String> quoted(SortedSet<String> names) {
    return names.stream().map(name -> '"' + name + '"').toList();
  }

  private static String deployment(String text) {
    return text
        .replace("        - operator\n", "        - operator\n" + Resource.text("operator/arguments.txt"))
        .replace("        - " + IMAGE + "\n", "        - {{ .Values.image | quote }}\n")
        .replace("replicas: 1", "replicas: {{ .Values.replicas }}")
        .replaceFirst("(?m)^      securityContext:\n",
            Matcher.quoteReplacement(Resource.text("operator/placement.txt")));
  }

  private static String released(String text) {
    return text.replace(RELEASE, "{{ .Release.Namespace }}");
  }

  private static String of(OperatorInstallation operator, String kind) {
    return Yaml.of(operator.objects().stream().filter(object -> object.getKind().equals(kind)).toList());
  }

  private static String watched(OperatorInstallation operator, String kind) {
    return Yaml.of(operator.objects().stream().filter(object -> object.getKind().equals(kind))
        .filter(object -> WATCHED.equals(namespace(object))).toList());
  }

  private static @Nullable String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }

  private static String described(String name, String description, String version) {
    return Yaml.of(new TreeMap<>(Map.of("apiVersion", "v2", "name", name, "description", description, "type",
        "application", "version", version, "appVersion", version)));
  }
}
