package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every directory as a whole: up, verified, down, up again. */
@ExtendWith(FreshDatabases.class)
class SeedsTest {
  private static final Set<Loss> NOTHING = Set.of();
  /** A second row of the same kind is written at another time. */
  private static final Set<Loss> AT_ANOTHER_TIME = Set.of(Loss.VALUES);

  @ParameterizedTest
  @EnumSource(Seed.class)
  void isAppliedOnceAndAgreesWithItsFiles(Seed seed, TestDatabase database) {
    Prompt prompt = prompt(seed, database);
    int n = seed.ups().size();

    assertThat(prompt.type("validate").fine()).startsWith(seed.migrations() + " is in order: " + n + " migrations ");
    assertThat(prompt.type("up").fine()).contains("Applied " + n + " migrations in ");
    assertThat(prompt.type("status --exit-code").fine()).endsWith("Nothing pending.\n");
    assertThat(prompt.type("verify").fine()).contains(" " + n + " ");
    CatalogFingerprint whole = database.fingerprint();
    assertThat(prompt.type("up").fine()).startsWith("Nothing to do. ");
    assertSame(whole, database.fingerprint(), NOTHING, "a second up");
    assertThat(prompt.type("drift").told()).as("a database at rest has not drifted").startsWith("No drift: ");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = {"ATLAS_JOBS", "UP_DOWN_PRACTICES", "ATLAS_OPERATOR"})
  void everyDownIsTheInverseOfItsUp(Seed seed, TestDatabase database) {
    Prompt prompt = prompt(seed, database);
    List<String> ups = seed.ups();
    Deque<CatalogFingerprint> before = new ArrayDeque<>();
    for (String up : ups) {
      before.push(made(database));
      assertThat(prompt.type("up 1").fine()).as(up).contains("Applied 1 migration in ");
    }
    CatalogFingerprint all = made(database);
    for (String up : ups.reversed()) {
      assertThat(prompt.type("down").fine()).as(up).contains("Reverted 1 migration in ");
      assertSame(before.pop(), made(database), seed.losses(), "the down of " + up);
    }
    CatalogFingerprint none = made(database);

    prompt.type("up").fine();
    assertSame(all, made(database), AT_ANOTHER_TIME, "up again");
    assertThat(prompt.type("reset --yes").fine()).contains("Reverted " + ups.size() + " migrations in ");
    assertSame(none, made(database), NOTHING, "reset");
    prompt.type("up").fine();
    assertSame(all, made(database), AT_ANOTHER_TIME, "up after reset");
  }

  @ParameterizedTest
  @EnumSource(names = {"ATLAS_JOBS", "UP_DOWN_PRACTICES", "ATLAS_OPERATOR"})
  void downNamesAllThatHaveNoWayBackAndChangesNothing(Seed seed, TestDatabase database) {
    Prompt prompt = prompt(seed, database);
    prompt.type("up").fine();
    CatalogFingerprint whole = database.fingerprint();
    for (String command : List.of("down 1000 --no-computed", "down --batch --no-computed", "reset --yes --no-computed",
        "refresh --yes --no-computed")) {
      String complaint = prompt.type(command).complains(3);
      assertThat(complaint.lines().filter(line -> line.startsWith("error:"))).as(command)
          .containsExactlyElementsOf(seed.oneWays().reversed().stream()
              .map(file -> "error: " + file + ":1:1 is to be reverted and has no down part")
              .toList());
      assertSame(whole, database.fingerprint(), NOTHING, command);
    }
  }

  private static Prompt prompt(Seed seed, TestDatabase database) {
    return Prompt.in(seed.original()).on(database).with("WHIMBREL_DIR", seed.migrations());
  }

  /** What the migrations made. */
  private static CatalogFingerprint made(TestDatabase database) {
    return database.fingerprint("whimbrel");
  }

  private static void assertSame(CatalogFingerprint expected, CatalogFingerprint actual, Set<Loss> but, String after) {
    String difference = Loss.without(but, expected).difference(Loss.without(but, actual));
    assertThat(difference).as("difference after " + after).isEmpty();
  }
}
