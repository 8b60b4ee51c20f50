package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code kubectl explain} says of a field is what the Javadoc of its record says. */
final class Explained {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) ([^@]*)");

  private Explained() {}

  static HasMetadata with(HasMetadata crd) {
    CustomResourceDefinition definition = (CustomResourceDefinition) crd;
    boolean isFleet = definition.getSpec().getNames().getKind().equals(FleetResource.KIND);
    definition.getSpec().getVersions().forEach(each -> {
      Map<String, JSONSchemaProps> parts = each.getSchema().getOpenAPIV3Schema().getProperties();
      explain(Objects.requireNonNull(parts.get("spec")), isFleet ? FleetSpec.class : MigrationSpec.class);
      explain(Objects.requireNonNull(parts.get("status")), isFleet ? FleetStatus.class : MigrationStatus.class);
    });
    return crd;
  }

  private static void explain(JSONSchemaProps schema, Class<?> record) {
    String javadoc = javadoc(record);
    Map<String, String> parameters = new TreeMap<>();
    PARAMETER.matcher(javadoc).results().forEach(found -> parameters.put(found.group(1), found.group(2).strip()));
    if (schema.getDescription() == null) {
      schema.setDescription(javadoc.replaceFirst("(?s)@.*", "").strip());
    }
    for (RecordComponent component : record.getRecordComponents()) {
      JSONSchemaProps field = Objects.requireNonNull(schema.getProperties().get(name(component)));
      if (parameters.containsKey(component.getName())) {
        field.setDescription(parameters.get(component.getName()));
      }
      within(field, component.getGenericType());
    }
  }

  private static void within(JSONSchemaProps field, Type type) {
    if (type instanceof Class<?> one && one.isRecord()) {
      explain(field, one);
    } else if (type instanceof ParameterizedType list && field.getItems() != null) {
      within(field.getItems().getSchema(), list.getActualTypeArguments()[0]);
    }
  }

  private static String name(RecordComponent component) {
    JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
    return other == null ? component.getName() : other.value();
  }

  private static String javadoc(Class<?> record) {
    Class<?> outer = record.getNestHost();
    String source = text(SOURCES.resolve(outer.getName().replace('.', '/') + ".java"));
    Matcher matcher = Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/(?:(?!/\\*\\*).)*?record "
        + record.getSimpleName() + "\\(").matcher(source);
    if (!matcher.find()) {
      throw new AssertionError(record + " is not explained");
    }
    return matcher.group(1).replaceAll("(?m)^\\s*\\* ?", "").replaceAll("\\{@\\w+ ([^}]*)\\}", "$1").replace('\n', ' ')
        .replaceAll(" {2,}", " ");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
