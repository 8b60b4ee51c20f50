package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final Map<String, String> VARIABLES = Map.of("HOME", "/home/ada", "MONEY", "$1\\2");

  @TempDir
  Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      ~~                                      | {}
      # only a comment                        | {}
      dir: db                                 | {dir=db@1:6}
      dir: "d b"                              | {dir=d b@1:6}
      timeout: 5                              | {timeout=5@1:10}
      service: yes                            | {service=yes@1:10}
      dir: ${HOME}                            | {dir=/home/ada@1:6}
      dir: ${HOME}/${HOME}                    | {dir=/home/ada//home/ada@1:6}
      dir: ${NONE:-usual}                     | {dir=usual@1:6}
      dir: ${NONE:-}                          | {dir=@1:6}
      dir: $HOME                              | {dir=$HOME@1:6}
      dir: ${MONEY}                           | {dir=$1\\2@1:6}
      dir: "$${HOME} $$HOME"                  | {dir=${HOME} $$HOME@1:6}
      """)
  void holds(String yaml, String values) {
    ConfigFile file = read(yaml.replace("\\\\", "\\")).orThrow();
    assertThat(file.general().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue().text(VARIABLES) + "@"
        + e.getValue().at().line() + ":" + e.getValue().at().column()).toList())
        .hasToString("[" + values.substring(1, values.length() - 1).replace("\\\\", "\\") + "]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      drr: db                    | whimbrel.yaml:1:1 the key "drr" is not known; did you mean "dir"?
      dir: [a]                   | whimbrel.yaml:1:6 "dir" must be a single value; write it in one line: "dir: value"
      just words                 | whimbrel.yaml:1:1 "whimbrel.yaml" must be a list of "key: value"; write each as "key: value" in a line of its own, without a dash
      environments: x            | whimbrel.yaml:1:15 "environments" must be a list of "key: value"; write each as "key: value" in a line of its own, without a dash
      environments: {a: x}       | whimbrel.yaml:1:19 "an environment" must be a list of "key: value"; write each as "key: value" in a line of its own, without a dash
      environments: {a: {urk: x}} | whimbrel.yaml:1:20 the key "urk" is not known; did you mean "url"?
      placeholders: {a: [1]}     | whimbrel.yaml:1:19 "a" must be a single value; write it in one line: "a: value"
      {dir: a, dir: b}           | whimbrel.yaml:1:10 the key "dir" stands here twice; remove one of the two
      lint: error                | whimbrel.yaml:1:7 "lint" must be a list of "key: value"; write each as "key: value" in a line of its own, without a dash
      lint: {wb901: error}       | whimbrel.yaml:1:8 there is no rule "wb901"; did you mean "WB901"?
      lint: {squawk: error}      | whimbrel.yaml:1:8 there is no rule and no key "squawk"; write the id of a rule such as WB110, how several begin, such as WB5, or one of names, guards, comments, schemas, extensions
      lint: {WBX: error}         | whimbrel.yaml:1:8 there is no rule "WBX"; write the id of a rule such as WB110, how several begin, such as WB5, or one of names, guards, comments, schemas, extensions
      lint: {guard: required}    | whimbrel.yaml:1:8 there is no rule and no key "guard"; did you mean "guards"?
      lint: {guards: must}       | whimbrel.yaml:1:16 guards cannot be "must"; write any, required, forbidden
      lint: {guards: Forbidden}  | whimbrel.yaml:1:16 guards cannot be "Forbidden"; did you mean "forbidden"?
      lint: {guards: [any]}      | whimbrel.yaml:1:16 "guards" must be a single value; write it in one line: "guards: value"
      lint: {comments: forbidden} | whimbrel.yaml:1:18 comments cannot be "forbidden"; write any, required
      lint: {schemas: ~}         | whimbrel.yaml:1:17 "schemas" has no value; write one, or remove the line; an empty text is ""
      lint: {names: "[a-z]+"}    | whimbrel.yaml:1:15 "names" must be a list of "key: value"; write each as "key: value" in a line of its own, without a dash
      lint: {names: {tables: x}} | whimbrel.yaml:1:16 the key "tables" is not known; did you mean "table"?
      lint: {names: {table: "[a-z"}} | whimbrel.yaml:1:23 "[a-z" of names.table is no regular expression: Unclosed character class; mend it; it has to match a whole name, as "[a-z_]+_idx" does
      lint: {extensions: citext} | whimbrel.yaml:1:20 "extensions" must be a list of names; write it in brackets: "extensions: [name]"
      lint: {extensions: []}     | whimbrel.yaml:1:20 "extensions" has a place without a name; name those that may be installed, such as [pg_trgm, citext], or leave the line out
      lint: {extensions: [a, " "]} | whimbrel.yaml:1:24 "extensions" has a place without a name; name those that may be installed, such as [pg_trgm, citext], or leave the line out
      lint: {extensions: [{a: b}]} | whimbrel.yaml:1:21 "a name in extensions" must be a single value; write it in one line: "a name in extensions: value"
      environments: {a: {lint: {comments: all}}} | whimbrel.yaml:1:37 comments cannot be "all"; write any, required
      lint: {WB9: fatal}         | whimbrel.yaml:1:13 a finding cannot weigh "fatal"; write error, warning, note, off
      lint: {WB9: Warn}          | whimbrel.yaml:1:13 a finding cannot weigh "Warn"; write error, warning, note, off
      lint: {WB9: warnin}        | whimbrel.yaml:1:13 a finding cannot weigh "warnin"; did you mean "warning"?
      lint: {WB9: [error]}       | whimbrel.yaml:1:13 "WB9" must be a single value; write it in one line: "WB9: value"
      environments: {a: {lint: {WB9: ~}}} | whimbrel.yaml:1:32 "WB9" has no value; write one, or remove the line; an empty text is ""
      environments: {a: {lint: {X: off}}} | whimbrel.yaml:1:27 there is no rule and no key "X"; write the id of a rule such as WB110, how several begin, such as WB5, or one of names, guards, comments, schemas, extensions
      dir: 'a                    | whimbrel.yaml:1:8 not YAML: found unexpected end of stream; mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes
      """)
  void refuses(String yaml, String problem) {
    assertThat(read(yaml).problems()).extracting(ConfigFileTest::line).containsExactly(problem);
  }

  @Test
  void tellsAllMistakesOfLintAtOnce() {
    assertThat(read("""
        lint:
          WB5: loud
          guards: never
          names: {view: "(", index: "["}
        environments:
          prod:
            lint: {schemas: forbidden, extensions: []}
        """).problems()).extracting(problem -> String.valueOf(problem.at()))
        .containsExactly("whimbrel.yaml:2:8", "whimbrel.yaml:3:11", "whimbrel.yaml:4:17", "whimbrel.yaml:4:29",
            "whimbrel.yaml:7:21", "whimbrel.yaml:7:44");
  }

  @Test
  void keepsEnvironmentsApart() {
    ConfigFile file = read("""
        dir: db
        default-environment: a
        environments:
          a: {url: "postgres://a"}
          b: {url: "postgres://b", dir: other}
        placeholders: {name: value}
        """).orThrow();
    assertThat(file.defaultEnvironment()).extracting(v -> v.written()).isEqualTo("a");
    assertThat(file.environments()).containsOnlyKeys("a", "b");
    assertThat(file.environments().get("b")).containsOnlyKeys("url", "dir");
    assertThat(file.placeholders()).containsOnlyKeys("name");
  }

  @Test
  void asksForAVariableOnlyWhereItIsUsed() {
    ConfigFile file = read("environments: {a: {url: '${NONE}'}}").orThrow();
    ConfigFile.Value url = Objects.requireNonNull(Objects.requireNonNull(file.environments().get("a")).get("url"));
    assertThatThrownBy(() -> url.text(VARIABLES))
        .isInstanceOfSatisfying(WhimbrelException.class, e -> assertThat(e.problems()).extracting(ConfigFileTest::line)
            .containsExactly(
                "whimbrel.yaml:1:25 the variable NONE is not set; set it, or give a default: ${NONE:-value}"));
  }

  private Result<ConfigFile> read(String yaml) {
    Path file = directory.resolve("whimbrel.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ConfigFile.read(file, "whimbrel.yaml", Options.configurationKeys());
  }

  private static String line(Problem problem) {
    return problem.at() + " " + problem.message() + (problem.remedy() == null ? "" : "; " + problem.remedy());
  }
}
