package dev.whimbrel.cli.settings.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HclTest {
  private static final String FILE = """
      // what the values below refer to
      variable "name" {
        type    = string
        default = "shop"
      }
      variable "needed" { type = number }
      variable "many" { type = list(string) }
      locals {
        a    = "b"
        b    = local.a
        me   = local.me
        deep = { x = { y = [1, "two", true] }, "k-e" : 3 }
        /* two blocks
           in one line */
        list = [
          1, # one
          2,
        ]
      }
      """;
  private static final Map<String, String> VARIABLES = Map.of("HOME", "/home/ada", "PASSWORD", "p@ss w/rd");

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      "plain"                                 | plain
      "a\\"b\\\\c\\u00e9"                     | a"b\\cé
      "$${x} %%{y} $x"                        | ${x} %{y} $x
      "${1 + 2 * 3}"                          | 7
      "${ "in ${ "in" }" }"                   | in in
      1.50                                    | 1.5
      (1 + 2) * 3 - 10 / 4 % 2                | 8.5
      -2 + 1                                  | -1
      true                                    | true
      !true or 1 < 2 && 2 >= 2                | true
      1 == 1 ? "yes" : "no"                   | yes
      "a" != "a" ? "yes" : "no"               | no
      var.name                                | shop
      local.b                                 | b
      local.deep.x.y[1]                       | two
      local.deep["k-e"]                       | 3
      local.list[0]                           | 1
      local.list.1                            | 2
      atlas.env                               | local
      getenv("HOME")                          | /home/ada
      getenv("NONE")                          | ~~
      urlescape(getenv("PASSWORD"))           | p%40ss+w%2Frd
      format("%s-%d-%v-%q-%%", "a", 1, true, "q") | a-1-true-"q"-%
      join(",", ["a", 2, true])               | a,2,true
      join("+", split("-", "a-b-c"))          | a+b+c
      replace("a.b.c", ".", "/")              | a/b/c
      upper(trimspace("  x "))                | X
      trimprefix("file://db", "file://")      | db
      trimsuffix("db.sql", ".sql")            | db
      trim("xxaxx", "x")                      | a
      substr("abcdef", 1, 3)                  | bcd
      substr("abcdef", -2, -1)                | ef
      strrev("abc")                           | cba
      lower("ABC")                            | abc
      chomp("a\\n")                           | a
      length("abc") + length([1, 2])          | 5
      element(["a", "b"], 3)                  | b
      contains(["a"], "a")                    | true
      join("", concat(["a"], ["b"]))          | ab
      join("", distinct(["a", "a", "b"]))     | ab
      join("", compact(["a", "", "b"]))       | ab
      join("", toset(["b", "a", "b"]))        | ab
      join("", reverse(sort(["a", "b"])))     | ba
      join("", keys({b = 1, a = 2}))          | ab
      join("", values({b = 1, a = 2}))        | 21
      merge({a = 1}, {a = 2}).a               | 2
      join("", coalescelist([], ["x"]))       | x
      max(1, 3, 2) - min(4, 2) + abs(-1)      | 2
      ceil(1.2) + floor(1.8)                  | 3
      tostring(1)                             | 1
      tonumber("2") + 1                       | 3
      tobool("true")                          | true
      startswith("abc", "ab")                 | true
      endswith("abc", "bc")                   | true
      empty([])                               | true
      try(local.none, "other")                | other
      can(local.none)                         | false
      file("beside.txt")                      | of beside.txt
      urlqueryset("postgres://h/d?a=1&b=2", "a", "x y") | postgres://h/d?b=2&a=x%20y
      urlqueryset("postgres://h/d", "a", "1") | postgres://h/d?a=1
      urlsetpath("postgres://h/d?a=1", "e")   | postgres://h/e?a=1
      urluserinfo("postgres://h/d", "u", "p@") | postgres://u:p%40@h/d
      urluserinfo("postgres://h/d", "u", "my pw") | postgres://u:my%20pw@h/d
      urluserinfo("postgres://a:b@h/d", "u")  | postgres://u@h/d
      print("x")                              | x
      """)
  void computes(String expression, String text) {
    assertThat(text(expression.replace(" or ", " || "))).isEqualTo(text.replace("\\\\", "\\"));
  }

  @Test
  void readsHeredocs() {
    assertThat(text("<<EOT\n  one ${1 + 1}\n\n    \"two\" \\n\nEOT")).isEqualTo("  one 2\n\n    \"two\" \\n\n");
    assertThat(text("<<-EOT\n    one\n      two\n\n    three\n  EOT")).isEqualTo("one\n  two\n\nthree\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      nothing            | atlas.hcl:1:5 the name "nothing" is not known; known are atlas, local, var
      vra.name           | atlas.hcl:1:5 the name "vra" is not known; known are atlas, local, var
      var.nam            | atlas.hcl:1:5 the variable "nam" is not known; did you mean "name"?
      var.needed         | atlas.hcl:7:1 the variable "needed" has no value; give it one with --var needed=VALUE, or a default here
      local.me           | atlas.hcl:12:10 local.me is computed from itself; take it out of its own value
      local.none         | atlas.hcl:1:5 the local "none" is not known; known are a, b, deep, list, me
      local.list[2]      | atlas.hcl:1:15 the list has no element 2; it has 2, counted from 0
      local.deep.z       | atlas.hcl:1:5 the member "z" is not known; did you mean "x"?
      local.deep         | atlas.hcl:1:5 an object stands where a text is expected; write a single value
      1 / 0              | atlas.hcl:1:7 this divides by zero; mend it there
      "a" + 1            | atlas.hcl:1:5 a text stands where a number is expected; write a number
      1 ? 2 : 3          | atlas.hcl:1:5 a number stands where true or false is expected; write a condition
      getenw("X")        | atlas.hcl:1:5 the function "getenw" is not known; did you mean "getenv"?
      getenv()           | atlas.hcl:1:5 getenv() takes 1 value and has 0; mend the call
      format("%s")       | atlas.hcl:1:5 format() needs more values and has 1; mend the call
      format("x", 1)     | atlas.hcl:1:5 format() has 1 values for 0 places; mend the call
      format("%5d", 1)   | atlas.hcl:1:5 "%5" in format() of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      jsonencode("x")    | atlas.hcl:1:5 the function jsonencode() of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      [for x in [1] : x] | atlas.hcl:1:5 "for" of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      local.list[*]      | atlas.hcl:1:15 [*] of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      "%{ if true }x%{ endif }" | atlas.hcl:1:6 "%{" of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      data.sql.t.value   | atlas.hcl:1:5 the data source "sql.t" of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      each.value         | atlas.hcl:1:5 "each" of atlas.hcl is not carried out by Whimbrel; say what it gives in whimbrel.yaml, under the same environment, or with an option
      file("gone.txt")   | atlas.hcl:1:5 the file "gone.txt" cannot be read: there is no such file; name a file beside atlas.hcl
      """)
  void refusesWhatItIsAskedFor(String expression, String problem) {
    assertThatThrownBy(() -> text(expression)).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).extracting(HclTest::line).containsExactly(problem));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      a = "x          | atlas.hcl:1:5 the text is not closed; close it with "; a text of many lines is <<EOT … EOT
      a = "x\\q"      | atlas.hcl:1:7 "\\q" means nothing in a text; for a backslash write \\\\
      a = "\\uD8"     | atlas.hcl:1:6 this is no character of Unicode; write \\u and four hexadecimal digits
      a = "${1"       | atlas.hcl:1:6 what begins here is not closed; close it with }; for the signs themselves write $${
      a = <<EOT       | atlas.hcl:1:5 the text is not closed; close it with a line EOT
      a = [1, 2       | atlas.hcl:1:10 the file ends where "," or "]" is expected; mend it there or just before it
      a = [1 2]       | atlas.hcl:1:8 "2" stands where "," or "]" is expected; mend it there or just before it
      a = (1          | atlas.hcl:1:7 the file ends where ")" is expected; mend it there or just before it
      a =             | atlas.hcl:1:4 the file ends where a value is expected; mend it there or just before it
      a = 1..2        | atlas.hcl:1:7 "." stands where a name after "." is expected; mend it there or just before it
      a 1             | atlas.hcl:1:3 "1" stands where "=" or "{" after "a" is expected; mend it there or just before it
      env "x" {       | atlas.hcl:1:1 the block "env" is not closed; close it with }
      }               | atlas.hcl:1:1 "}" stands where a name is expected; mend it there or just before it
      é = 1 ü         | atlas.hcl:1:8 the file ends where "=" or "{" after "ü" is expected; mend it there or just before it
      a = 1 /* x      | atlas.hcl:1:7 the comment is not closed; close it with */
      env "${x}" { }  | atlas.hcl:1:5 a label holds no ${…}; write it out
      """)
  void refusesWhatItCannotRead(String file, String problem) {
    assertThat(HclParser.parse("atlas.hcl", file.replace("\\\\", "\\")).problems()).extracting(HclTest::line)
        .containsExactly(problem.replace("\\\\u", "\\u").replace("\\\\q", "\\q"));
  }

  @Test
  void aNameStandsOnce() {
    assertThat(HclParser.parse("atlas.hcl", "a = 1\na = 2\n").problems()).extracting(HclTest::line)
        .containsExactly("atlas.hcl:2:1 \"a\" stands here twice; remove one of the two");
  }

  @Test
  void variablesOfTheCommandLineHaveTheirType() {
    Map<String, List<String>> given = Map.of("needed", List.of("1", "2"), "many", List.of("a", "b"));
    assertThat(text("var.needed + 1", given)).isEqualTo("3");
    assertThat(text("join(\"-\", var.many)", given)).isEqualTo("a-b");
    assertThatThrownBy(() -> text("var.needed", Map.of("needed", List.of("x")))).hasMessageEndingWith(
        "what --var gives the variable \"needed\" is no number");
  }

  /** What would take any memory or time ends with one problem. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"doubling", "deep brackets", "deep blocks", "deep templates", "long chain", "calls in calls",
      "minus signs", "concat"})
  void staysWithinBounds(String attack) {
    String file = switch (attack) {
      case "doubling" -> locals("\"${local.%d}${local.%d}\"".replace("%d", "x%1$d"), "\"0123456789\"");
      case "long chain" -> locals("local.x%1$d", "1");
      case "concat" -> locals("concat(local.x%1$d, local.x%1$d)", "[1, 2, 3]");
      case "deep brackets" -> "a = " + "[".repeat(100_000);
      case "deep blocks" -> "a { ".repeat(100_000);
      case "deep templates" -> "a = " + "\"${".repeat(100_000);
      case "minus signs" -> "a = " + "-".repeat(100_000) + "1";
      default -> "a = " + "trimprefix(".repeat(90) + "\"x\"" + ", \"y\")".repeat(90);
    };
    Result<Body> body = HclParser.parse("atlas.hcl", file);
    if (body instanceof Result.Ok<Body> ok) {
      Expression last = ok.value().attribute("a").orElseThrow().value();
      Scope scope = scope(ok.value(), Map.of());
      if (attack.equals("calls in calls")) {
        assertThat(scope.text(last)).isEqualTo("x");
        return;
      }
      assertThatThrownBy(() -> scope.text(last)).isInstanceOf(WhimbrelException.class);
      return;
    }
    assertThat(body.problems()).hasSize(1).allSatisfy(problem -> assertThat(problem.message())
        .isEqualTo("this is deeper than 100 levels"));
  }

  private static String locals(String step, String first) {
    StringBuilder file = new StringBuilder("locals {\n  x0 = " + first + "\n");
    for (int i = 1; i < 1000; i++) {
      file.append("  x").append(i).append(" = ").append(String.format(step, i - 1)).append('\n');
    }
    return file + "}\na = length(local.x999)\n";
  }

  /** Broken files of all kinds: each is read, or refused with a place; nothing else ever comes of it. */
  @Test
  void readsOrRefusesWhateverItIsGiven() {
    String seed = FILE + """
        env "local" {
          url = "postgres://u:${urlescape(getenv("PASSWORD"))}@h/d?x=${local.deep.x.y[0]}"
          migration { dir = "file://m" }
          text = <<-EOT
            one ${var.name}
          EOT
          sum = 1 + 2 * (3 - 4) > 5 ? [1, 2] : { a = 1 }
        }
        """;
    Random random = new Random(20_260_301);
    String signs = "{}[]()\"'$%=:,.<>-+*/\\\n\t#?!&|~ abEOT019éx\u0000\ud83d";
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder file = new StringBuilder(seed);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(file.length());
        switch (random.nextInt(4)) {
          case 0 -> file.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
          case 1 -> file.insert(at, signs.charAt(random.nextInt(signs.length())));
          case 2 -> file.delete(at, Math.min(file.length(), at + 1 + random.nextInt(20)));
          default -> file.insert(at, seed, at / 2, at / 2 + random.nextInt(20));
        }
      }
      read += evaluated(file.toString());
    }
    assertThat(read).as("files that could be read").isBetween(2_000, 18_000);
  }

  private static int evaluated(String file) {
    return switch (HclParser.parse("atlas.hcl", file)) {
      case Result.Rejected<Body> rejected -> {
        assertThat(rejected.problems()).as(file).hasSize(1).allSatisfy(problem -> assertThat(problem.at()).isNotNull());
        yield 0;
      }
      case Result.Ok<Body> ok -> {
        Scope scope = scope(ok.value(), Map.of());
        ok.value().blocks().stream().flatMap(block -> block.body().attributes().values().stream())
            .forEach(attribute -> compute(scope, attribute.value()));
        yield 1;
      }
    };
  }

  private static void compute(Scope scope, Expression expression) {
    try {
      assertThat(scope.text(expression)).isNotNull();
    } catch (WhimbrelException e) {
      assertThat(e.problems()).hasSize(1).allSatisfy(problem -> assertThat(problem.at()).isNotNull());
    }
  }

  private static String text(String expression) {
    return text(expression, Map.of());
  }

  private static String text(String expression, Map<String, List<String>> given) {
    Body body = HclParser.parse("atlas.hcl", "a = " + expression + "\n" + FILE).orThrow();
    return scope(body, given).text(body.attribute("a").orElseThrow().value());
  }

  private static Scope scope(Body body, Map<String, List<String>> given) {
    return new Scope(body, given, "local", new Functions(VARIABLES, name -> {
      if (name.equals("beside.txt")) {
        return "of beside.txt";
      }
      throw new IOException("there is no such file");
    }));
  }

  private static String line(Problem problem) {
    return problem.at() + " " + problem.message() + "; " + problem.remedy();
  }
}
