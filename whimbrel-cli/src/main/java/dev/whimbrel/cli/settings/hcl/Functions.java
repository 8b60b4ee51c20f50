package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * The functions of project files. Those of Atlas that are not here are refused by name where they are called.
 *
 * @param variables what {@code getenv} knows
 * @param files where the function {@code file()} looks
 */
public record Functions(Map<String, String> variables, Reader files) {
  /** Reads the text of a file that is named relative to the project file. */
  public interface Reader {
    /** The text; the message of the exception is for people. */
    String read(String name) throws IOException;
  }

  /** Of Atlas's, those that are not here. */
  private static final Set<String> UNREAD = Set.of("fileset", "glob", "formatlist", "formatdate", "timeadd", "regex",
      "regexall", "regexreplace", "regexpescape", "indent", "title", "alltrue", "chunklist", "range", "setintersection",
      "setproduct", "setsubtract", "setunion", "slice", "zipmap", "parseint", "csvdecode", "jsondecode", "jsonencode",
      "yamldecode", "yamlencode", "yamlmerge", "log", "pow", "signum", "sql", "flatten", "index");
  private static final Set<String> OURS = new TreeSet<>(List.of("abs", "can", "ceil", "chomp", "coalescelist",
      "compact",
      "concat", "contains", "distinct", "element", "empty", "endswith", "file", "floor", "format", "getenv", "join",
      "keys", "length", "lower", "max", "merge", "min", "print", "replace", "reverse", "sort", "split", "startswith",
      "strrev", "substr", "tobool", "tolist", "tonumber", "toset", "tostring", "trim", "trimprefix", "trimspace",
      "trimsuffix", "try", "upper", "urlescape", "urlqueryset", "urlsetpath", "urluserinfo", "values"));

  Value call(Expression.Call call, Scope scope) {
    if (UNREAD.contains(call.function())) {
      throw HclException.unread(call.at(), "the function " + call.function() + "()");
    }
    if (!OURS.contains(call.function())) {
      throw Scope.unknown("the function", call.function(), call.at(), OURS);
    }
    Value value = new Call(call, scope).value();
    if (value instanceof Value.Text(String text)) {
      Scope.bounded(text.length(), call.at());
    }
    return value;
  }

  /** One call. */
  private final class Call {
    private final Expression.Call call;
    private final Scope scope;
    /** Each argument is computed once, however often it is looked at: calls in calls would take exponential time. */
    private final Map<Integer, Value> computed = new HashMap<>();

    Call(Expression.Call call, Scope scope) {
      this.call = call;
      this.scope = scope;
    }

    Value value() {
      return switch (call.function()) {
        case "getenv" -> of(variables.getOrDefault(text(0, 1), ""));
        case "file" -> of(contents());
        case "try" -> firstThatIs();
        case "can" -> new Value.Truth(isComputed(0));
        case "length", "contains", "concat", "element", "distinct", "compact", "keys", "values", "merge",
            "coalescelist",
            "toset", "tolist", "reverse", "sort", "empty" ->
          ofCollections();
        case "abs", "ceil", "floor", "max", "min", "tonumber" -> new Value.Numeral(number());
        case "tobool" -> new Value.Truth(scope.truth(argument(0, 1)));
        case "startswith" -> new Value.Truth(text(0, 2).startsWith(text(1, 2)));
        case "endswith" -> new Value.Truth(text(0, 2).endsWith(text(1, 2)));
        case "split" -> split(text(0, 2), text(1, 2));
        default -> of(ofTexts());
      };
    }

    private String contents() {
      try {
        return files.read(text(0, 1));
      } catch (IOException e) {
        throw HclException.wrong(call.at(), "the file \"" + text(0, 1) + "\" cannot be read: " + e.getMessage(),
            "name a file beside atlas.hcl");
      }
    }

