package dev.whimbrel.kubernetes.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the Job looks that migrates; what is null is as the operator was told. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobTemplate(@Nullable String image, @Nullable String imagePullPolicy,
    @Nullable List<LocalObjectReference> imagePullSecrets, @Nullable String serviceAccountName,
    @Nullable ResourceRequirements resources, @Nullable Map<String, String> nodeSelector,
    @Nullable List<Toleration> tolerations, @Nullable Map<String, String> labels,
    @Nullable Map<String, String> annotations) {}
