package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
  @Test
  void asksForTheLabelsThatStandInIt() {
    assertThat(Selector.of(null).labels()).isEmpty();
    assertThat(Selector.of("team=shop").labels()).containsExactly("team");
    assertThat(Selector.of("example.com/team == shop, tier in (a, b),zone notin (c,d) , !old,x!=y,exists").labels())
        .containsExactly("example.com/team", "tier", "zone", "old", "x", "exists");
    assertThat(Selector.of("team=shop,!old").among(Map.of("team", "shop", "other", "x")))
        .isEqualTo(Map.of("team", "shop"));
  }
}
