package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directive by which an author says that he knows of findings: {@code -- whimbrel: allow WB110 until 2027-01 because "it is empty"}.
 * Whether there are such rules is known to those who have them.
 *
 * @param rules ids as they are written, each {@code WB} and one to three digits; fewer than three mean all that begin with it
 * @param until the last day on which it holds, or null if it holds for ever
 * @param because the reason, never blank
 */
public record Allowance(List<String> rules, @Nullable LocalDate until, String because) {
  /** The first word of such a directive. */
  static final String WORD = "allow";
  /** How one looks. */
  static final String FORM = "-- whimbrel: allow WB110 because \"the table is empty\"";

  private static final Pattern LINE = Pattern.compile("--\\s*whimbrel\\s*:\\s*(allow\\b.*?)\\s*");
  private static final Pattern ID = Pattern.compile("WB\\d{1,3}");
  private static final Pattern REASON = Pattern.compile("(.*?)\\s*\\bbecause\\s+\"(.*)\"");
  private static final Pattern UNTIL = Pattern.compile("(.*?)\\s*\\buntil\\s+(\\S+)");
  private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})(?:-(\\d{2}))?");
  private static final List<String> WORDS = List.of("until", "because");

  public Allowance {
    rules = List.copyOf(rules);
    Objects.requireNonNull(because);
  }

  /** The one that a line of a file holds, without its line end; empty where it holds none, or none that is well-formed. */
  public static Optional<Allowance> in(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() && of(matcher.group(1)) instanceof Result.Ok<Allowance> ok
        ? Optional.of(ok.value())
        : Optional.empty();
  }

  /**
   * Reads what stands behind the colon, beginning with the word. Problems have no place yet.
   */
  static Result<Allowance> of(String words) {
    Matcher reason = REASON.matcher(words.substring(WORD.length()));
    if (!reason.matches()) {
      return Result.rejected(withoutReason(words));
    }
    if (reason.group(2).isBlank()) {
      return wrong("the directive gives no reason", "write it like: " + FORM);
    }
    Matcher limited = UNTIL.matcher(reason.group(1));
    if (!limited.matches()) {
      return rules(reason.group(1)).then(ids -> Result.ok(new Allowance(ids, null, reason.group(2).strip())));
    }
    return rules(limited.group(1)).then(ids -> day(limited.group(2))
        .then(day -> Result.ok(new Allowance(ids, day, reason.group(2).strip()))));
  }

  private static Problem withoutReason(String words) {
    String head = words.substring(WORD.length()).replaceFirst("\".*", "").replaceFirst("\\buntil\\s+\\S+", "");
    List<String> odd = pieces(head).stream().filter(piece -> !ID.matcher(piece).matches())
        .filter(piece -> !piece.equals("because")).toList();
    Optional<String> meant = odd.stream().flatMap(piece -> Nearest.to(piece, WORDS).stream()).findFirst();
    return problem("the directive does not say why",
        meant.map(word -> "did you mean \"" + word + "\"? Write it like: " + FORM)
            .orElse("write it like: " + FORM));
  }

  private static Result<List<String>> rules(String text) {
    List<String> ids = pieces(text);
    if (ids.isEmpty()) {
      return wrong("the directive names no rule", "write it like: " + FORM);
    }
    for (String id : ids) {
      if (!ID.matcher(id).matches()) {
        return wrong("\"" + id + "\" is not the id of a rule", meant(id)
            .map(near -> "did you mean \"" + near + "\"?")
            .orElse("an id is \"WB\" and up to three digits, such as WB110, or WB1 for all that begin with it"));
      }
    }
    return Result.ok(ids);
  }

  private static Optional<String> meant(String id) {
    String bare = id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    return ID.matcher(bare).matches() ? Optional.of(bare) : Nearest.to(id, WORDS);
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>(List.of(text.strip().split("[,\\s]+")));
    pieces.removeIf(String::isEmpty);
    return pieces;
  }

  private static Result<LocalDate> day(String text) {
    Matcher matcher = DAY.matcher(text);
    if (!matcher.matches()) {
      return wrong("\"" + text + "\" is not a month or a day", "write it like 2027-01 or 2027-01-31");
    }
    try {
      YearMonth month = YearMonth.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      String day = matcher.group(3);
      return Result.ok(day == null ? month.atEndOfMonth() : month.atDay(Integer.parseInt(day)));
    } catch (DateTimeException e) {
      return wrong("there is no \"" + text + "\" in the calendar", "write it like 2027-01 or 2027-01-31");
    }
  }

  private static <T> Result<T> wrong(String fact, String remedy) {
    return Result.rejected(problem(fact, remedy));
  }

  private static Problem problem(String fact, String remedy) {
    return Problem.of(ProblemCode.BAD_MARKER, fact).remedy(remedy);
  }
}
