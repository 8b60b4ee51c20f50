package dev.whimbrel.cli.as;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What an old command line comes to, without a database: on the left what is typed, on the right Whimbrel's own. */
class LinesTest {
  private static final String ON = " --adopt golang-migrate --no-proof ";

  @Test
  void ofGolangMigrate() {
    assertThat(table(MigrateLines::of, """
        up
        -path m up
        -path m up 02
        -source file://m -database postgres://h/d up
        --path=m --database=pgx5://h/d?sslmode=disable&x-multi-statement=true up
        -database postgres://h/d?x-migrations-table=v&x-statement-timeout=500 up
        -lock-timeout 20 -prefetch 5 -verbose goto 3
        down 2
        down -all
        down -all=false 1
        force 7
        force -1
        force -- -1
        version
        validate
        create -ext sql -dir d -seq name
        create -ext .sql -seq=false -digits 4 name -seq
        force -2
        force x
        down -all 3
        -lock-timeout soon up
        create -ext go name
        create -ext sql -digits 12 -seq name
        create -ext sql
        -database localhost up
        -database postgres://h/d?application_name=50%&x-migrations-table=v up
        -database postgres://h/d?x-migrations-table=50% up
        down -all=F 1
        down -all=T
        down -all=perhaps
        up 1 2
        goto 1 2
        version 3
        validate all
        create -ext sql one two
        """)).isEqualTo(lines("""
        whimbrel --format golang-migrate$ON$up
        whimbrel --dir m --format golang-migrate$ON$up
        whimbrel --dir m --format golang-migrate$ON$up 2
        whimbrel --dir file://m --format golang-migrate --url postgres://h/d$ON$up
        whimbrel --dir m --format golang-migrate --url postgres://h/d?sslmode=disable$ON$up
        whimbrel --format golang-migrate --table v --timeout 500ms --url postgres://h/d$ON$up
        whimbrel --format golang-migrate --lock-wait 20s$ON$goto 3
        whimbrel --format golang-migrate$ON$down 2
        whimbrel --yes --format golang-migrate$ON$reset
        whimbrel --format golang-migrate$ON$down 1
        whimbrel --yes --format golang-migrate$ON$force 7
        whimbrel --yes --format golang-migrate$ON$force -1
        whimbrel --yes --format golang-migrate$ON$force -1
        whimbrel --format golang-migrate$ON$version
        whimbrel --format golang-migrate validate
        whimbrel --dir d --format golang-migrate --numbering 6 new name
        "migrate create" does not take "-seq"
        argument V must be >= -1
        can't read version argument V
        -all cannot be used with other arguments
        "soon" of -lock-timeout is no number of seconds
        files are called .sql here, and not .go
        a sequence has 1 to 7 digits here, and not 12
        please specify name
        the value of -database is no URL
        whimbrel --format golang-migrate --table v --url postgres://h/d?application_name=50%$ON$up
        the value of x-migrations-table in the URL of -database is not written as in a URL
        whimbrel --format golang-migrate$ON$down 1
        whimbrel --yes --format golang-migrate$ON$reset
        "perhaps" of -all is neither true nor false
        "migrate up" does not take "2"
        "migrate goto" does not take "2"
        "migrate version" does not take "3"
        "migrate validate" does not take "all"
        "migrate create" does not take "two"
        """.replace("$ON$", ON)));
  }

  @Test
  void ofAtlas() {
    assertThat(table(AtlasLines::of, """
        migrate apply --env local
        migrate apply --env local -c file://schemas/atlas.hcl 3
        migrate apply -u postgres://h/d --dir file://m?format=goose
        migrate apply --exec-order=non-linear --allow-dirty --to-version 3
        migrate apply --tx-mode all
        migrate apply --baseline 2 --env e
        migrate apply --revisions-schema r --lock-timeout 1m0.5s --dry-run
        migrate status --url postgres://h/d
        migrate down --to-version 3
        migrate down 2
        migrate set 3
        migrate hash --force
        migrate validate --dir file://m
        migrate new
        migrate new some_name
        schema apply
        migrate push name
        migrate apply --amount 2
        migrate apply --amount 2 3
        migrate apply --amount x
        migrate down --amount 2
        migrate apply 1 2
        migrate status 1
        migrate status --dry-run
        migrate set 3 --allow-dirty
        migrate hash --url postgres://h/d
        migrate apply --help
        """)).isEqualTo(lines("""
        whimbrel --adopt atlas --no-proof --env local up
        whimbrel --adopt atlas --no-proof --env local --config schemas/atlas.hcl up 3
        whimbrel --url postgres://h/d --adopt atlas --no-proof --dir file://m --format goose up
        whimbrel --to 3 --from-scratch --out-of-order --adopt atlas --no-proof --format atlas up
        whimbrel --tx all --adopt atlas --no-proof --format atlas up
        whimbrel --yes --adopt atlas --no-proof --env e baseline 2; whimbrel --adopt atlas --no-proof --env e up
        whimbrel --lock-wait 60500ms --table r.atlas_schema_revisions --adopt atlas --no-proof --dry-run --format atlas up
        whimbrel --url postgres://h/d --adopt atlas --no-proof --format atlas status
        whimbrel --to 3 --adopt atlas --no-proof --format atlas down
        whimbrel --adopt atlas --no-proof --format atlas down 2
        whimbrel --yes --adopt atlas --no-proof --format atlas force 3
        whimbrel --format atlas hash
        whimbrel --dir file://m --format atlas validate
        whimbrel --format atlas new migration
        whimbrel --format atlas new some_name
        "atlas schema apply" is not carried out here
        "atlas migrate push" is not carried out here
        whimbrel --adopt atlas --no-proof --format atlas up 2
        "atlas migrate apply" does not take "3"
        invalid amount argument "x" (invalid syntax). Omit the argument or pass a valid integer instead
        whimbrel --adopt atlas --no-proof --format atlas down 2
        "atlas migrate apply" does not take "2"
        "atlas migrate status" does not take "1"
        "atlas migrate status" does not take the flag -dry-run
        "atlas migrate set" does not take the flag -allow-dirty
        "atlas migrate hash" does not take the flag -url
        whimbrel about
        """));
  }

