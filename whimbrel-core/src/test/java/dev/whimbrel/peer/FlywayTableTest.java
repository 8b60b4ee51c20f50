package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.History;
import dev.whimbrel.peer.Claim.Status;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Identifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlywayTableTest {
  private static final FlywayTable TABLE = new FlywayTable();

  /** As Flyway wrote them. */
  private static Stream<Arguments> checksums() {
    return Stream.of(
        Arguments.of("", 0),
        Arguments.of("\n", 0),
        Arguments.of("create table a(id int);\ninsert into a values(1);\n", -267_429_415),
        Arguments.of("create table a(id int);\ninsert into a values(1);\n-- changed\n", 768_966_379),
        Arguments.of("create table b(id int);\r\n", 1_407_251_784),
        Arguments.of("create table b(id int);\r", 1_407_251_784),
        Arguments.of("\uFEFFcreate table c(id int);", -1_138_581_898),
        Arguments.of("create table \"ü\"(id int); -- ünï\n\n\n", -443_736_541),
        Arguments.of("create or replace view v as select 1 x", -1_222_976_225),
        Arguments.of("create table a(id int);\n", -1_193_849_269),
        Arguments.of("create index concurrently cci on a(id);\n", 915_309_125),
        Arguments.of("create table g1();", 1_637_262_633),
        Arguments.of("create table a();", 772_673_001),
        Arguments.of("create table t2();", 1_415_833_493),
        Arguments.of("create table base3();", -1_810_286_314),
        Arguments.of("select 1;", -690_524_359));
  }

  @ParameterizedTest
  @MethodSource("checksums")
  void a_checksum_is_flyways(String file, int checksum) {
    assertThat(FlywayChecksum.of(file.getBytes(StandardCharsets.UTF_8))).isEqualTo(checksum);
  }

  @ParameterizedTest
  @CsvSource({"public, flyway_schema_history, 77433833903597", "app, flyway_schema_history, 77431436970681",
      "public, fsh2, 77430001191065", "newsch, fsh5, 77430865544709", "public, schema_version, 77430801598678"})
  void a_lock_is_flyways(String schema, String name, long key) {
    assertThat(TABLE.locks(new PeerTable(Tool.FLYWAY, new Identifier(schema), new Identifier(name)),
        new Identity("database", "user"))).containsExactly(new ForeignLock.Key("flyway", key));
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0, same", "1, 01, same", "0, 0.0, same", "1.00.5, 1.0.5, same", "1.2, 1.10, before",
      "20240101, 20240101.1, before", "1, 1.0.0.1, before", "99999999999999999999, 100000000000000000000, before"})
  void versions_are_compared_by_their_numbers(String first, String second, String order) {
    FlywayVersion a = FlywayVersion.of(first);
    FlywayVersion b = FlywayVersion.of(second);
    assertThat(a.isUpTo(b)).isTrue();
    assertThat(b.isUpTo(a)).isEqualTo(order.equals("same"));
    assertThat(a.equals(b)).isEqualTo(order.equals("same"));
  }

  @Test
  void what_is_no_version_is_before_none() {
    assertThat(FlywayVersion.of("1_a").isUpTo(FlywayVersion.of("2"))).isFalse();
    assertThat(FlywayVersion.of("1").isUpTo(FlywayVersion.of("2_b"))).isFalse();
  }

  @Test
  void a_table_is_known_by_its_columns() {
    Map<String, String> columns = new TreeMap<>();
    for (String name : "installed_rank version description type script checksum installed_by installed_on execution_time success"
        .split(" ", -1)) {
      columns.put(name, "text");
    }
    assertThat(TABLE.isIn(new Shape("any", "name", columns))).isTrue();
    columns.remove("checksum");
    assertThat(TABLE.isIn(new Shape("any", "name", columns))).isFalse();
  }

  @Test
  void the_last_row_of_a_migration_counts() {
    Sources sources = sources("V1__a.sql", "V2__b.sql", "V3__c.sql", "V4__d.sql", "R__r.sql");
    Claims claims = read(sources, List.of(
        row("0", null, "<< Flyway Schema Creation >>", "SCHEMA", "\"app\"", null, "t"),
        row("1", "1", "a", "SQL", "V1__a.sql", null, "t"),
        row("2", "2.0", "b", "SQL", "V2__b.sql", "-690524359", "t"),
        row("3", null, "r", "SQL", "R__r.sql", "5", "t"),
        row("4", "3", "c", "SQL", "V3__c.sql", "-690524359", "t"),
        row("5", "3", "c", "UNDO_SQL", "U3__c.sql", "7", "t"),
        row("6", "2", "b", "DELETE", "V2__b.sql", "-690524359", "t"),
        row("7", "3", "c", "SQL", "V3__c.sql", "-690524359", "t"),
        row("8", null, "r", "SQL", "R__r.sql", "-690524359", "t"),
        row("9", "9", "Java", "JDBC", "db.migration.V9__Java", null, "t"),
        row("10", null, "gone", "SQL", "R__gone.sql", "1", "t"),
        row("11", "8", "gone", "SQL", "V8__gone.sql", "1", "t"),
        row("12", "8", "gone", "DELETE", "V8__gone.sql", "1", "t")));
    assertThat(said(claims)).containsExactly("APPLIED 1", "APPLIED 3", "APPLIED R__r", "REVERTED 2");
    assertThat(claims.unknown()).containsExactly("db.migration.V9__Java", "R__gone.sql");
    assertThat(claims.claims()).allMatch(claim -> claim.problem() == null);
    assertThat(claims.claims().getFirst().by()).isEqualTo("app_owner");
    Claim.When when = Objects.requireNonNull(claims.claims().getFirst().when());
    assertThat(when.start()).isEqualTo("2026-11-20T10:00:00.123456Z");
    assertThat(when.end()).isEqualTo("2026-11-20T10:00:01.623456Z");
  }

  @Test
  void a_baseline_covers_what_has_no_row_of_its_own() {
    Sources sources = sources("V1__a.sql", "V1.5__b.sql", "V2__c.sql", "V2.1__d.sql");
    Claims claims = read(sources, List.of(
        row("1", "2", "<< Flyway Baseline >>", "BASELINE", "<< Flyway Baseline >>", null, "t"),
        row("2", "1.5", "b", "SQL", "V1.5__b.sql", "-690524359", "t")));
    assertThat(said(claims)).containsExactly("BASELINED 1", "BASELINED 2", "APPLIED 1.5");
  }

  @Test
  void another_checksum_is_said_with_both_numbers() {
    Claims claims = read(sources("V1__a.sql"),
        List.of(row("1", "1", "a", "SQL", "V1__a.sql", "5", "t")));
    assertThat(Objects.requireNonNull(claims.claims().getFirst().problem()).message()).isEqualTo(
        "Migration checksum mismatch for migration version 1: applied to database 5, resolved locally -690524359");
  }

  @Test
  void a_failed_row_is_no_success() {
    Claims claims = read(sources("V1__a.sql"),
        List.of(row("1", "1", "a", "SQL", "V1__a.sql", "-690524359", "f")));
    assertThat(claims.claims().getFirst().status()).isEqualTo(Status.PARTIAL);
    assertThat(Objects.requireNonNull(claims.claims().getFirst().problem()).message()).isEqualTo(
        "Detected failed migration to version 1 (a): flyway ran it outside a transaction on 2026-11-20, and does not know "
            + "which of its statements are in effect");
  }

  @Test
  void long_texts_are_cut_as_flyway_cuts_them() {
    assertThat(FlywayText.shortened("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(FlywayText.shortened("x".repeat(201))).isEqualTo("x".repeat(197) + "...");
  }

  private static Claims read(Sources sources, List<List<@Nullable String>> rows) {
    return TABLE.read(rows, sources, History.empty());
  }

  private static List<String> said(Claims claims) {
    return claims.claims().stream().map(claim -> claim.status() + " " + claim.migration().id().key()).toList();
  }

  private static List<@Nullable String> row(String rank, @Nullable String version, String description, String type,
      String script, @Nullable String checksum, String success) {
    return Arrays.asList(rank, version, description, type, script, checksum, "app_owner", "2026-11-20T10:00:01.623456Z",
        "1500", success, "{}");
  }

  private static Sources sources(String... names) {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : names) {
      files.put(name, "select 1;".getBytes(StandardCharsets.UTF_8));
    }
    FileSet set = FileSet.of("migrations", files);
    return new Sources(set, Format.FLYWAY, Format.FLYWAY.parse(set, ParseOptions.standard()).orThrow(), "");
  }
}
