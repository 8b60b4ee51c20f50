package dev.whimbrel.schema.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSampleTest {
  @ParameterizedTest
  @CsvSource(delimiter = ' ', textBlock = """
      ^[A-Z]{2}-[0-9]{4}$ AA-0000
      ^(a|b)+@x\\.org$ a@x.org
      x{2,} xx
      x{0,3}y y
      (?:ab){2,3} abab
      """)
  void aTextIsMade(String pattern, String text) {
    assertThat(PatternSample.of(pattern, 0)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a{-1}", "a{", "a{x}", "a{99999999999}", "[b-a]", "[", "(a", "a{201}",
      "((((((((a{200}){200}){200}){200}){200}){200}){200}){200})"})
  void whatIsNotSimpleIsLeft(String pattern) {
    assertThat(PatternSample.of(pattern, 1)).isEmpty();
  }
}
