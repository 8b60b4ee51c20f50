package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.cli.settings.hcl.Body.Attribute;
import dev.whimbrel.cli.settings.hcl.Body.Block;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads HCL's native syntax by recursive descent: attributes, blocks, expressions, templates, heredocs. */
public final class HclParser {
  /** Deeper nesting nobody writes, and it would exhaust the stack. */
  private static final int DEEPEST = 100;
  private static final List<List<String>> OPERATORS = List.of(List.of("||"), List.of("&&"), List.of("==", "!="),
      List.of("<=", ">=", "<", ">"), List.of("+", "-"), List.of("*", "/", "%"));

  private final Cursor cursor;
  /** In how many parentheses and brackets the cursor stands; there, the end of a line means nothing. */
  private int brackets;
  private int depth;

  private HclParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** A whole file, or the first mistake in it. */
  public static Result<Body> parse(String label, String text) {
    try {
      HclParser parser = new HclParser(new Cursor(label, text.startsWith("\ufeff") ? text.substring(1) : text));
      return Result.ok(parser.body(false));
    } catch (WhimbrelException e) {
      return Result.rejected(e.problems());
    }
  }

  // Blocks and attributes

  private Body body(boolean inBlock) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    for (lines(); !cursor.isAtEnd() && cursor.here() != '}'; lines()) {
      Position at = cursor.position();
      String name = identifier("a name");
      blanks();
      if (cursor.here() == '=' && cursor.ahead(1) != '=') {
        cursor.next();
        Attribute attribute = new Attribute(name, expression(), at);
        if (attributes.put(name, attribute) != null) {
          throw HclException.wrong(at, "\"" + name + "\" stands here twice", "remove one of the two");
        }
      } else {
        blocks.add(block(name, at));
      }
    }
    if (!inBlock && !cursor.isAtEnd()) {
      throw unexpected("a name");
    }
    return new Body(attributes, blocks);
  }

  private Block block(String type, Position at) {
    List<String> labels = new ArrayList<>();
    for (; cursor.here() != '{'; blanks()) {
      if (cursor.here() != '"' && !startsName(cursor.here())) {
        throw unexpected("\"=\" or \"{\" after \"" + type + "\"");
      }
      labels.add(cursor.here() == '"' ? label() : identifier("a label"));
    }
    int outer = brackets;
    brackets = 0;
    deeper();
    cursor.next();
    Body body = body(true);
    if (cursor.isAtEnd()) {
      throw HclException.wrong(at, "the block \"" + type + "\" is not closed", "close it with }");
    }
    cursor.next();
    depth--;
    brackets = outer;
    return new Block(type, labels, body, at);
  }

  private String label() {
    Position at = cursor.position();
    return switch (string()) {
      case Expression.Literal(Value.Text(String text), Position ignored) -> text;
      case Expression other -> throw HclException.wrong(at, "a label holds no ${…}", "write it out");
    };
  }

  // Expressions

  private Expression expression() {
    deeper();
    Expression condition = binary(0);
    space();
    if (cursor.here() != '?') {
      depth--;
      return condition;
    }
    cursor.next();
    Expression yes = expression();
    expect(':');
    Expression no = expression();
    depth--;
    return new Expression.Conditional(condition, yes, no, condition.at());
  }

  private Expression binary(int level) {
    if (level == OPERATORS.size()) {
      return unary();
    }
    Expression left = binary(level + 1);
    for (String operator = operator(level); !operator.isEmpty(); operator = operator(level)) {
      Position at = cursor.position();
      cursor.skip(operator.length());
      left = new Expression.Binary(operator, left, binary(level + 1), at);
    }
    return left;
  }

  private String operator(int level) {
    space();
    if (cursor.looksAt("//")) {
      return "";
    }
    return OPERATORS.get(level).stream().filter(cursor::looksAt).findFirst().orElse("");
  }

  private Expression unary() {
    space();
    Position at = cursor.position();
    if (cursor.here() == '!' || cursor.here() == '-') {
      String operator = String.valueOf(cursor.next());
      deeper();
      Expression operand = unary();
      depth--;
      return new Expression.Unary(operator, operand, at);
    }
    return followed(primary());
  }

  private Expression followed(Expression first) {
    Expression expression = first;
    while (cursor.here() == '.' || cursor.here() == '[') {
      Position at = cursor.position();
      if (cursor.next() == '.') {
        expression = member(expression, at, expression.at());
      } else if (cursor.here() == '*') {
        cursor.next();
        expect(']');
        expression = new Expression.Unread("[*]", at);
      } else {
        brackets++;
        Expression index = expression();
        expect(']');
        brackets--;
        expression = new Expression.Index(expression, index, at);
      }
    }
    return expression;
  }

  private Expression member(Expression of, Position at, Position begun) {
    if (cursor.here() == '*') {
      cursor.next();
      return new Expression.Unread(".*", at);
    }
    if (Character.isDigit(cursor.here())) {
      return new Expression.Index(of, number(), at);
    }
    return new Expression.Member(of, identifier("a name after \".\""), begun);
  }

  private Expression primary() {
    Position at = cursor.position();
    char c = cursor.here();
    if (c == '"') {
      return string();
    }
    if (cursor.looksAt("<<")) {
      return heredoc();
    }
    if (c == '(') {
      cursor.next();
      brackets++;
      Expression inner = expression();
      expect(')');
      brackets--;
      return inner;
    }
    if (c == '[' || c == '{') {
      return collection();
    }
    if (c >= '0' && c <= '9') {
      return number();
    }
    if (startsName(c)) {
      return named(at);
    }
    throw unexpected("a value");
  }

  private Expression named(Position at) {
    String name = identifier("a value");
    return switch (name) {
      case "true" -> new Expression.Literal(new Value.Truth(true), at);
      case "false" -> new Expression.Literal(new Value.Truth(false), at);
      case "null" -> new Expression.Literal(new Value.Nothing(), at);
      default -> cursor.here() == '(' ? call(name, at) : new Expression.Name(name, at);
    };
  }

  private Expression call(String name, Position at) {
    cursor.next();
    brackets++;
    List<Expression> arguments = new ArrayList<>();
    for (space(); cursor.here() != ')'; space()) {
      arguments.add(expression());
      space();
      if (cursor.looksAt("...")) {
        cursor.skip(3);
        arguments.set(arguments.size() - 1, new Expression.Unread("\"...\"", at));
      }
      comma(')');
    }
    cursor.next();
    brackets--;
    return new Expression.Call(name, arguments, at);
  }

  private Expression collection() {
    Position at = cursor.position();
    boolean list = cursor.next() == '[';
    char end = list ? ']' : '}';
    deeper();
    brackets++;
    List<Expression> items = new ArrayList<>();
    List<Expression.Entry> entries = new ArrayList<>();
    space();
    if (cursor.looksAt("for") && !continuesName(cursor.ahead(3))) {
      skipTo(end, at);
      brackets--;
      depth--;
      return new Expression.Unread("\"for\"", at);
    }
    for (; cursor.here() != end; space()) {
      if (list) {
        items.add(expression());
        comma(end);
      } else {
        entries.add(entry());
        space();
        if (cursor.here() == ',') {
          cursor.next();
        }
      }
    }
    cursor.next();
    brackets--;
    depth--;
    return list ? new Expression.Items(items, at) : new Expression.Members(entries, at);
  }

  /** The lines of an object end as those of a block do; a key may be a bare word. */
  private Expression.Entry entry() {
    int outer = brackets;
    brackets = 0;
    Expression key = unary();
    if (key instanceof Expression.Name(String name, Position at)) {
      key = new Expression.Literal(new Value.Text(name), at);
    }
    blanks();
    if (cursor.here() != '=' && cursor.here() != ':') {
      throw unexpected("\"=\"");
    }
    cursor.next();
    Expression value = expression();
    brackets = outer;
    return new Expression.Entry(key, value);
  }

  /** Passes over what is not read, with its strings and brackets. */
  private void skipTo(char end, Position begun) {
    while (cursor.here() != end) {
      if (cursor.isAtEnd()) {
        throw HclException.wrong(begun, "what begins here is not closed", "close it with " + end);
      }
      switch (cursor.here()) {
        case '"' -> string();
        case '(' -> skipPair(')');
        case '[' -> skipPair(']');
        case '{' -> skipPair('}');
        default -> cursor.next();
      }
    }
    cursor.next();
  }

  private void skipPair(char end) {
    Position at = cursor.position();
    cursor.next();
    deeper();
    skipTo(end, at);
    depth--;
  }

  private Expression number() {
    Position at = cursor.position();
    StringBuilder digits = new StringBuilder();
    while (Character.isDigit(cursor.here()) || (cursor.here() == '.' && Character.isDigit(cursor.ahead(1)))) {
      digits.append(cursor.next());
    }
    try {
      return new Expression.Literal(new Value.Numeral(new BigDecimal(digits.toString())), at);
    } catch (NumberFormatException e) {
      throw HclException.wrong(at, "\"" + digits + "\" is no number", "write digits, with one point at most");
    }
  }

  // Texts

  private Expression string() {
    Position at = cursor.position();
    cursor.next();
    Template template = new Template(at);
    while (cursor.here() != '"') {
      if (cursor.isAtEnd() || cursor.here() == '\n') {
        throw HclException.wrong(at, "the text is not closed", "close it with \"; a text of many lines is <<EOT … EOT");
      }
      if (cursor.here() == '\\') {
        template.append(escaped());
      } else {
        part(template);
      }
    }
    cursor.next();
    return template.expression();
  }

  /** A character, or what is to be computed. */
  private void part(Template template) {
    if (cursor.looksAt("$${") || cursor.looksAt("%%{")) {
      cursor.next();
      template.append(String.valueOf(cursor.next()) + cursor.next());
    } else if (cursor.looksAt("${")) {
      template.add(interpolation());
    } else if (cursor.looksAt("%{")) {
      Position at = cursor.position();
      cursor.next();
      skipPair('}');
      template.add(new Expression.Unread("\"%{\"", at));
    } else {
      template.append(String.valueOf(cursor.next()));
    }
  }

  private Expression interpolation() {
    Position at = cursor.position();
    cursor.skip(2);
    if (cursor.here() == '~') {
      cursor.next();
      skipTo('}', at);
      return new Expression.Unread("\"~\" in ${…}", at);
    }
    brackets++;
    Expression inner = expression();
    brackets--;
    lines();
    if (cursor.here() != '}') {
      throw HclException.wrong(at, "what begins here is not closed",
          "close it with }; for the signs themselves write $${");
    }
    cursor.next();
    return inner;
  }

  private String escaped() {
    Position at = cursor.position();
    cursor.next();
    char c = cursor.isAtEnd() ? ' ' : cursor.next();
    return switch (c) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\' -> String.valueOf(c);
      case 'u' -> unicode(4, at);
      case 'U' -> unicode(8, at);
      default -> throw HclException.wrong(at, "\"\\" + c + "\" means nothing in a text",
          "for a backslash write \\\\");
    };
  }

  private String unicode(int digits, Position at) {
    StringBuilder hex = new StringBuilder();
    while (hex.length() < digits && Character.digit(cursor.here(), 16) >= 0) {
      hex.append(cursor.next());
    }
    long code = hex.length() == digits ? Long.parseLong(hex.toString(), 16) : -1;
    if (code < 0 || !Character.isValidCodePoint((int) Math.min(code, Integer.MAX_VALUE))) {
      throw HclException.wrong(at, "this is no character of Unicode", "write \\u and four hexadecimal digits");
    }
    return Character.toString((int) code);
  }

  private Expression heredoc() {
    Position at = cursor.position();
    cursor.skip(2);
    boolean indented = cursor.here() == '-';
    if (indented) {
      cursor.next();
    }
    String word = identifier("a word after \"<<\"");
    if (!cursor.restOfLine().isBlank()) {
      throw unexpected("the end of the line");
    }
    cursor.skip(cursor.restOfLine().length() + 1);
    String lines = cursor.upToLine(word)
        .orElseThrow(() -> HclException.wrong(at, "the text is not closed", "close it with a line " + word));
    Template template = new Template(at);
    int indent = indented ? indent(lines) : 0;
    for (String rest = cursor.restOfLine(); !rest.strip().equals(word)
        || cursor.position().column() > 1; rest = cursor.restOfLine()) {
      if (cursor.isAtEnd()) {
        throw HclException.wrong(at, "the text is not closed", "close it with a line " + word);
      }
      if (cursor.position().column() == 1) {
        cursor.skip(Math.min(indent, rest.length() - rest.stripLeading().length()));
      }
      line(template);
    }
    cursor.skip(cursor.restOfLine().length());
    return template.expression();
  }

  private void line(Template template) {
    while (!cursor.isAtEnd() && cursor.here() != '\n') {
      part(template);
    }
    if (!cursor.isAtEnd()) {
      template.append(String.valueOf(cursor.next()));
    }
  }

  private static int indent(String lines) {
    return lines.lines().filter(line -> !line.isBlank()).mapToInt(line -> line.length() - line.stripLeading().length())
        .min().orElse(0);
  }

  // Words and blanks

  private String identifier(String expected) {
    if (!startsName(cursor.here())) {
      throw unexpected(expected);
    }
    StringBuilder name = new StringBuilder();
    while (continuesName(cursor.here())) {
      name.append(cursor.next());
    }
    return name.toString();
  }

  private static boolean startsName(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean continuesName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private void expect(char c) {
    space();
    if (cursor.here() != c) {
      throw unexpected("\"" + c + "\"");
    }
    cursor.next();
  }

  private void comma(char end) {
    space();
    if (cursor.here() == ',') {
      cursor.next();
    } else if (cursor.here() != end) {
      throw unexpected("\",\" or \"" + end + "\"");
    }
  }

  /** Blanks within an expression: in brackets, ends of lines are blanks. */
  private void space() {
    if (brackets > 0) {
      lines();
    } else {
      blanks();
    }
  }

  private void blanks() {
    while (cursor.here() == ' ' || cursor.here() == '\t' || cursor.looksAt("/*")) {
      if (cursor.here() == '/') {
        comment();
      } else {
        cursor.next();
      }
    }
  }

  private void lines() {
    while (!cursor.isAtEnd()) {
      if (cursor.here() == '#' || cursor.looksAt("//")) {
        cursor.skip(cursor.restOfLine().length());
      } else if (cursor.looksAt("/*")) {
        comment();
      } else if (" \t\r\n".indexOf(cursor.here()) >= 0) {
        cursor.next();
      } else {
        return;
      }
    }
  }

  private void comment() {
    Position at = cursor.position();
    cursor.skip(2);
    while (!cursor.looksAt("*/")) {
      if (cursor.isAtEnd()) {
        throw HclException.wrong(at, "the comment is not closed", "close it with */");
      }
      cursor.next();
    }
    cursor.skip(2);
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw HclException.wrong(cursor.position(), "this is deeper than " + DEEPEST + " levels", "no project file is");
    }
  }

  private WhimbrelException unexpected(String expected) {
    String found = cursor.isAtEnd()
        ? "the file ends"
        : cursor.here() == '\n' ? "the line ends" : "\"" + shown() + "\" stands";
    return HclException.wrong(cursor.position(), found + " where " + expected + " is expected",
        "mend it there or just before it");
  }

  private String shown() {
    return Character.isHighSurrogate(cursor.here()) && cursor.ahead(1) != 0
        ? "" + cursor.here() + cursor.ahead(1)
        : String.valueOf(cursor.here());
  }

  /** A text on its way. */
  private static final class Template {
    private final Position at;
    private final List<Expression> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Template(Position at) {
      this.at = at;
    }

    void append(String more) {
      text.append(more);
    }

    void add(Expression part) {
      flush();
      parts.add(part);
    }

    private void flush() {
      if (!text.isEmpty()) {
        parts.add(new Expression.Literal(new Value.Text(text.toString()), at));
        text.setLength(0);
      }
    }

    Expression expression() {
      flush();
      if (parts.isEmpty()) {
        return new Expression.Literal(new Value.Text(""), at);
      }
      return parts.size() == 1 && parts.getFirst() instanceof Expression.Literal
          ? parts.getFirst()
          : new Expression.Template(parts, at);
    }
  }
}