    private String ofTexts() {
      return switch (call.function()) {
        case "lower" -> text(0, 1).toLowerCase(Locale.ROOT);
        case "upper" -> text(0, 1).toUpperCase(Locale.ROOT);
        case "trimspace" -> text(0, 1).strip();
        case "chomp" -> text(0, 1).replaceFirst("[\r\n]+$", "");
        case "strrev" -> new StringBuilder(text(0, 1)).reverse().toString();
        case "tostring" -> text(0, 1);
        case "print" -> text(0, 1);
        case "trim" -> trimmed(text(0, 2), text(1, 2));
        case "trimprefix" -> text(0, 2).startsWith(text(1, 2)) ? text(0, 2).substring(text(1, 2).length()) : text(0, 2);
        case "trimsuffix" -> text(0, 2).endsWith(text(1, 2))
            ? text(0, 2).substring(0, text(0, 2).length() - text(1, 2).length())
            : text(0, 2);
        case "substr" -> part(text(0, 3), scope.number(argument(1, 3)), scope.number(argument(2, 3)));
        case "replace" -> replaced(text(0, 3), text(1, 3), text(2, 3));
        case "join" -> joined(text(0, 2), scope.items(argument(1, 2)));
        case "format" -> formatted();
        case "urlescape" -> escaped(text(0, 1));
        case "urluserinfo" -> Urls.withUser(text(0, -2), text(1, -2),
            call.arguments().size() > 2 ? ":" + Urls.escaped(text(2, -2)) : "");
        case "urlqueryset" -> Urls.withQuery(text(0, 3), text(1, 3), text(2, 3));
        case "urlsetpath" -> Urls.withPath(text(0, 2), text(1, 2));
        default -> throw new IllegalStateException(call.function());
      };
    }

    private Value ofCollections() {
      return switch (call.function()) {
        case "length" -> new Value.Numeral(BigDecimal.valueOf(length(scope.value(argument(0, 1)))));
        case "empty" -> new Value.Truth(length(scope.value(argument(0, 1))) == 0);
        case "contains" -> new Value.Truth(scope.items(argument(0, 2)).contains(scope.value(argument(1, 2))));
        case "concat" -> concatenated();
        case "coalescelist" -> sequence(call.arguments().stream().map(scope::items).filter(list -> !list.isEmpty())
            .findFirst().orElse(List.of()));
        case "element" -> wrapped(scope.items(argument(0, 2)), scope.number(argument(1, 2)));
        case "distinct" -> sequence(new ArrayList<>(new LinkedHashSet<>(scope.items(argument(0, 1)))));
        case "toset" -> sequence(scope.items(argument(0, 1)).stream().map(this::textOf).distinct().sorted()
            .map(Functions::of).toList());
        case "sort" -> sequence(scope.items(argument(0, 1)).stream().map(this::textOf).sorted()
            .map(Functions::of).toList());
        case "tolist" -> sequence(scope.items(argument(0, 1)));
        case "reverse" -> sequence(scope.items(argument(0, 1)).reversed());
        case "compact" -> sequence(scope.items(argument(0, 1)).stream()
            .filter(item -> !item.equals(of("")) && !(item instanceof Value.Nothing)).toList());
        case "keys" -> sequence(members(argument(0, 1)).keySet().stream().sorted().map(Functions::of).toList());
        case "values" -> sequence(members(argument(0, 1)).entrySet().stream().sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue).toList());
        case "merge" -> merged();
        default -> throw new IllegalStateException(call.function());
      };
    }

    private BigDecimal number() {
      return switch (call.function()) {
        case "abs" -> scope.number(argument(0, 1)).abs();
        case "ceil" -> scope.number(argument(0, 1)).setScale(0, RoundingMode.CEILING);
        case "floor" -> scope.number(argument(0, 1)).setScale(0, RoundingMode.FLOOR);
        case "max" -> ofAll(BigDecimal::max);
        case "min" -> ofAll(BigDecimal::min);
        default -> scope.number(argument(0, 1));
      };
    }

    private BigDecimal ofAll(BinaryOperator<BigDecimal> better) {
      argument(0, -1);
      return call.arguments().stream().map(scope::number).reduce(better).orElseThrow();
    }

    private Value concatenated() {
      List<Value> all = new ArrayList<>();
      for (int i = 0; i < call.arguments().size(); i++) {
        all.addAll(scope.items(argument(i, -1)));
        Scope.bounded(all.size(), call.at());
      }
      return sequence(all);
    }

    private Value merged() {
      Map<String, Value> all = new LinkedHashMap<>();
      call.arguments().forEach(argument -> all.putAll(members(argument)));
      return new Value.Mapping(all);
    }

    private Value wrapped(List<Value> items, BigDecimal index) {
      if (items.isEmpty() || index.signum() < 0) {
        throw wrong("element() needs a list that is not empty, and a number from 0 on");
      }
      return items.get(index.toBigInteger().mod(java.math.BigInteger.valueOf(items.size())).intValue());
    }

    private Value firstThatIs() {
      for (int i = 0; i < call.arguments().size(); i++) {
        if (isComputed(i)) {
          return computed(i);
        }
      }
      throw wrong("none of the values of try() can be computed");
    }

    private boolean isComputed(int index) {
      try {
        computed(index);
        return true;
      } catch (WhimbrelException e) {
        return false;
      }
    }

