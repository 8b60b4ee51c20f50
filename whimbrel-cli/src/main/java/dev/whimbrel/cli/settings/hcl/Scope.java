package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the names of a project file stand for; each is computed when it is first asked for, and once. */
public final class Scope {
  /** A text that doubles a few dozen times would fill any memory. */
  static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 200;

  private final Map<String, Expression> locals = new HashMap<>();
  private final Map<String, Body.Block> variables = new HashMap<>();
  private final Map<String, List<String>> given;
  private final String environment;
  private final Functions functions;
  private final Map<String, Value> known = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  /**
   * Of one file.
   *
   * @param given what the command line says of the variables of the file; several values of one make a list
   * @param environment the name of the chosen environment
   */
  public Scope(Body file, Map<String, List<String>> given, String environment, Functions functions) {
    this.given = Map.copyOf(given);
    this.environment = environment;
    this.functions = functions;
    file.blocks("locals").flatMap(block -> block.body().attributes().values().stream())
        .forEach(attribute -> locals.put(attribute.name(), attribute.value()));
    file.blocks("variable").filter(block -> block.labels().size() == 1)
        .forEach(block -> variables.put(block.labels().getFirst(), block));
  }

  /** The names that the command line may give values. */
  public Set<String> variables() {
    return Set.copyOf(variables.keySet());
  }

  /**
   * A text, with numbers and truths as they are written.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if it cannot be computed or is no single value
   */
  public String text(Expression expression) {
    return text(value(expression), expression.at());
  }

  /** The same where a bare word stands for itself, as in {@code exec_order = LINEAR}. */
  public String word(Expression expression) {
    return expression instanceof Expression.Name name ? name.name() : text(expression);
  }

