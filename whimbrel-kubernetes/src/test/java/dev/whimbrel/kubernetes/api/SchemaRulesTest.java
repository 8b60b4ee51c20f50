package dev.whimbrel.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the definitions, as an API server evaluates them. */
class SchemaRulesTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/dev/whimbrel/kubernetes/api");
  private static final Path CRDS = Path.of("src/main/resources/dev/whimbrel/kubernetes/crds");
  private static final KubernetesSerialization TEXT = new KubernetesSerialization();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
      .setStandardMacros(CelStandardMacro.STANDARD_MACROS).addVar("self", SimpleType.DYN).build();
  private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();
  private static final Pattern FIELD = Pattern.compile("self((?:\\.[a-z]\\w*)+)(?!\\w*\\()");

  private static JsonNode schema(String plural) throws IOException {
    return TEXT.unmarshal(Files.readString(CRDS.resolve(plural + ".whimbrel.dev.yaml")), JsonNode.class)
        .at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static JsonNode schemaOf(String example) throws IOException {
    return schema(example.startsWith("fleet") ? "migrationfleets" : "migrations");
  }

  /** What a server would refuse an object with. */
  private static List<String> refusals(JsonNode schema, JsonNode value) throws Exception {
    List<String> refusals = new ArrayList<>();
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      if (!holds(rule.path("rule").asText(), value)) {
        refusals.add(rule.path("message").asText());
      }
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (value.has(property.getKey())) {
        refusals.addAll(refusals(property.getValue(), value.path(property.getKey())));
      }
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        refusals.addAll(refusals(schema.path("items"), item));
      }
    }
    return refusals;
  }

  private static boolean holds(String rule, JsonNode self) throws Exception {
    Map<String, Object> value = JSON.convertValue(self, new TypeReference<>() {
    });
    return (Boolean) RUNTIME.createProgram(COMPILER.compile(rule).getAst()).eval(Map.of("self", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"migration", "migration-url", "migration-cnpg", "fleet", "fleet-tenants", "fleet-secrets"})
  void letExamplesThrough(String name) throws Exception {
    JsonNode example = TEXT.unmarshal(Files.readString(EXAMPLES.resolve(name + ".yaml")), JsonNode.class);
    assertThat(refusals(schemaOf(name), example)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "migration | {database: {}, directory: {inline: {a: b}}} | exactly one of url, urlFrom, credentials and cnpgClusterRef",
      "migration | {database: {url: 'postgres://a/b', cnpgClusterRef: {name: c}}, directory: {inline: {a: b}}} | exactly one of url",
      "migration | {database: {url: 'postgres://me:geheim@a/b'}, directory: {inline: {a: b}}} | url holds a password",
      "migration | {database: {url: 'jdbc:postgresql://me:geheim@a/b'}, directory: {inline: {a: b}}} | url holds a password",
      "migration | {database: {credentials: {user: me}}, directory: {inline: {a: b}}} | host or hostFrom",
      "migration | {database: {url: 'postgres://a/b'}, directory: {}} | exactly one of configMapRef, configMapRefs and inline",
      "migration | {database: {url: 'postgres://a/b'}, directory: {inline: {a: b}, configMapRef: {name: c}}} | exactly one of configMapRef",
      "fleet | {targets: {}, template: {directory: {inline: {a: b}}}} | exactly one of databases, tenantSchemas and secretSelector",
      "fleet | {targets: {databases: [{name: a, database: {}}]}, template: {directory: {inline: {a: b}}}} | exactly one of url",
      "fleet | {targets: {tenantSchemas: {database: {url: 'postgres://a/b'}}}, template: {directory: {inline: {a: b}}}} | exactly one of schemas and query",
      "fleet | {targets: {tenantSchemas: {database: {url: 'postgres://a/b', searchPath: x}, query: q}}, template: {directory: {inline: {a: b}}}} | the search path is the schema of each tenant"})
  void refuseContradictions(String kind, String spec, String why) throws Exception {
    JsonNode object = TEXT.unmarshal("spec: " + spec, JsonNode.class);
    assertThat(refusals(schemaOf(kind), object)).singleElement().asString().startsWith(why);
  }

  /** A server refuses a definition whose rules name what is not there. */
  @Test
  void nameFieldsThatAreThere() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (String plural : List.of("migrations", "migrationfleets")) {
      unknown(schema(plural), unknown);
    }
    assertThat(unknown).isEmpty();
  }

  private static void unknown(JsonNode schema, List<String> unknown) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      FIELD.matcher(rule.path("rule").asText()).results()
          .filter(found -> schema.at(found.group(1).replace(".", "/properties/")).isMissingNode())
          .forEach(found -> unknown.add(found.group()));
    }
    schema.forEach(part -> unknown(part, unknown));
  }
}
