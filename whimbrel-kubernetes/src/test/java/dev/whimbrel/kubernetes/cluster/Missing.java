package dev.whimbrel.kubernetes.cluster;

/** What a Pod asks for is not there yet: the kubelet says so in the status and looks again. */
final class Missing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Missing(String what) {
    super(what);
  }
}