  static String text(Value value, Position at) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Numeral(BigDecimal number) -> number.stripTrailingZeros().toPlainString();
      case Value.Truth(boolean isTrue) -> String.valueOf(isTrue);
      case Value.Sequence sequence -> throw noText(value, at);
      case Value.Mapping mapping -> throw noText(value, at);
      case Value.Nothing nothing -> throw noText(value, at);
    };
  }

  private static RuntimeException noText(Value value, Position at) {
    return HclException.wrong(at, value.kind() + " stands where a text is expected", "write a single value");
  }

  /** What an expression gives. */
  Value value(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Template template -> template(template);
      case Expression.Name name -> throw unknown("the name", name.name(), name.at(), List.of("var", "local", "atlas"));
      case Expression.Member member -> member(member);
      case Expression.Index index -> element(value(index.of()), value(index.index()), index.at());
      case Expression.Call call -> functions.call(call, this);
      case Expression.Items items -> new Value.Sequence(items.items().stream().map(this::value).toList());
      case Expression.Members members -> mapping(members);
      case Expression.Unary unary -> unary(unary);
      case Expression.Binary binary -> binary(binary);
      case Expression.Conditional conditional ->
        truth(conditional.condition()) ? value(conditional.yes()) : value(conditional.no());
      case Expression.Unread unread -> throw HclException.unread(unread.at(), unread.what());
    };
  }

  private Value template(Expression.Template template) {
    StringBuilder text = new StringBuilder();
    for (Expression part : template.parts()) {
      text.append(text(part));
      bounded(text.length(), template.at());
    }
    return new Value.Text(text.toString());
  }

  static void bounded(long length, Position at) {
    if (length > LONGEST) {
      throw HclException.wrong(at, "this text is longer than " + (LONGEST >> 20) + " MB", "no value of a project is");
    }
  }

  private Value mapping(Expression.Members members) {
    Map<String, Value> values = new LinkedHashMap<>();
    members.entries().forEach(entry -> values.put(text(entry.key()), value(entry.value())));
    return new Value.Mapping(values);
  }

  private Value member(Expression.Member member) {
    if (member.of() instanceof Expression.Name root) {
      Position at = root.at();
      return switch (root.name()) {
        case "var" -> once("var." + member.name(), member, () -> variable(member));
        case "local" -> once("local." + member.name(), member, () -> local(member));
        case "atlas" -> atlas(member);
        case "each" -> throw HclException.unread(at, "\"each\"");
        default -> throw unknown("the name", root.name(), at, List.of("var", "local", "atlas"));
      };
    }
    if (member
        .of() instanceof Expression.Member(Expression.Name(String root, Position at), String type, Position ignored)
        && root.equals("data")) {
      throw HclException.unread(at, "the data source \"" + type + "." + member.name() + "\"");
    }
    return element(value(member.of()), new Value.Text(member.name()), member.at());
  }

  private Value once(String name, Expression.Member asked, Supplier<Value> first) {
    Value there = known.get(name);
    if (there != null) {
      return there;
    }
    if (underWay.size() >= DEEPEST) {
      throw HclException.wrong(asked.of().at(), "one value needs more than " + DEEPEST + " others in a row",
          "no project file does");
    }
    if (!underWay.add(name)) {
      throw HclException.wrong(asked.of().at(), name + " is computed from itself", "take it out of its own value");
    }
    try {
      Value value = first.get();
      known.put(name, value);
      return value;
    } finally {
      underWay.remove(name);
    }
  }

  private Value atlas(Expression.Member member) {
    if (!member.name().equals("env")) {
      throw HclException.unread(member.of().at(), "\"atlas." + member.name() + "\"");
    }
    return new Value.Text(environment);
  }

  private Value local(Expression.Member member) {
    Expression expression = locals.get(member.name());
    if (expression == null) {
      throw unknown("the local", member.name(), member.of().at(), locals.keySet());
    }
    return value(expression);
  }

  private Value variable(Expression.Member member) {
    Body.Block block = variables.get(member.name());
    if (block == null) {
      throw unknown("the variable", member.name(), member.of().at(), variables.keySet());
    }
    List<String> said = given.getOrDefault(member.name(), List.of());
    if (!said.isEmpty()) {
      return typed(block, said);
    }
    return block.body().attribute("default").map(attribute -> value(attribute.value()))
        .orElseThrow(() -> HclException.wrong(block.at(), "the variable \"" + member.name() + "\" has no value",
            "give it one with --var " + member.name() + "=VALUE, or a default here"));
  }

  /** What the command line says, as the type of the variable has it. */
  private Value typed(Body.Block block, List<String> said) {
    Expression type = block.body().attribute("type").map(Body.Attribute::value)
        .orElse(new Expression.Name("string", block.at()));
    String name = type instanceof Expression.Call call ? call.function() : word(type);
    return switch (name) {
      case "list", "set", "tuple" ->
        new Value.Sequence(said.stream().map(text -> (Value) new Value.Text(text)).toList());
      case "number", "int" -> numeral(said.getLast(), block);
      case "bool" -> switch (said.getLast()) {
        case "true" -> new Value.Truth(true);
        case "false" -> new Value.Truth(false);
        default -> throw mistyped(block, "neither true nor false");
      };
      default -> new Value.Text(said.getLast());
    };
  }

  private static Value numeral(String text, Body.Block block) {
    if (!text.matches("-?\\d{1,50}(\\.\\d{1,50})?")) {
      throw mistyped(block, "no number");
    }
    return new Value.Numeral(new BigDecimal(text));
  }

  private static RuntimeException mistyped(Body.Block block, String fact) {
    String name = block.labels().getFirst();
    return HclException.wrong(block.at(), "what --var gives the variable \"" + name + "\" is " + fact,
        "give it a value of its type");
  }

  private static Value element(Value of, Value index, Position at) {
    if (of instanceof Value.Mapping mapping) {
      String key = text(index, at);
      return Objects.requireNonNullElseGet(mapping.members().get(key), () -> {
        throw unknown("the member", key, at, mapping.members().keySet());
      });
    }
    if (of instanceof Value.Sequence sequence && index instanceof Value.Numeral(BigDecimal number)) {
      if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(sequence.items().size())) >= 0) {
        throw HclException.wrong(at, "the list has no element " + number.toPlainString(),
            "it has " + sequence.items().size() + ", counted from 0");
      }
      return sequence.items().get(number.intValue());
    }
    throw HclException.wrong(at, of.kind() + " has no elements of that kind", "mend it there");
  }

  private Value unary(Expression.Unary unary) {
    return unary.operator().equals("!")
        ? new Value.Truth(!truth(unary.operand()))
        : new Value.Numeral(number(unary.operand()).negate());
  }

  private Value binary(Expression.Binary binary) {
    return switch (binary.operator()) {
      case "&&" -> new Value.Truth(truth(binary.left()) && truth(binary.right()));
      case "||" -> new Value.Truth(truth(binary.left()) || truth(binary.right()));
      case "==" -> new Value.Truth(value(binary.left()).equals(value(binary.right())));
      case "!=" -> new Value.Truth(!value(binary.left()).equals(value(binary.right())));
      default -> computed(binary.operator(), number(binary.left()), number(binary.right()), binary.at());
    };
  }

  private static Value computed(String operator, BigDecimal left, BigDecimal right, Position at) {
    boolean divides = operator.equals("/") || operator.equals("%");
    if (divides && right.signum() == 0) {
      throw HclException.wrong(at, "this divides by zero", "mend it there");
    }
    return switch (operator) {
      case "<" -> new Value.Truth(left.compareTo(right) < 0);
      case ">" -> new Value.Truth(left.compareTo(right) > 0);
      case "<=" -> new Value.Truth(left.compareTo(right) <= 0);
      case ">=" -> new Value.Truth(left.compareTo(right) >= 0);
      case "+" -> new Value.Numeral(left.add(right, MathContext.DECIMAL128));
      case "-" -> new Value.Numeral(left.subtract(right, MathContext.DECIMAL128));
      case "*" -> new Value.Numeral(left.multiply(right, MathContext.DECIMAL128));
      case "/" -> new Value.Numeral(left.divide(right, MathContext.DECIMAL128));
      default -> new Value.Numeral(left.subtract(
          left.divide(right, MathContext.DECIMAL128).setScale(0, RoundingMode.DOWN).multiply(right),
          MathContext.DECIMAL128));
    };
  }

  boolean truth(Expression expression) {
    return switch (value(expression)) {
      case Value.Truth(boolean isTrue) -> isTrue;
      case Value.Text(String text) when text.equals("true") || text.equals("false") -> text.equals("true");
      case Value other -> throw HclException.wrong(expression.at(),
          other.kind() + " stands where true or false is expected", "write a condition");
    };
  }

  BigDecimal number(Expression expression) {
    return switch (value(expression)) {
      case Value.Numeral(BigDecimal number) -> number;
      case Value.Text(String text) when text.matches("-?\\d{1,50}(\\.\\d{1,50})?") -> new BigDecimal(text);
      case Value other -> throw HclException.wrong(expression.at(), other.kind() + " stands where a number is expected",
          "write a number");
    };
  }

  List<Value> items(Expression expression) {
    return switch (value(expression)) {
      case Value.Sequence(List<Value> items) -> items;
      case Value.Mapping(Map<String, Value> members) -> new ArrayList<>(members.values());
      case Value other -> throw HclException.wrong(expression.at(), other.kind() + " stands where a list is expected",
          "write it in brackets");
    };
  }

  static RuntimeException unknown(String what, String name, Position at, Collection<String> there) {
    return HclException.wrong(at, what + " \"" + name + "\" is not known",
        Nearest.to(name, there).map(near -> "did you mean \"" + near + "\"?").orElseGet(() -> there.isEmpty()
            ? "mend it there"
            : "known are " + there.stream().sorted().collect(Collectors.joining(", "))));
  }
}
