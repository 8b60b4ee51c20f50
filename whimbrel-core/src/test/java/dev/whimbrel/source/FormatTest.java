package dev.whimbrel.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatTest {
  /** {@code -Dcases.accept=true} writes what is seen into the files; look at the difference before you commit it. */
  @ParameterizedTest
  @MethodSource("dev.whimbrel.source.FormatCase#all")
  void readsDirectoriesAsTheirToolsDo(FormatCase directory) {
    if (Boolean.getBoolean("cases.accept")) {
      directory.accept();
      return;
    }
    assertThat(directory.actual()).isEqualTo(directory.expected());
  }
}
