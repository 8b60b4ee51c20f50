package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.lint.Allowed.Origin;
import dev.whimbrel.schema.lint.MigrationText.Placed;
import dev.whimbrel.sql.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines {@code -- atlas:nolint}, where Atlas itself obeys them. */
final class Nolint {
  /** What Atlas finds, and what of ours finds the same. */
  static final Map<String, List<String>> CODES = Map.ofEntries(
      Map.entry("DS101", List.of("WB201")),
      Map.entry("DS102", List.of("WB201")),
      Map.entry("DS103", List.of("WB202", "WB203")),
      Map.entry("MF103", List.of("WB123", "WB302")),
      Map.entry("MF104", List.of("WB302")),
      Map.entry("BC101", List.of("WB301")),
      Map.entry("BC102", List.of("WB301")),
      Map.entry("CD101", List.of("WB117")),
      Map.entry("PG101", List.of("WB101")),
      Map.entry("PG102", List.of("WB102")),
      Map.entry("PG103", List.of("WB105")),
      Map.entry("PG104", List.of("WB113")),
      Map.entry("PG105", List.of("WB113")),
      Map.entry("PG110", List.of("WB514")),
      Map.entry("PG301", List.of("WB125", "WB126", "WB127")),
      Map.entry("PG302", List.of("WB120")),
      Map.entry("PG303", List.of("WB116")),
      Map.entry("PG304", List.of("WB115")),
      Map.entry("PG305", List.of("WB110")),
      Map.entry("NM101", List.of("WB603")),
      Map.entry("NM102", List.of("WB603")),
      Map.entry("NM103", List.of("WB603")),
      Map.entry("NM104", List.of("WB603")),
      Map.entry("NM105", List.of("WB603")),
      Map.entry("NM106", List.of("WB603")));
  /** Its analyzers, and how their codes begin. */
  static final Map<String, String> ANALYZERS = Map.of("destructive", "DS", "data_depend", "MF", "incompatible", "BC",
      "condrop", "CD", "concurrent_index", "PG10", "naming", "NM");
  private static final List<String> NESTED = List.of("WB401");

  private static final String DIRECTIVE = "atlas:nolint";
  private static final Pattern HEADER = Pattern.compile("\\A(?:(?:--|#)[^\\n]*\\n)+(?=[ \\t]*(?:\\n|\\z))");
  private static final Pattern IN_HEADER = Pattern.compile("[ -~]*atlas:nolint(?: +([ -~]*))?");
  private static final Pattern ABOVE = Pattern.compile("(?:-- ?|#|/\\*)atlas:nolint(?: +(.*?))?(?:\\*/)?\\s*");

  private final MigrationText text;
  private final int headerEnd;

  private Nolint(MigrationText text) {
    this.text = text;
    this.headerEnd = headerEnd(text.source());
  }

  static Stream<Allowed> in(MigrationText text) {
    Nolint nolint = new Nolint(text);
    return text.linesWith(DIRECTIVE).boxed().flatMap(line -> nolint.allowed(line).stream());
  }

  /** The line behind a header that Atlas reads: comments from the first line on, with an empty line behind them. */
  private static int headerEnd(Source source) {
    Matcher matcher = HEADER.matcher(source.text(source.begin(), source.end()));
    boolean read = source.begin() == 0 && matcher.find();
    return read ? 1 + (int) matcher.group().chars().filter(c -> c == '\n').count() : 1;
  }

  private Optional<Allowed> allowed(int line) {
    String written = text.line(line);
    Matcher header = IN_HEADER.matcher(written.strip());
    if (line < headerEnd) {
      return header.matches() ? Optional.of(allowed(line, header.group(1), null)) : Optional.empty();
    }
    Matcher above = ABOVE.matcher(written);
    return above.matches()
        ? below(line).map(next -> allowed(line, above.group(1), next))
        : Optional.empty();
  }

  /** The statement that begins below a line without a blank line in between. */
  private Optional<Placed> below(int line) {
    return text.after(line).filter(next -> IntStream.range(line + 1, next.from())
        .noneMatch(between -> text.line(between).isBlank()));
  }

  private static Allowed allowed(int line, @Nullable String names, @Nullable Placed next) {
    return new Allowed(Origin.ATLAS, rules(names == null ? "" : names.strip()), null, "atlas:nolint in line " + line,
        line, next == null ? null : next.statement());
  }

  /** Ours for what Atlas calls by a code or by an analyzer; all of ours where nothing is named. */
  static List<String> rules(String names) {
    if (names.isEmpty()) {
      return List.of("");
    }
    Set<String> rules = new TreeSet<>();
    Arrays.stream(names.split("\\s+")).forEach(name -> rules.addAll(named(name)));
    return List.copyOf(rules);
  }

  private static List<String> named(String name) {
    if (name.equals("nestedtx")) {
      return NESTED;
    }
    String codes = ANALYZERS.getOrDefault(name, name);
    boolean one = codes.equals(name);
    return CODES.entrySet().stream()
        .filter(entry -> one ? entry.getKey().equals(codes) : entry.getKey().startsWith(codes))
        .flatMap(entry -> entry.getValue().stream()).toList();
  }
}
