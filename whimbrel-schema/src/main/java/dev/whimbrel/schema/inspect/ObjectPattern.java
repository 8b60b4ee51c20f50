package dev.whimbrel.schema.inspect;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of objects, as Atlas writes them: {@code schema}, {@code schema.object} or {@code schema.table.part} with {@code *} and {@code ?}
 * in them, and perhaps {@code [type=table|view]} behind it.
 *
 * @param segments one for each name
 * @param types of which the object must be one; with any, the names are the last ones of the object, otherwise the first
 */
record ObjectPattern(List<Pattern> segments, Set<String> types) {
  private static final Pattern SELECTOR = Pattern.compile("(?s)(.*)\\[type=([^\\]]*)\\]");
  private static final Pattern SEGMENT = Pattern.compile("\"((?:[^\"]|\"\")*+)\"|((?:\\[[^\\]]*\\]|[^.\"\\[])+)");

  ObjectPattern {
    segments = List.copyOf(segments);
    types = Set.copyOf(types);
  }

  static Result<ObjectPattern> parse(String text) {
    Matcher selector = SELECTOR.matcher(text);
    boolean isTyped = selector.matches();
    Set<String> types = isTyped
        ? Arrays.stream(selector.group(2).split("\\|", -1)).map(String::strip).collect(Collectors.toSet())
        : Set.of();
    for (String type : types) {
      if (!TypeNames.ALL.contains(type)) {
        return Result.rejected(Problem
            .of(ProblemCode.USAGE, "\"" + text + "\" names a type that is not known: \"" + type
                + "\"")
            .remedy(Nearest.to(type, TypeNames.ALL).map(near -> "did you mean \"" + near + "\"? The").orElse("the")
                + " types are " + String.join(", ", TypeNames.ALL)));
      }
    }
    List<Pattern> segments = segments(isTyped ? selector.group(1) : text);
    return segments.isEmpty() || segments.size() > 3
        ? Result.rejected(Problem.of(ProblemCode.USAGE, "\"" + text + "\" is no pattern of objects")
            .remedy("write schema, schema.object or schema.table.part, with * for any characters"))
        : Result.ok(new ObjectPattern(segments, types));
  }

  /** None if it cannot be read. */
  private static List<Pattern> segments(String text) {
    List<Pattern> segments = new ArrayList<>();
    Matcher segment = SEGMENT.matcher(text);
    int at = 0;
    while (segment.find(at) && segment.start() == at) {
      segments.add(segment.group(1) == null
          ? glob(segment.group(2))
          : Pattern.compile(Pattern.quote(segment.group(1).replace("\"\"", "\""))));
      at = segment.end();
      if (at == text.length()) {
        return segments;
      }
      if (text.charAt(at) != '.') {
        return List.of();
      }
      at++;
    }
    return List.of();
  }

  private static Pattern glob(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean isInClass = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      isInClass = c == '[' || (isInClass && c != ']');
      regex.append(translated(c, isInClass || c == ']'));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String translated(char c, boolean isOfClass) {
    if (isOfClass) {
      return c == '\\' || c == '&' ? "\\" + c : String.valueOf(c);
    }
    return switch (c) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> Pattern.quote(String.valueOf(c));
    };
  }

  /** Whether the object itself is meant, or what it lies in by its names. */
  boolean matches(SchemaObject object) {
    if (!types.isEmpty()) {
      return TypeNames.of(object).stream().anyMatch(types::contains)
          && ObjectPaths.of(object).stream().anyMatch(path -> path.size() >= segments.size()
              && isAlike(path.subList(path.size() - segments.size(), path.size())));
    }
    return ObjectPaths.of(object).stream().anyMatch(this::begins);
  }

  /** Whether everything under this name is meant. */
  boolean begins(List<String> path) {
    return types.isEmpty() && path.size() >= segments.size() && isAlike(path.subList(0, segments.size()));
  }

  /** Whether it takes more to know what it matches than this many of the first names. */
  boolean isDeeperThan(int names) {
    return !types.isEmpty() || segments.size() > names;
  }

  private boolean isAlike(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!segments.get(i).matcher(names.get(i)).matches()) {
        return false;
      }
    }
    return true;
  }
}
