package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.decide.PlanSeen;
import dev.whimbrel.kubernetes.decide.Target;
import dev.whimbrel.kubernetes.operator.Observer;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator looks at a plan, and a Job with the command line in it does exactly that: both have to mean the same by its digest. */
class PlanInClusterTest {
  /** What the operator takes for a plan that is not the plan any more, and a Job for what no other try changes. */
  private static final int OUTDATED = ProblemCode.Kind.OUTDATED.exitCode();

  @TempDir
  Path directory;
  private String said = "";

  @Test
  void theOperatorAndTheJobMeanTheSamePlan() throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    write("1_a.up.sql", "create table a (n int);\n");
    write("1_a.down.sql", "drop table a;\n");
    write("2_b.up.sql", "create table b (n int);\n");
    write("2_b.down.sql", "drop table b;\n");
    try (TestDatabase database = Databases.create()) {
      PlanSeen first = plan(database, spec("1", null));
      assertThat(run(database, "up --to 1 --plan 0123456789abcdef")).isEqualTo(OUTDATED);
      assertThat(run(database, "up --to 1 --plan " + first.digest())).as(said).isZero();
      PlanSeen second = plan(database, spec(null, "all"));
      assertThat(run(database, "up --plan " + second.digest())).as("each by itself is something else")
          .isEqualTo(OUTDATED);
      assertThat(run(database, "up --tx all --plan " + second.digest())).as(said).isZero();
      PlanSeen back = plan(database, spec("1", null));
      assertThat(back.direction()).isEqualTo(PlanSeen.Direction.DOWN);
      assertThat(run(database, "down --to 1 --yes --plan " + back.digest())).as(said).isZero();
      assertThat(database.value("select to_regclass('b') is null")).isEqualTo("t");
    }
  }

  private PlanSeen plan(TestDatabase database, MigrationSpec spec) {
    FileSet files = FileSet.read(directory.resolve("migrations")).orThrow();
    Target target = Observer.look(spec, files, DatabaseUrl.parse(database.url()).orThrow());
    assertThat(target).isInstanceOfSatisfying(Target.Standing.class,
        standing -> assertThat(standing.plan()).isNotNull());
    PlanSeen plan = ((Target.Standing) target).plan();
    return plan == null ? new PlanSeen("none", PlanSeen.Direction.UP, List.of(), "") : plan;
  }

  private static MigrationSpec spec(@Nullable String to, @Nullable String tx) {
    return new MigrationSpec(new DatabaseSource(null, null, null, null, null),
        new DirectorySource(null, null, Map.of()),
        null, to, new MigrationSpec.Policy(null, null, tx), null, null, null, null, null, null, null, null);
  }

  private int run(TestDatabase database, String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(Map.of("WHIMBREL_URL", database.url()), directory,
        new StringReader(""),
        stream, stream, Terminal.NONE, Clock.systemUTC());
    int exitCode = new Cli(surroundings).run(line.split(" "));
    said = out.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve("migrations").resolve(name), text);
  }
}
