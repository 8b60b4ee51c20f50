package dev.whimbrel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs for root, whom PostgreSQL refuses, and for whom it becomes. */
class RootTest {
  private static final int SOMEBODY = 54_321;
  private static final int NOBODY = 65_534;

  private static Set<Integer> ownersIn(Path directory) throws IOException {
    Set<Integer> owners = new HashSet<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        owners.add(FileTree.owner(path));
      }
    }
    return owners;
  }

  /** A cache of the test's own that need not be filled from the archive once more. */
  private static Map<String, String> cacheIn(Path parent) throws IOException {
    Path cache = parent.resolve("cache");
    Path own = cache.resolve("whimbrel");
    Files.createDirectories(own);
    EmbeddedOptions options = EmbeddedOptions.defaults();
    Installation installation = Installation.of(options.binaries(),
        new Cache(options.cache(), Deadline.in(options.patience())));
    FileTree.copy(installation.home(), own.resolve(options.binaries().label()));
    return Map.of("XDG_CACHE_HOME", cache.toString());
  }

  @BeforeEach
  void isRoot(@TempDir Path directory) throws Exception {
    assumeTrue(FileTree.owner(directory) == 0, "these are about root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void aSignalIsNotTakenForAMachineThatAllowsNothing(String signal, @TempDir Path home) {
    RunAs ended = new RunAs(List.of("sh", "-c", "kill -" + signal + " $$"), null);
    assertThatThrownBy(() -> RunAs.firstOf(List.of(ended), Path.of("/bin/sh"), home))
        .hasMessageStartingWith("interrupted while the embedded PostgreSQL was started");
  }

  @Test
  void runsAsTheUserWhoOwnsTheDirectory(@TempDir Path home) throws Exception {
    FileTree.handOver(home, SOMEBODY);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      assertThat(Sessions.query(postgres.address(), "select 1")).isEqualTo("1");
      long pid = PidFile.read(home.resolve("data")).orElseThrow().pid();
      assertThat(FileTree.owner(Path.of("/proc", Long.toString(pid)))).isEqualTo(SOMEBODY);
      assertThat(FileTree.owner(home.resolve("data"))).isEqualTo(SOMEBODY);
    }
    assertThat(PidFile.in(home.resolve("data"))).doesNotExist();
  }

  @Test
  void leavesADirectoryUsableForItsOwner(@TempDir Path home) throws Exception {
    FileTree.handOver(home, SOMEBODY);
    EmbeddedPostgres.at(home).close();
    assertThat(ownersIn(home)).containsOnly(SOMEBODY);
    List<String> prefix = RunAs.asUser(SOMEBODY).getLast().prefix();
    try (TenantProcess tenant = TenantProcess.start(prefix, Map.of(), home)) {
      assertThat(Sessions.query(tenant.found().address(), "select 1")).isEqualTo("1");
      tenant.leave();
    }
    assertThat(PidFile.in(home.resolve("data"))).doesNotExist();
  }

  @Test
  void makesADirectoryForTheOwnerOfTheOneAbove(@TempDir Path project) throws Exception {
    FileTree.handOver(project, SOMEBODY);
    EmbeddedPostgres.at(project.resolve(".whimbrel/postgres")).close();
    assertThat(ownersIn(project)).containsOnly(SOMEBODY);
  }

  @ParameterizedTest
  @ValueSource(ints = {NOBODY, SOMEBODY})
  void worksForOrdinaryUsersAlsoWithoutAName(int user, @TempDir Path parent) throws Exception {
    Map<String, String> environment = cacheIn(parent);
    FileTree.handOver(parent, user);
    List<String> prefix = RunAs.asUser(user).getLast().prefix();
    try (TenantProcess tenant = TenantProcess.start(prefix, environment, parent.resolve("postgres"))) {
      assertThat(Sessions.query(tenant.found().address(), "select 1")).isEqualTo("1");
      tenant.leave();
    }
    assertThat(FileTree.owner(parent.resolve("cache/whimbrel"))).isEqualTo(user);
  }

  @Test
  void becomesNobodyWhereUnshareIsNotToBeHad(@TempDir Path parent) throws Exception {
    Path programs = Files.createDirectory(parent.resolve("bin"));
    Path setpriv = Files.writeString(programs.resolve("setpriv"), """
        #!/bin/sh
        PATH=/usr/sbin:/usr/bin:/sbin:/bin exec setpriv "$@"
        """);
    Files.setPosixFilePermissions(setpriv, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = new HashMap<>(cacheIn(parent));
    environment.put("PATH", programs.toString());
    Path home = parent.resolve("postgres");
    try (TenantProcess tenant = TenantProcess.start(List.of(), environment, home)) {
      assertThat(Sessions.query(tenant.found().address(), "select 1")).isEqualTo("1");
      assertThat(FileTree.owner(home.resolve("data"))).isEqualTo(NOBODY);
      tenant.leave();
    }
    // what nobody owns is nobody's from now on
    try (EmbeddedPostgres postgres = EmbeddedPostgres.at(home)) {
      assertThat(Sessions.query(postgres.address(), "select 1")).isEqualTo("1");
    }
    assertThat(PidFile.in(home.resolve("data"))).doesNotExist();
  }

  @Test
  void takesTheFirstWayThatReachesTheProgramAndGivesItTheFiles(@TempDir Path parent) throws Exception {
    Path home = Files.createDirectory(parent.resolve("home"));
    Path program = Path.of("/bin/sh");
    List<RunAs> nobody = RunAs.asUser(SOMEBODY);
    RunAs impossible = new RunAs(List.of("no-such-program"), SOMEBODY);
    RunAs chosen = RunAs.firstOf(List.of(impossible, nobody.get(0), nobody.get(1)), program, home);
    // the directory above is root's alone: only the second way gets through it
    assertThat(chosen).isEqualTo(nobody.get(1));
    assertThat(FileTree.owner(home)).isEqualTo(SOMEBODY);
  }

  @Test
  void saysWhatToDoWhenThereIsNoWay(@TempDir Path home) {
    RunAs impossible = new RunAs(List.of("no-such-program"), null);
    assertThatThrownBy(() -> RunAs.firstOf(List.of(impossible), Path.of("/bin/sh"), home))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("PostgreSQL does not run as root")
        .hasMessageContaining("run as an ordinary user");
  }
}
