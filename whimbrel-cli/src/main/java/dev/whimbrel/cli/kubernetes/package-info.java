/**
 * The commands of {@code whimbrel k8s}: thin edges of {@code dev.whimbrel.kubernetes}. No other package refers to this one but through
 * {@link dev.whimbrel.cli.kubernetes.Kubernetes}, so that nobody else loads a client of a cluster.
 */
@NullMarked
package dev.whimbrel.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
