package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Set<String> TOLD = Set.of("shop", "gone", "also");

  @Test
  void aNamespaceThatMayNotBeLookedAtIsLeftOut() throws IOException {
    try (TestCluster cluster = new TestCluster()) {
      assertThat(Reach.of(cluster.client(), TOLD)).isEqualTo(Reach.all(TOLD));
      cluster.fault(request -> String.valueOf(request.getPath()).contains("/namespaces/gone/")
          ? new MockResponse().setResponseCode(403)
          : null);
      Reach reach = Reach.of(cluster.client(), TOLD);
      assertThat(reach.said()).isEqualTo("also, shop");
      assertThat(reach.without(TOLD)).containsExactly("gone");
      assertThat(Reach.of(cluster.client(), Set.of("gone")).isEmpty()).isTrue();
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNoAnswer() throws IOException {
    try (TestCluster cluster = new TestCluster()) {
      cluster.fault(request -> new MockResponse().setResponseCode(500));
      assertThatThrownBy(() -> Reach.of(cluster.client(), TOLD)).isInstanceOf(KubernetesClientException.class);
    }
  }
}
