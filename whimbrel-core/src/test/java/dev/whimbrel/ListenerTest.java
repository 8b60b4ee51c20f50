package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A listener that throws. */
@ExtendWith(FreshDatabases.class)
class ListenerTest {
  private static final Map<String, String> TWO = Map.of("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql",
      "CREATE TABLE b ();");

  private static Whimbrel with(TestDatabase test, Consumer<RunEvent> listener) {
    return Whimbrel.configure(TestPool.of(test)).files(TWO).listener(listener).build();
  }

  @Test
  void beforeAStepNothingOfItBegins(TestDatabase test) {
    IllegalStateException thrown = new IllegalStateException("no more");
    List<RunEvent> told = new ArrayList<>();
    Whimbrel whimbrel = with(test, event -> {
      told.add(event);
      if (event instanceof RunEvent.StepStarted started && started.number() == 2) {
        throw thrown;
      }
    });
    assertThatThrownBy(whimbrel::up).hasCause(thrown).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.INTERRUPTED,
                "the listener of the run threw java.lang.IllegalStateException: no more; nothing further was begun")
            .state("1 of 2 migrations of the run are in effect and recorded")
            .remedy("mend the listener; run again: it goes on where it stopped")));
    assertThat(told).hasSize(3);
    assertThat(test.value("SELECT to_regclass('b')")).isNull();
    assertThat(with(test, event -> {}).up().done()).isEqualTo(1);
  }

  @Test
  void afterAStepThatStepStays(TestDatabase test) {
    Whimbrel whimbrel = with(test, event -> {
      if (event instanceof RunEvent.StepFinished) {
        throw new AssertionError("of the listener");
      }
    });
    assertThatThrownBy(whimbrel::up).hasRootCauseMessage("of the listener").isInstanceOf(WhimbrelException.class);
    assertThat(test.query("SELECT version FROM whimbrel.journal WHERE event = 'applied'"))
        .containsExactly(List.of("1"));
  }

  @Test
  void inADryRunEverythingIsRolledBack(TestDatabase test) {
    Whimbrel whimbrel = with(test, event -> {
      if (event instanceof RunEvent.StepFinished) {
        throw new IllegalStateException("no more");
      }
    });
    assertThatThrownBy(() -> whimbrel.dryRun(new Goal.Latest())).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems().getFirst().state()).isEqualTo("this was a dry run: nothing was changed"));
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** As a listener written in Kotlin may. */
  @Test
  void aCheckedExceptionIsOneToo(TestDatabase test) {
    IOException thrown = new IOException("no more");
    Whimbrel whimbrel = with(test, event -> {
      if (event instanceof RunEvent.StepFinished) {
        throw ListenerTest.<RuntimeException>unchecked(thrown);
      }
    });
    assertThatThrownBy(whimbrel::up).hasCause(thrown).isInstanceOfSatisfying(WhimbrelException.class,
        e -> assertThat(e.problems()).containsExactly(Problem
            .of(ProblemCode.INTERRUPTED,
                "the listener of the run threw java.io.IOException: no more; nothing further was begun")
            .state("1 of 2 migrations of the run are in effect and recorded")
            .remedy("mend the listener; run again: it goes on where it stopped")));
    assertThat(test.query("SELECT version FROM whimbrel.journal WHERE event = 'applied'"))
        .containsExactly(List.of("1"));
  }
}
