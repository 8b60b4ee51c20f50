package dev.whimbrel.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a Pod can be told about itself. */
final class Fields {
  private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)(?:\\['(.*)'])?");

  private Fields() {}

  static String of(Pod pod, String path) {
    Matcher subscript = SUBSCRIPT.matcher(path);
    if (subscript.matches()) {
      boolean areLabels = "labels".equals(subscript.group(1));
      Map<String, String> all = areLabels ? pod.getMetadata().getLabels() : pod.getMetadata().getAnnotations();
      return subscript.group(2) == null ? listed(all) : all.getOrDefault(subscript.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "spec.nodeName" -> String.valueOf(pod.getSpec().getNodeName());
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.podIP", "status.hostIP" -> LocalKubelet.LOOPBACK;
      default -> throw new Missing("field \"" + path + "\" is one that this kubelet does not know");
    };
  }

  private static String listed(Map<String, String> all) {
    return new TreeMap<>(all).entrySet().stream().map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"")
        .collect(Collectors.joining("\n"));
  }
}
