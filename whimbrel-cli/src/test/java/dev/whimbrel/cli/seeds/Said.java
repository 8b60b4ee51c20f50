package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.TestDatabase;
import java.util.regex.Pattern;

/**
 * What came of a command, without what differs from run to run: points in time, durations and the address of a
 * {@link TestDatabase}.
 */
record Said(String line, int exitCode, String out, String err) {
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern DURATION = Pattern.compile("\\b[\\d.]+m?s\\b");
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:\\d+/\\w+");

  Said {
    out = steady(out);
    err = steady(err);
  }

  /** The output of a command that did what it was asked for and had nothing to complain about. */
  String fine() {
    return exits(0).out;
  }

  /** The output of one that did it, and said on the way what takes long. */
  String told() {
    assertThat(exitCode).as("exit code of: %s%n%s%s", line, out, err).isEqualTo(0);
    return out;
  }

  /** The complaints of a command that ended with this code. */
  String complains(int code) {
    return exits(code).err;
  }

  private Said exits(int code) {
    assertThat(exitCode).as("exit code of: %s%n%s%s", line, out, err).isEqualTo(code);
    assertThat(err.isEmpty()).as("no complaints of: %s%n%s", line, err).isEqualTo(code == 0);
    return this;
  }

  private static String steady(String text) {
    String timeless = DAY.matcher(TIME.matcher(text).replaceAll("yyyy-mm-dd hh:mm:ss")).replaceAll("yyyy-mm-dd");
    return ADDRESS.matcher(DURATION.matcher(timeless).replaceAll("#ms")).replaceAll("HOST:PORT/NAME");
  }
}
