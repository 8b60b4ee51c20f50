package dev.whimbrel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
  /** {@code -Dcases.accept=true} writes what is seen into the file; look at the difference before you commit it. */
  @BeforeAll
  static void accept() {
    if (Boolean.getBoolean("cases.accept")) {
      PlanCase.acceptAll();
    }
  }

  static List<PlanCase> cases() {
    return PlanCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void plansWhatTheTableSays(PlanCase one) {
    assertThat(one.actual()).isEqualTo(one.expected());
  }
}
