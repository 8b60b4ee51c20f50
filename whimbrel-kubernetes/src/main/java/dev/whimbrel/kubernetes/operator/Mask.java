package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes what was read of Secrets out of whatever is told to anybody: status, Events, log lines, exceptions. */
final class Mask {
  private static final String MASK = "…";
  /** Shorter ones are looked for as words of their own: a text would fall to pieces otherwise. */
  private static final int SHORTEST = 4;
  private static final Mask NONE = new Mask(List.of());

  private final List<Pattern> secrets;

  private Mask(List<Pattern> secrets) {
    this.secrets = secrets;
  }

  static Mask none() {
    return NONE;
  }

  /** In each spelling that a URL may give them. */
  static Mask hiding(Collection<String> values) {
    Set<String> spellings = new LinkedHashSet<>();
    for (String value : values) {
      spellings.add(value);
      spellings.add(value.strip());
      spellings.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
      spellings.add(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
      spellings.add(decoded(value));
    }
    List<String> longestFirst = new ArrayList<>(spellings.stream().filter(spelling -> !spelling.isBlank()).toList());
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    return longestFirst.isEmpty() ? NONE : new Mask(longestFirst.stream().map(Mask::pattern).toList());
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static Pattern pattern(String secret) {
    String quoted = Pattern.quote(secret);
    return Pattern.compile(secret.length() < SHORTEST ? "(?<![\\p{Alnum}_])" + quoted + "(?![\\p{Alnum}_])" : quoted);
  }

  String of(String text) {
    String masked = text;
    for (Pattern secret : secrets) {
      masked = secret.matcher(masked).replaceAll(MASK);
    }
    return masked;
  }

  List<String> ofAll(List<String> texts) {
    return texts.stream().map(this::of).toList();
  }

  private @Nullable String orNull(@Nullable String text) {
    return text == null ? null : of(text);
  }

  Problem of(Problem problem) {
    ServerError error = problem.server();
    return problem.saying(of(problem.message())).state(orNull(problem.state())).remedy(orNull(problem.remedy()))
        .server(error == null ? null : of(error));
  }

  List<Problem> ofProblems(List<Problem> problems) {
    return problems.stream().map(this::of).toList();
  }

  private ServerError of(ServerError error) {
    return new ServerError(error.sqlState(), of(error.message()), orNull(error.detail()), orNull(error.hint()),
        orNull(error.context()));
  }
}