  @Test
  void ofTheEngineWithBatches() {
    assertThat(
        table(args -> BatchesLines.flags(args).then(flags -> BatchesLines.of(flags, Optional.of("postgres://h/d"))), """
        up
        up -version=20240101123456 -migrations m
        down -version 20240101123456
        -migrations=m status
        reset
        refresh
        version
        create -name=x
        down 3
        up -name=x
        reset -version=1
        """)).isEqualTo(lines("""
        whimbrel --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof up
        whimbrel --to 20240101123456 --dir m --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof up
        whimbrel --to 20240101123456 --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof down
        whimbrel --dir m --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof status
        whimbrel --yes --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof reset
        whimbrel --yes --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof refresh
        whimbrel --format sql-migrate --url postgres://h/d --adopt up-down-batches --no-proof status
        whimbrel --format sql-migrate new x
        "down" does not take "3"
        "up" does not take the flag -name
        "reset" does not take the flag -version
        """));
  }

  @Test
  void ofTheEngineOfServices() {
    assertThat(table(args -> ServicesLines.flags(args).then(flags -> ServicesLines.of(flags, "s", Optional.of("m"))), """
        -action=up
        -action=up -dry-run
        -action down
        -action=status -service=s
        -action=verify
        -action=generate -description=x
        -action=force
        -action=up -description=x
        """)).isEqualTo(lines("""
        whimbrel --service s --adopt shared-services --no-proof --dir m --format golang-migrate up
        whimbrel --service s --adopt shared-services --no-proof --dir m --format golang-migrate --dry-run up
        whimbrel --service s --adopt shared-services --no-proof --dir m --format golang-migrate down
        whimbrel --service s --adopt shared-services --no-proof --dir m --format golang-migrate status
        whimbrel --service s --adopt shared-services --no-proof --dir m --format golang-migrate verify
        whimbrel --numbering 3 --dir m --format golang-migrate new x
        the engine has no action "force"
        -description belongs to -action=generate
        """));
  }

  @Test
  void aUrlInAWrongPlaceIsNotRepeated() {
    assertThat(table(args -> Misplaced.hidden(MigrateLines.of(args)), """
        -database postgres://u:secret@h/d up
        pgx5://u:secret@h/d
        -path postgres://u:secret@h/d up
        -lock-timeout postgres://u:secret@h/d up
        -postgres://u:secret@h/d up
        force mysql://u:secret@h/d
        """)).isEqualTo(("whimbrel --format golang-migrate --url postgres://u:secret@h/d" + ON + "up\n"
        + "a database URL stands where something else is expected\n".repeat(4)
        + "can't read version argument V\n"));
    assertThat(table(args -> Misplaced.hidden(AtlasLines.of(args)), """
        migrate postgres://u:secret@h/d
        migrate apply mysql://u:secret@h/d
        migrate apply --baseline http://u:secret@h/d --dry-run
        migrate apply --env e --baseline postgres://u:secret@h/d
        """)).isEqualTo("a database URL stands where something else is expected\n".repeat(4));
  }

  @Test
  void durationsAreThoseOfGo() {
    assertThat(List.of("0", "1.5s", "1h2m3s", "250ms", "10us", "1m", "5", "s", "1s x", "-1s"))
        .extracting(text -> GoDuration.millis(text).orElse("none"))
        .containsExactly("0ms", "1500ms", "3723000ms", "250ms", "1ms", "60000ms", "none", "none", "none", "none");
    assertThat(List.of(0L, 999L, 1_500L, 5_412_737L, 1_000_000_000L, 90_500_000_000L, 3_723_000_000_000L))
        .extracting(nanos -> GoDuration.written(java.time.Duration.ofNanos(nanos)))
        .containsExactly("0s", "999ns", "1.5µs", "5.412737ms", "1s", "1m30.5s", "1h2m3s");
  }

  /** Each line's translation, or what is said instead. */
  private static String table(Function<List<String>, Result<Wanted>> translation, String typed) {
    return typed.lines().map(line -> translation.apply(Arrays.asList(line.split(" "))))
        .map(result -> switch (result) {
          case Result.Ok<Wanted> ok -> ok.value().first().map(first -> first + "; ").orElse("") + ok.value().line();
          case Result.Rejected<Wanted> rejected ->
            rejected.problems().stream().map(Problem::message).findFirst().orElse("");
        })
        .reduce("", (all, line) -> all + line.replaceAll(" +", " ") + "\n");
  }

  private static String lines(String text) {
    return text.replaceAll(" +", " ");
  }
}
