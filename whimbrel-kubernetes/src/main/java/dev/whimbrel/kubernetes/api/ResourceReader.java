package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads whatever a server has: one object that cannot be read would end the watch of all. A spec is read as a whole or not at all, as half of
 * one could lead anywhere; of a status, which is written anew, each field counts for itself.
 */
abstract class ResourceReader<S, T, R extends CustomResource<S, T>> extends JsonDeserializer<R> {
  private final Supplier<R> fresh;
  private final Class<S> spec;
  private final Class<T> status;

  /** @param fresh makes one whose spec is empty */
  ResourceReader(Supplier<R> fresh, Class<S> spec, Class<T> status) {
    this.fresh = fresh;
    this.spec = spec;
    this.status = status;
  }

  /** Is told why the spec is the empty one. */
  abstract void unreadable(R resource, String why);

  @Override
  public R deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode tree = context.readTree(parser);
    R resource = fresh.get();
    if (tree.hasNonNull("apiVersion")) {
      resource.setApiVersion(tree.path("apiVersion").asText());
    }
    if (tree.hasNonNull("kind")) {
      resource.setKind(tree.path("kind").asText());
    }
    if (tree.hasNonNull("metadata")) {
      resource.setMetadata(context.readTreeAsValue(tree.path("metadata"), ObjectMeta.class));
    }
    if (tree.hasNonNull("spec")) {
      spec(resource, context, tree.path("spec"));
    }
    if (tree.path("status") instanceof ObjectNode fields) {
      resource.setStatus(status(context, fields));
    }
    return resource;
  }

  private void spec(R resource, DeserializationContext context, JsonNode tree) {
    try {
      resource.setSpec(context.readTreeAsValue(tree, spec));
    } catch (IOException | IllegalArgumentException e) {
      unreadable(resource, "spec" + path(e)
          + " holds what this operator cannot read; mend it, or bring the operator and its CRDs to one version");
    }
  }

  /** The value is left out: who put a password in the wrong place has it told nowhere else. */
  private static String path(Exception e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(one -> one.getFieldName() == null ? "[" + one.getIndex() + "]" : "." + one.getFieldName())
            .collect(Collectors.joining())
        : "";
  }

  private @Nullable T status(DeserializationContext context, ObjectNode fields) {
    T whole = statusOrNull(context, fields);
    if (whole != null) {
      return whole;
    }
    ObjectNode readable = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      ObjectNode alone = JsonNodeFactory.instance.objectNode().set(field.getKey(), field.getValue());
      if (statusOrNull(context, alone) != null) {
        readable.set(field.getKey(), field.getValue());
      }
    }
    return statusOrNull(context, readable);
  }

  private @Nullable T statusOrNull(DeserializationContext context, ObjectNode fields) {
    try {
      return context.readTreeAsValue(fields, status);
    } catch (IOException | IllegalArgumentException e) {
      return null; // it is written anew at the next look
    }
  }
}
