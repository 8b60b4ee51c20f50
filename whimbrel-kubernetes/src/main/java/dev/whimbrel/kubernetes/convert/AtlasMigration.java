package dev.whimbrel.kubernetes.convert;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationSpec.Down;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.ProtectedFlows;
import dev.whimbrel.kubernetes.convert.Mapping.Field;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One {@code AtlasMigration} as a {@code Migration}. */
final class AtlasMigration {
  private static final Set<String> POSTGRES = Set.of("postgres", "postgresql");
  private static final Pattern PASSWORD = Pattern.compile("^[a-z0-9+]+://[^/@]*:[^/@]+@.*", Pattern.DOTALL);
  /** By these a tool knows what it made: it would remove a resource that carries them and is not among its own. */
  private static final Set<String> OWNERSHIP = Set.of("kubectl.kubernetes.io/last-applied-configuration",
      "argocd.argoproj.io/instance", "argocd.argoproj.io/tracking-id", "argocd.argoproj.io/installation-id",
      "kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace",
      "helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace", "helm.sh/chart",
      "meta.helm.sh/release-name", "meta.helm.sh/release-namespace", "app.kubernetes.io/managed-by",
      "app.kubernetes.io/instance");

  /** Fields that have no counterpart, and why that is no loss, or what to do about it. */
  private static final Map<String, String> WITHOUT = without();

  private final Mapping resource;
  private final List<Problem> problems;
  private final int before;
  private String name = "";

  AtlasMigration(Mapping resource, List<Problem> problems) {
    this.resource = resource;
    this.problems = problems;
    this.before = problems.size();
  }

