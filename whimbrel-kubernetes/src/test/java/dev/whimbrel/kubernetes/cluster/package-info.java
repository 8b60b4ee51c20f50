/**
 * A cluster to test against: {@code Cluster} is whatever {@code KUBECONFIG} names, with a namespace of the suite's
 * own in it, and {@code LocalKubelet} runs Pods as processes
 * where there is an API server but no node.
 */
@NullMarked
package dev.whimbrel.kubernetes.cluster;

import org.jspecify.annotations.NullMarked;
