package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtlasSumTest {
  private static final String T = "CREATE TABLE t (id int);\n";
  private static final String C = "ALTER TABLE t ADD COLUMN c text;\n";

  @Test
  void hashesAsAtlasDoes() {
    assertThat(sum()).isEqualTo("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    assertThat(sum("20240101000000_init.sql", T)).isEqualTo("""
        h1:AyVz+TUaDOHoYphGpzf09t79MWqWxP51T/G5p6M0QBw=
        20240101000000_init.sql h1:SHzK9HMd1VJXxyfkB4DdEsZDHvMZKf0Wuy5nmE70+m8=
        """);
    assertThat(sum("20240101000000_init.sql", T, "20240102000000_add_c.sql", C)).isEqualTo("""
        h1:5jQX5PU5DtrC4tMfQpsNpmPue+s+Kx1UcdkblOwfhFs=
        20240101000000_init.sql h1:SHzK9HMd1VJXxyfkB4DdEsZDHvMZKf0Wuy5nmE70+m8=
        20240102000000_add_c.sql h1:h7xyI+XqkZ6jR9vBM0zH58PZA96+3ioesJi6k5wC19M=
        """);
    assertThat(sum("20230101000000_zero.sql", "", "20240101000000_init.sql", T, "20240102000000_add_c.sql", C))
        .isEqualTo("""
            h1:jFgxxXV58iJl411Fns+fE49+lmajVFriN/lSZc28McA=
            20230101000000_zero.sql h1:UsIWyiWe1Ta0BVu3Mb62dr6b6eN0JUa7t4gzcf+OjSQ=
            20240101000000_init.sql h1:JcjkVz+Q4z5qISvsSjCnitq61MIA3LvlqEeiNl0TjXk=
            20240102000000_add_c.sql h1:wa109PaHwdg36U62m9yin8XtDC5ylzmLYEE4Qy7oe7E=
            """);
  }

  @Test
  void ordersByTheBytesOfNames() {
    assertThat(sum("2.sql", "B", "2.5.sql", "A", "10.sql", "C")).isEqualTo("""
        h1:I8yknJ4jGyvp2pLqVkwWQ2uFn/s0DbxNWkZOQVgdO7E=
        10.sql h1:fNiP8JZu4SUKFLkFLSlewbwXv1S53ZWDAxrI1q8qfF0=
        2.5.sql h1:ATNZ7a0IA7Fk4qp8qpKSPy9fCZvAdjKFGpOeRS+BcwA=
        2.sql h1:fGmgNkUfAUf3Kr3Or9ArBJMKY5Cin7qINEkDEzcHWvQ=
        """);
    assertThat(sum("1_a.sql", "CREATE TABLE a (id int);\n", "2_checkpoint.sql",
        "-- atlas:checkpoint v1\n\nCREATE TABLE a (id int);\n")).isEqualTo("""
            h1:WHNSrJktjd+rRTFKimiNuouIOt4LSsClq/vzAeGm8/M=
            1_a.sql h1:e72Wd39UNYY4sGrVkNYkCs4GRrWBQ0ASXh73rS+WpU4=
            2_checkpoint.sql h1:dLVBjZRQJrPozH5ikEgdMvXj6YwKL6mH+kHuDSabIL0=
            """);
    assertThat(sum("1_initial.up.sql", "CREATE TABLE t(c int);", "1_initial.down.sql", "DROP TABLE IF EXISTS t;"))
        .isEqualTo("""
            h1:M74RrNK69S2pj6C541LR1ew5O32/i0WoyNgsJmyuiUk=
            1_initial.down.sql h1:0zypK43rgPbgvVUgVJABGN25VgM1QSeU+LJDBb8cEQI=
            1_initial.up.sql h1:hFhs5XhRml4KTWGF5td6h1s7xNqAFnaEBbC5Y/NF7i4=
            """);
    assertThat(sum("1.a_sub.up.sql", "-- create table \"t_sub\"\nCREATE TABLE t_sub(c int);\n-- add c1 column\n"
        + "ALTER TABLE t_sub ADD c1 int;", "2.10.x-20_description.sql",
        "-- add c2 column\nALTER TABLE t_sub ADD c2 int;", "3_partly.sql",
        "-- add c3 column\nALTER TABLE t_sub ADD c3 int;\n-- add c4 column\nALTER TABLE t_sub ADD c4 int;")).isEqualTo("""
            h1:VpH77zWOBMwX5QhvnQo0XQvXCrOYZg4h1o0XlJTQnl0=
            1.a_sub.up.sql h1:nXyZR020M/mH7LxkoTkJr7BcQkipVg90imQ9I4595dw=
            2.10.x-20_description.sql h1:wQB3Vh3PHVXQg9OD3Gn7TBxbZN3r1Qb7TtAE1g3q9mQ=
            3_partly.sql h1:lHlMz6mEvBfvjry5lFXjs2vi6Et9xb9CWicaOXD42Qc=
            """);
  }

  @Test
  void givesTheHashOfEachFile() {
    FileSet files = FileSet.of("m", Map.of("1_a.sql", "-- atlas:sum ignore\nSELECT 1;\n".getBytes(UTF_8), "2.sql",
        "SELECT 2;\n".getBytes(UTF_8)));
    assertThat(AtlasHashes.of(files, Format.ATLAS)).containsOnlyKeys("2.sql").isUnmodifiable();
    FileSet real = FileSet.of("m", Map.of("20240101000000_init.sql", T.getBytes(UTF_8), "20240102000000_add_c.sql",
        C.getBytes(UTF_8)));
    assertThat(AtlasHashes.of(real, Format.ATLAS)).containsExactly(
        Map.entry("20240101000000_init.sql", "SHzK9HMd1VJXxyfkB4DdEsZDHvMZKf0Wuy5nmE70+m8="),
        Map.entry("20240102000000_add_c.sql", "h7xyI+XqkZ6jR9vBM0zH58PZA96+3ioesJi6k5wC19M="));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      '-- atlas:sum ignore'         | true
      '//atlas:sum   ignore'        | true
      'see atlas:sum ignore'        | true
      '-- atlas:sum ignore\r'       | true
      '-- atlas:sum ignore '        | false
      '-- atlas:sum ignored'        | false
      '-- atlas:sum'                | false
      ' \t-- atlas:sum ignore'      | false
      """)
  void ignoresByTheFirstLine(String line, boolean ignored) {
    String text = line.replace("\\r", "\r").replace("\\t", "\t") + "\nSELECT 1;\n";
    assertThat(AtlasHashes.of(FileSet.of("m", Map.of("1.sql", text.getBytes(UTF_8))), Format.ATLAS).isEmpty())
        .isEqualTo(ignored);
  }

  @Test
  void hashesTheNameOfAnIgnoredFileOnly() {
    assertThat(sum("1_ignored.sql", "-- atlas:sum ignore\nSELECT 1;\n", "2_kept.sql", "SELECT 2;\n")).isEqualTo("""
        h1:S3m912kGDeBOsstjt8pD7ASPoCKWPJlsdzjVJfFl4Gc=
        2_kept.sql h1:1PoRlYgZQpNmgak/lJtkM9MH2SQva1YA0PxaXPMp7lM=
        """);
    assertThat(sum("2_kept.sql", "SELECT 2;\n")).isEqualTo("""
        h1:79uE3CGZbslJ+Y1sb5EhAVjLowj6oqTBxc1ce3NZl08=
        2_kept.sql h1:5g7vobV7JvmXD4XN12EWCxaMQm2GAK/D06GpFGBWnRk=
        """);
  }

  @Test
  void hashesBytesAsTheyAre() {
    assertThat(sum("1.sql", "SELECT 1;\r\n")).isEqualTo("""
        h1:gUuWYNIIInrXFRnufKBA1ffD1zyq1hodALNMrIbkle0=
        1.sql h1:p0J3hRl7c+O7bPQxrYCbMoTQjAMK1/uYHewE+QyHz98=
        """);
    assertThat(sum("1.sql", "SELECT 1;\n")).isEqualTo("""
        h1:Nn4dNuSMgXuRkh2jnQHT4FtE5fwUP/0vC0PwBDIkeYQ=
        1.sql h1:/LIYEXNc34X4BgMCjkBOvNY/5Pgu0dgi84pBUYSOYN0=
        """);
    assertThat(sum("1_äö.sql", "SELECT 'ü';\n")).isEqualTo("""
        h1:6t6CLMoRPqrehH1uzS3UI9BldoQCk3YmUBm/oh8peoo=
        1_äö.sql h1:R3GZvZKCkip5YxvviTKSwX9O+47MasgyIgTlBmHxD1w=
        """);
    assertThat(sum("20230316085611.sql", """
        create sequence users_seq;
        create table users (
          id int not null default nextval ('users_seq'),
          name varchar(255) not null,
          email varchar(255) unique not null,
          short_bio varchar(255) not null,
          primary key (id)
        );
        """)).isEqualTo("""
        h1:FwM0ApKo8xhcZFrSlpa6dYjvi0fnDPo/aZSzajtbHLc=
        20230316085611.sql h1:ldFr73m6ZQzNi8q9dVJsOU/ZHmkBo4Sax03AaL0VUUs=
        """);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      edit 1_a.sql           | L2: 1_a.sql was edited
      edit 3_c.sql           | L4: 3_c.sql was edited
      add 4_d.sql            | L5: 4_d.sql was added
      add 2_a.sql            | L3: 2_a.sql was added
      add 0_a.sql            | L2: 0_a.sql was added
      remove 1_a.sql         | L2: 1_a.sql was removed
      rename 2_b.sql 2_z.sql | L3: 2_b.sql was removed
      ignore 0_a.sql         | L2: 1_a.sql was edited
      """)
  void saysWhatChangedInTheWordsOfAtlas(String change, String message) {
    assertThat(problems(files -> changed(files, change))).extracting(Problem::message).first()
        .isEqualTo("checksum mismatch: " + message);
  }

  @Test
  void saysEverythingThatChanged() {
    assertThat(problems(files -> changed(changed(files, "remove 2_b.sql"), "add 2_z.sql"))).extracting(Problem::message)
        .containsExactly("checksum mismatch: L3: 2_b.sql was removed", "checksum mismatch: L3: 2_z.sql was added");
    assertThat(problems(files -> changed(changed(changed(files, "edit 1_a.sql"), "add 4_d.sql"), "remove 3_c.sql")))
        .extracting(p -> p.at() + " " + p.message())
        .containsExactly("atlas.sum:2:1 checksum mismatch: L2: 1_a.sql was edited",
            "atlas.sum:4:1 checksum mismatch: L4: 3_c.sql was removed",
            "atlas.sum:4:1 checksum mismatch: L4: 4_d.sql was added");
    assertThat(problems(files -> {
      files.keySet().removeIf(name -> name.endsWith(".sql"));
      files.put("z.sql", new byte[0]);
      return files;
    })).extracting(Problem::message).containsExactly("checksum mismatch: L2: 1_a.sql was removed",
        "checksum mismatch: L2: z.sql was added",
        "checksum mismatch: L3: 2_b.sql was removed", "checksum mismatch: L4: 3_c.sql was removed");
  }

  @Test
  void knowsWhatGitDoesOnWindows() {
    assertThat(problems(files -> {
      files.replaceAll((name, bytes) -> name.endsWith(".sql") ? crlf(bytes) : bytes);
      return files;
    })).singleElement().returns("checksum mismatch: L2: 1_a.sql was edited", Problem::message)
        .returns(
            "only its line ends differ: write \"*.sql text eol=lf\" into .gitattributes and check the files out again",
            Problem::remedy);
    assertThat(problems(files -> {
      files.replaceAll((name, bytes) -> name.equals("atlas.sum") ? crlf(bytes) : bytes);
      return files;
    })).singleElement().returns(
        "atlas.sum has the line ends of Windows, so it matches nothing (Atlas: \"checksum mismatch\")",
        Problem::message);
  }

  @Test
  void saysWhyTheFileItselfIsWrong() {
    assertThat(problems(files -> {
      files.remove("atlas.sum");
      return files;
    })).singleElement().returns("atlas.sum is missing (Atlas: \"checksum file not found\")", Problem::message)
        .returns("run \"whimbrel hash\" to write it, and keep it under version control", Problem::remedy);
    assertThat(sumReplaced("")).isEqualTo("atlas.sum:1:1 atlas.sum does not begin with \"h1:\" (Atlas: \"checksum file"
        + " format invalid\")");
    assertThat(sumReplaced("h1:x\n<<<<<<< HEAD\n")).isEqualTo("atlas.sum:2:1 line 2 of atlas.sum holds no \"h1:\" hash"
        + " (Atlas: \"checksum file format invalid\")");
    assertThat(sumReplaced("h1:x\n1_a.sql h1:y\n"))
        .isEqualTo("atlas.sum:1:1 the first line of atlas.sum does not match the"
            + " other lines (Atlas: \"checksum mismatch\"): somebody edited or merged atlas.sum by hand");
    assertThat(sumReplaced("h1:x\n\n1_a.sql h1:y\n")).startsWith("atlas.sum:2:1 line 2 of atlas.sum holds no");
  }

  @Test
  void listsTheFilesOfOtherFormatsAsAtlasDoes() {
    FileSet pairs = files("2_b.up.sql", "2_b.down.sql", "10_a.up.sql", "x.sql");
    FileSet flyway = files("V2__b.sql", "V10__c.sql", "V1__a.sql", "B1__base.sql", "U2__b.sql", "sub/R__r.sql",
        "sub/V3__d.sql");

    assertThat(AtlasListing.of(Format.GOLANG_MIGRATE, pairs)).containsExactly("10_a.up.sql", "2_b.up.sql");
    assertThat(AtlasListing.of(Format.GOOSE, pairs)).containsExactly("10_a.up.sql", "2_b.down.sql", "2_b.up.sql",
        "x.sql");
    assertThat(AtlasListing.of(Format.FLYWAY, flyway)).containsExactly("B1__base.sql", "V2__b.sql", "sub/V3__d.sql",
        "V10__c.sql", "sub/R__r.sql");
  }

  private static String sumReplaced(String text) {
    Problem problem = problems(files -> {
      files.put("atlas.sum", text.getBytes(UTF_8));
      return files;
    }).getFirst();
    return problem.at() + " " + problem.message();
  }

  /** What is wrong with three files after a change. */
  private static List<Problem> problems(UnaryOperator<Map<String, byte[]>> change) {
    Map<String, byte[]> files = new TreeMap<>(files("1_a.sql", "2_b.sql", "3_c.sql").files());
    files.put("atlas.sum", text(FileSet.of("m", files)).getBytes(UTF_8));
    assertThat(Format.ATLAS.parse(FileSet.of("m", files), ParseOptions.standard()).problems()).isEmpty();
    return Format.ATLAS.parse(FileSet.of("m", change.apply(files)), ParseOptions.standard()).problems().stream()
        .filter(problem -> problem.code() == ProblemCode.INTEGRITY).toList();
  }

  private static Map<String, byte[]> changed(Map<String, byte[]> files, String change) {
    String name = change.substring(change.indexOf(' ') + 1);
    switch (change.substring(0, change.indexOf(' '))) {
      case "remove" -> files.remove(name);
      case "rename" ->
        files.put(name.substring(name.indexOf(' ') + 1), files.remove(name.substring(0, name.indexOf(' '))));
      case "ignore" -> files.put(name, "-- atlas:sum ignore\n".getBytes(UTF_8));
      default -> files.put(name, "SELECT 'other';\n".getBytes(UTF_8));
    }
    return files;
  }

  private static byte[] crlf(byte[] bytes) {
    return new String(bytes, UTF_8).replace("\n", "\r\n").getBytes(UTF_8);
  }

  private static FileSet files(String... names) {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : names) {
      files.put(name, ("SELECT '" + name + "';\n").getBytes(UTF_8));
    }
    return FileSet.of("m", files);
  }

  private static String sum(String... namesAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(UTF_8));
    }
    return text(FileSet.of("m", files));
  }

  private static String text(FileSet files) {
    return Format.ATLAS.integrityFile(files).files().getOrDefault("atlas.sum", "");
  }
}