    private long length(Value value) {
      return switch (value) {
        case Value.Text(String text) -> text.codePointCount(0, text.length());
        case Value.Sequence(List<Value> items) -> items.size();
        case Value.Mapping(Map<String, Value> members) -> members.size();
        case Value other -> throw wrong(other.kind() + " has no length");
      };
    }

    private Map<String, Value> members(Expression expression) {
      if (scope.value(expression) instanceof Value.Mapping(Map<String, Value> members)) {
        return members;
      }
      throw wrong(call.function() + "() needs an object");
    }

    private String replaced(String text, String old, String with) {
      if (old.length() > 1 && old.startsWith("/") && old.endsWith("/")) {
        throw HclException.unread(call.at(), "a regular expression in replace()");
      }
      if (old.isEmpty()) {
        throw wrong("replace() needs to be told what to replace");
      }
      long found = ((long) text.length() - text.replace(old, "").length()) / old.length();
      Scope.bounded(text.length() + found * (with.length() - old.length()), call.at());
      return text.replace(old, with);
    }

    private String joined(String between, List<Value> items) {
      List<String> texts = items.stream().map(this::textOf).toList();
      Scope.bounded(texts.stream().mapToLong(String::length).sum() + (long) between.length() * texts.size(), call.at());
      return String.join(between, texts);
    }

    private Value split(String separator, String text) {
      return separator.isEmpty()
          ? sequence(text.codePoints().mapToObj(c -> of(Character.toString(c))).toList())
          : sequence(Arrays.stream(text.split(java.util.regex.Pattern.quote(separator), -1)).map(Functions::of)
              .toList());
    }

    /** The verbs %s, %d, %v, %q and %%, as Go has them; the rest is refused. */
    private String formatted() {
      String pattern = text(0, -1);
      StringBuilder out = new StringBuilder();
      int next = 1;
      for (int i = 0; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        if (c != '%') {
          out.append(c);
          continue;
        }
        char verb = ++i < pattern.length() ? pattern.charAt(i) : ' ';
        switch (verb) {
          case '%' -> out.append('%');
          case 's', 'd', 'v' -> out.append(text(next++, -1));
          case 'q' -> out.append('"').append(text(next++, -1).replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
          default -> throw HclException.unread(call.at(), "\"%" + verb + "\" in format()");
        }
        Scope.bounded(out.length(), call.at());
      }
      if (next != call.arguments().size()) {
        throw wrong("format() has " + (call.arguments().size() - 1) + " values for " + (next - 1) + " places");
      }
      return out.toString();
    }

    private String textOf(Value value) {
      return Scope.text(value, call.at());
    }

    private String text(int index, int count) {
      return scope.text(argument(index, count));
    }

    /** An argument; a negative count is the least number of them. */
    private Expression argument(int index, int count) {
      int size = call.arguments().size();
      if (index >= size || (count > 0 ? size != count : size < -count)) {
        throw wrong(call.function() + "() " + (count > 0
            ? "takes " + count + (count == 1 ? " value" : " values")
            : "needs more values") + " and has " + size);
      }
      return new Expression.Literal(computed(index), call.arguments().get(index).at());
    }

    private Value computed(int index) {
      Value there = computed.get(index);
      if (there != null) {
        return there;
      }
      if (index >= call.arguments().size()) {
        throw wrong(call.function() + "() needs a value");
      }
      Value value = scope.value(call.arguments().get(index));
      computed.put(index, value);
      return value;
    }

    private RuntimeException wrong(String fact) {
      return HclException.wrong(call.at(), fact, "mend the call");
    }
  }

  private static Value of(String text) {
    return new Value.Text(text);
  }

  private static Value sequence(List<Value> items) {
    return new Value.Sequence(items);
  }

  private static String trimmed(String text, String characters) {
    int begin = 0;
    int end = text.length();
    while (begin < end && characters.indexOf(text.charAt(begin)) >= 0) {
      begin++;
    }
    while (end > begin && characters.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(begin, end);
  }

  private static String part(String text, BigDecimal offset, BigDecimal length) {
    int size = text.length();
    int begin = offset.max(BigDecimal.valueOf(offset.signum() < 0 ? -size : 0)).min(BigDecimal.valueOf(size))
        .intValue();
    int from = begin < 0 ? size + begin : begin;
    int wanted = length.min(BigDecimal.valueOf(size)).intValue();
    return text.substring(from, wanted < 0 ? size : Math.min(size, from + wanted));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A word for each function there is, for the reference. */
  public static String names() {
    return OURS.stream().collect(Collectors.joining(", "));
  }
}
