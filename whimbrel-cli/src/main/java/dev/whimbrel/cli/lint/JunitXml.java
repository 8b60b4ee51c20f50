package dev.whimbrel.cli.lint;

import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found as the report of a test run, which nearly every build server shows: a suite for each file, in it a test for each finding.
 * Errors and warnings are failures, notes pass and say what they have to say, what is allowed is skipped for the reason that is given.
 */
public final class JunitXml {
  private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  private JunitXml() {}

  /** The document. */
  public static String of(Linted linted) {
    JunitXml xml = new JunitXml();
    xml.suites(linted);
    return xml.out.toString();
  }

  private void suites(Linted linted) {
    Map<String, List<Located>> files = new LinkedHashMap<>();
    List<Located> all = linted.located();
    linted.migrations().forEach(migration -> files.computeIfAbsent(linted.path(migration),
        path -> all.stream().filter(one -> one.path().equals(path)).toList()));
    long tests = files.values().stream().mapToLong(found -> Math.max(1, found.size())).sum();
    long failures = files.values().stream().mapToLong(JunitXml::failures).sum();
    out.append("<testsuites name=\"whimbrel lint\" tests=\"").append(tests).append("\" failures=\"").append(failures)
        .append("\" errors=\"0\">\n");
    files.forEach(this::suite);
    out.append("</testsuites>\n");
  }

  private void suite(String path, List<Located> found) {
    long skipped = found.stream().filter(one -> one.judged().allowedBecause().isPresent()).count();
    out.append("  <testsuite name=\"").append(attribute(path)).append("\" tests=\"")
        .append(Math.max(1, found.size())).append("\" failures=\"").append(failures(found))
        .append("\" errors=\"0\" skipped=\"").append(skipped).append("\">\n");
    if (found.isEmpty()) {
      out.append("    <testcase name=\"nothing found\" classname=\"").append(attribute(path)).append("\"/>\n");
    }
    found.forEach(this::test);
    out.append("  </testsuite>\n");
  }

  private void test(Located one) {
    String name = "line " + one.from().line() + ": " + (one.finding().rule() + " " + one.title()).strip();
    out.append("    <testcase name=\"").append(attribute(name)).append("\" classname=\"")
        .append(attribute(one.path())).append("\" file=\"").append(attribute(one.path())).append("\" line=\"")
        .append(one.from().line()).append("\">\n");
    Optional<String> allowed = one.judged().allowedBecause();
    if (allowed.isPresent()) {
      out.append("      <skipped message=\"").append(attribute(allowed.get())).append("\"/>\n");
    } else if (isFailure(one)) {
      Finding finding = one.finding();
      out.append("      <failure type=\"").append(Words.of(finding.severity())).append("\" message=\"")
          .append(attribute(finding.what())).append("\">").append(text(Words.message(finding))).append("</failure>\n");
    } else {
      out.append("      <system-out>").append(text(Words.message(one.finding()))).append("</system-out>\n");
    }
    out.append("    </testcase>\n");
  }

  private static long failures(List<Located> found) {
    return found.stream().filter(JunitXml::isFailure).count();
  }

  private static boolean isFailure(Located one) {
    return one.judged().allowedBecause().isEmpty() && one.finding().severity() != Severity.NOTE;
  }

  private static String attribute(String text) {
    return text(text).replace("\"", "&quot;").replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;");
  }

  /** What XML 1.0 cannot hold is shown as in JSON. */
  private static String text(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(c -> {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        default -> {
          if (isXml(c)) {
            escaped.appendCodePoint(c);
          } else {
            escaped.append(String.format("\\u%04x", c));
          }
        }
      }
    });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    boolean steers = (c >= 0x7f && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return !steers && (c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000);
  }
}
