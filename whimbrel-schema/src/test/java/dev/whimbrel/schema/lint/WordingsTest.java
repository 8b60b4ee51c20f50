package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordingsTest {
  private static final String LONG = "x''y".repeat(25_000);

  @Test
  void longLiteralsAreBlanked() {
    assertThat(Wordings.code("SELECT '" + LONG + "', 1")).isEqualTo("SELECT '" + "x".repeat(100_000) + "', 1");
  }

  @Test
  void longNamesAreBlanked() {
    String name = LONG.replace('\'', '"');
    assertThat(Wordings.code("SELECT \"" + name + "\", 1")).isEqualTo("SELECT \"" + "x".repeat(100_000) + "\", 1");
  }
}
