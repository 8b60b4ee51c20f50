package dev.whimbrel.cli.lint;

import dev.whimbrel.problem.Position;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Rule;
import dev.whimbrel.schema.lint.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was found as SARIF 2.1.0, which GitHub, Azure DevOps and editors show.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">Static Analysis Results Interchange Format</a>
 */
public final class Sarif {
  private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String HELP = " See docs/reference/lint.md of Whimbrel for what is known of it, and for how a finding is allowed.";
  private static final String ROOT = "%SRCROOT%";
  private static final String FINGERPRINT = "whimbrel/v1";

  private Sarif() {}

  /**
   * The document.
   *
   * @param version of Whimbrel
   */
  public static String of(Linted linted, String version) {
    Json.Obj driver = Json.object()
        .with("name", "Whimbrel")
        .with("version", version)
        .with("rules", Json.array(linted.rules().stream().map(Sarif::rule).toList()));
    Json.Obj run = Json.object()
        .with("tool", Json.object().with("driver", driver))
        .with("columnKind", "unicodeCodePoints")
        .with("invocations", Json.array(List.of(invocation(linted))))
        .with("results", Json.array(linted.located().stream().map(one -> result(one, linted.rules())).toList()));
    return Json.object().with("$schema", SCHEMA).with("version", "2.1.0").with("runs", Json.array(List.of(run)))
        .render() + "\n";
  }

  private static Json invocation(Linted linted) {
    Json.Obj invocation = Json.object().with("executionSuccessful", Json.Flag.TRUE);
    return linted.report().notes().isEmpty()
        ? invocation
        : invocation.with("toolExecutionNotifications", Json.array(linted.report().notes().stream()
            .map(note -> Json.object().with("level", "note").with("message", text("Not looked at: " + note + ".")))
            .toList()));
  }

  private static Json rule(Rule rule) {
    return Json.object()
        .with("id", rule.id())
        .with("shortDescription", text(sentence(rule.title())))
        .with("fullDescription", text(sentence(rule.title())))
        .with("help", text(sentence(rule.title()) + HELP))
        .with("defaultConfiguration", Json.object().with("level", level(rule.severity())));
  }

  private static String sentence(String phrase) {
    return phrase.isEmpty()
        ? phrase
        : phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1) + ".";
  }

  private static Json result(Located one, List<Rule> rules) {
    Finding finding = one.finding();
    Json.Obj result = Json.object().with("ruleId", finding.rule());
    int index = rules.stream().map(Rule::id).toList().indexOf(finding.rule());
    result = index < 0 ? result : result.with("ruleIndex", index);
    result = result
        .with("level", level(finding.severity()))
        .with("message", text(Words.message(finding)))
        .with("locations", Json.array(List.of(location(one))))
        .with("partialFingerprints", Json.object().with(FINGERPRINT, one.fingerprint()))
        .with("properties", Json.object().with("certainty", Words.of(finding.certainty())));
    Optional<String> allowed = one.judged().allowedBecause();
    return allowed.isEmpty()
        ? result
        : result.with("suppressions", Json.array(List.of(Json.object().with("kind", "inSource")
            .with("status", "accepted").with("justification", allowed.get()))));
  }

  private static Json location(Located one) {
    Position from = one.from();
    Position to = one.to();
    return Json.object().with("physicalLocation", Json.object()
        .with("artifactLocation", Json.object().with("uri", uri(one.path())).with("uriBaseId", ROOT))
        .with("region", Json.object().with("startLine", from.line()).with("startColumn", from.column())
            .with("endLine", to.line()).with("endColumn", to.column())));
  }

  /** A path as a relative reference, in ASCII; a colon in its first part would make a scheme of it. */
  static String uri(String path) {
    boolean relative = !path.startsWith("/");
    try {
      String uri = new URI(relative ? null : "file", relative ? null : "", (relative ? "/" : "") + path, null)
          .toASCIIString();
      String bare = relative ? uri.substring(1) : uri;
      return relative && bare.replaceFirst("/.*", "").contains(":") ? "./" + bare : bare;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e); // what begins with a slash is quoted, whatever it holds
    }
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static Json text(String text) {
    return Json.object().with("text", text);
  }
}