  private static Map<String, String> without() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("config",
        "what it says that Whimbrel needs stands in the fields of a Migration; there is no project file");
    fields.put("configFrom",
        "what it says that Whimbrel needs stands in the fields of a Migration; there is no project file");
    fields.put("vars", "they are values of a project file, which there is none of");
    fields.put("envName", "it names a part of a project file, which there is none of");
    fields.put("cloud", "nothing is sent anywhere");
    fields.put("devURL", "no development database is needed");
    fields.put("devURLFrom", "no development database is needed");
    fields.put("devDB", "no development database is needed");
    fields.put("backoffLimit",
        "what can get better is tried again for ever, at most every 5 minutes; what cannot waits for a change");
    fields.put("revisionsSchema", "Atlas's table is found in whatever schema it is");
    return fields;
  }

  /** The same for Whimbrel; empty if something that cannot be left out has no counterpart. */
  Optional<MigrationResource> converted() {
    Optional<ObjectMeta> metadata = metadata();
    Mapping spec = resource.mapping("spec");
    resource.take("status");
    if (spec == null) {
      refuse("has no spec", null, "look at the file");
      return Optional.empty();
    }
    DatabaseSource database = database(spec);
    DirectorySource directory = directory(spec);
    MigrationSpec converted = database == null || directory == null ? null : spec(spec, database, directory);
    WITHOUT.forEach((field, why) -> note(spec.take(field), "is not taken over: " + why));
    resource.left().forEach(field -> note(field, "is not known, and not taken over"));
    if (converted == null || metadata.isEmpty() || isRefused()) {
      return Optional.empty();
    }
    MigrationResource migration = new MigrationResource();
    migration.setMetadata(metadata.get());
    migration.setSpec(converted);
    return Optional.of(migration);
  }

  private boolean isRefused() {
    return problems.subList(before, problems.size()).stream()
        .anyMatch(problem -> problem.code().kind() != ProblemCode.Kind.WARNING);
  }

  /** Without what the cluster wrote. */
  private Optional<ObjectMeta> metadata() {
    Mapping metadata = resource.mapping("metadata");
    String said = metadata == null ? null : metadata.filled("name");
    if (metadata == null || said == null) {
      refuse("has no metadata.name", null, "give it one");
      return Optional.empty();
    }
    name = said;
    ObjectMeta converted = new ObjectMetaBuilder().withName(name).withNamespace(metadata.filled("namespace"))
        .withLabels(ownerless(metadata.texts("labels"))).withAnnotations(ownerless(metadata.texts("annotations")))
        .build();
    List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink")
        .forEach(metadata::take);
    return Optional.of(converted);
  }

  private static @Nullable Map<String, String> ownerless(@Nullable Map<String, String> texts) {
    if (texts != null) {
      texts.keySet().removeAll(OWNERSHIP);
    }
    return texts == null || texts.isEmpty() ? null : texts;
  }

  private MigrationSpec spec(Mapping spec, DatabaseSource database, DirectorySource directory) {
    return new MigrationSpec(database, directory, "atlas", null, policy(spec), spec.filled("baseline"),
        new History(null, null, "atlas"), null, null, null, protectedFlows(spec), null, null);
  }

  private @Nullable DatabaseSource database(Mapping spec) {
    Field from = spec.find("urlFrom");
    Field plain = spec.find("url");
    Field parts = spec.find("credentials");
    Mapping urlFrom = spec.mapping("urlFrom");
    SecretSource secret = urlFrom == null ? null : secret(urlFrom, from);
    String url = spec.filled("url");
    if (secret != null) {
      noteUnused(plain, "urlFrom");
      noteUnused(spec.take("credentials"), "urlFrom");
      return new DatabaseSource(null, secret, null, null, null);
    }
    if (url != null && plain != null) {
      noteUnused(spec.take("credentials"), "url");
      return url(url, plain);
    }
    Mapping credentials = spec.mapping("credentials");
    if (credentials == null || parts == null) {
      refuse("names no database that a Migration could name", null,
          "set spec.database of the Migration, such as urlFrom with a Secret");
      return null;
    }
    return credentials(credentials, parts);
  }

  private void noteUnused(@Nullable Field field, String stronger) {
    note(field, "is not taken over: " + stronger + " is stronger, for Atlas as well");
  }

  private @Nullable DatabaseSource url(String url, Field at) {
    int colon = url.indexOf(':');
    if (colon < 0 || !POSTGRES.contains(url.substring(0, colon))) {
      refuse("is not a URL of PostgreSQL", at, "Whimbrel is for PostgreSQL");
      return null;
    }
    if (!PASSWORD.matcher(url).matches()) {
      return new DatabaseSource(url, null, null, null, null);
    }
    SecretSource secret = newSecret("url");
    note(at, "holds a password, which everybody can read there: urlFrom names the Secret \"" + secretName()
        + "\" in its place", "kubectl create secret generic " + secretName() + " --from-literal=url=URL");
    return new DatabaseSource(null, secret, null, null, null);
  }

  private String secretName() {
    return name + "-database";
  }

  private SecretSource newSecret(String key) {
    return new SecretSource(new SecretKey(secretName(), key, null));
  }

  private @Nullable DatabaseSource credentials(Mapping said, Field at) {
    Field schemeAt = said.find("scheme");
    String scheme = said.filled("scheme");
    if (scheme != null && !POSTGRES.contains(scheme)) {
      refuse("is not PostgreSQL", schemeAt, "Whimbrel is for PostgreSQL");
      return null;
    }
    Integer port = port(said);
    SecretSource password = secret(said, "passwordFrom");
    Field plain = said.find("password");
    if (said.filled("password") != null && password == null) {
      password = newSecret("password");
      note(plain, "can be read by everybody there: passwordFrom names the Secret \"" + secretName()
          + "\" in its place", "kubectl create secret generic " + secretName() + " --from-literal=password=PASSWORD");
    }
    Credentials credentials = new Credentials(said.filled("host"), secret(said, "hostFrom"), port,
        said.filled("database"), said.filled("user"), secret(said, "userFrom"), password, said.texts("parameters"));
    if (credentials.host() == null && credentials.hostFrom() == null) {
      refuse("names no host", at, "set spec.database of the Migration, such as urlFrom with a Secret");
      return null;
    }
    return new DatabaseSource(null, null, credentials, null, null);
  }

  private @Nullable Integer port(Mapping said) {
    Field at = said.find("port");
    String port = said.filled("port");
    if (port == null) {
      return null;
    }
    if (!port.matches("[0-9]{1,5}")) {
      refuse("is not a port", at, "look at the file");
      return null;
    }
    return Integer.valueOf(port);
  }

  private @Nullable SecretSource secret(Mapping parent, String key) {
    Field at = parent.find(key);
    Mapping said = parent.mapping(key);
    return said == null ? null : secret(said, at);
  }

  private @Nullable SecretSource secret(Mapping said, @Nullable Field at) {
    Mapping reference = said.mapping("secretKeyRef");
    String secretName = reference == null ? null : reference.filled("name");
    String key = reference == null ? null : reference.filled("key");
    if (secretName == null || key == null) {
      refuse("names no key of a Secret", at, "give secretKeyRef a name and a key");
      return null;
    }
    return new SecretSource(new SecretKey(secretName, key, null));
  }

  private @Nullable DirectorySource directory(Mapping spec) {
    Mapping dir = spec.mapping("dir");
    if (dir == null) {
      refuse("names no directory", null, "name a ConfigMap in spec.dir.configMapRef");
      return null;
    }
    Field remote = dir.take("remote");
    if (remote != null) {
      refuse("is in Atlas's registry, which nothing but Atlas reads", remote,
          "make a ConfigMap of the files with \"whimbrel k8s configmap\" and name it in spec.directory");
      return null;
    }
    Field localAt = dir.find("local");
    Map<String, String> local = dir.texts("local");
    Mapping reference = dir.mapping("configMapRef");
    String map = reference == null ? null : reference.filled("name");
    if (map != null && local != null) {
      refuse("stands beside configMapRef; only one of them can be meant", localAt, "leave one of them out");
      return null;
    }
    if (map == null && (local == null || local.isEmpty())) {
      refuse("names no directory", spec.find("dir"), "name a ConfigMap in spec.dir.configMapRef");
      return null;
    }
    if (map == null && local != null && !local.containsKey("atlas.sum")) {
      note(localAt, "has no atlas.sum, without which a directory of Atlas's is refused",
          "add it to directory.inline, as \"whimbrel hash --format atlas\" makes it in a directory of these files");
    }
    return map == null
        ? new DirectorySource(null, null, local)
        : new DirectorySource(new ConfigMapRef(map), null, null);
  }

  private @Nullable Policy policy(Mapping spec) {
    Field at = spec.find("execOrder");
    String order = spec.filled("execOrder");
    if (order == null || order.equals("linear")) {
      return null;
    }
    if (order.equals("non-linear")) {
      return new Policy(null, true, null);
    }
    note(at,
        "\"" + order + "\" is not taken over: what comes before the last applied migration is refused, not skipped",
        "set spec.policy.outOfOrder to true to have it applied");
    return null;
  }

  private @Nullable ProtectedFlows protectedFlows(Mapping spec) {
    Mapping flows = spec.mapping("protectedFlows");
    Mapping down = flows == null ? null : flows.mapping("migrateDown");
    if (down == null) {
      return null;
    }
    Field approve = down.find("autoApprove");
    boolean isApproved = down.isTrue("autoApprove");
    if (isApproved) {
      note(approve, "is not taken over: every way back waits until somebody approves its plan by the digest",
          "kubectl annotate migration " + name + " whimbrel.dev/approve=DIGEST");
    }
    return down.isTrue("allow") ? new ProtectedFlows(new Down(true, null)) : null;
  }

  private String called(@Nullable Field field) {
    String resourceName = "AtlasMigration" + (name.isEmpty() ? "" : " \"" + name + "\"");
    return field == null ? resourceName : resourceName + ": " + field.path();
  }

  private void refuse(String fact, @Nullable Field field, String remedy) {
    problems.add(Problem.of(ProblemCode.UNSUPPORTED, called(field) + " " + fact)
        .at(field == null ? resource.at() : field.at()).remedy(remedy));
  }

  private void note(@Nullable Field field, String fact) {
    note(field, fact, null);
  }

  private void note(@Nullable Field field, String fact, @Nullable String remedy) {
    if (field != null) {
      problems.add(Problem.of(ProblemCode.PASSED_OVER, called(field) + " " + fact).at(field.at()).remedy(remedy));
    }
  }
}
