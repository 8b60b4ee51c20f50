package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.lint.RuleCase.Section;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each file of {@code lint/}. {@code -Dcases.accept=true} writes what is found into the files, {@code
 * -Dcases.only=WB101} takes those whose names fit.
 */
@Execution(ExecutionMode.CONCURRENT)
class RuleCasesTest {
  private static final int NEWEST = 18;
  private static final Pattern ONLY = Pattern.compile(System.getProperty("cases.only", ""));

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return RuleCase.all().stream().filter(one -> ONLY.matcher(one.name()).find())
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
  }

  private static void check(RuleCase file) throws IOException {
    StringBuilder told = new StringBuilder();
    List<String> wrong = new ArrayList<>();
    try (Trying newest = new Trying(NEWEST); Trying oldest = new Trying(14)) {
      Situation situation = Situation.none();
      for (Section section : file.sections()) {
        situation = situation.with(section);
        if (section.isExpected()) {
          continue;
        }
        told.append(section.heading()).append(section.heading().isEmpty() ? "" : "\n")
            .append(section.body().isBlank() ? "" : section.body().strip() + "\n\n");
        if (section.word().equals("fires") || section.word().equals("near")) {
          Trying server = situation.major() == NEWEST ? newest : oldest;
          tell(file.rule(), section, situation, server, told, wrong);
        }
      }
    }
    String all = told.toString().strip() + "\n";
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(file.file(), all);
    }
    assertThat(wrong).as(file.name()).isEmpty();
    assertThat(all).isEqualTo(Files.readString(file.file()));
  }

  private static void tell(String rule, Section section, Situation situation, Trying server, StringBuilder told,
      List<String> wrong) {
    List<Finding> found = situation.withRehearsal(server, rule, section.body());
    List<Finding> suspected = situation.withoutRehearsal(rule, section.body());
    if (section.word().equals("near")) {
      found.forEach(one -> wrong.add(section.heading() + "\n" + section.body() + "is found: " + one.what()));
      wrong.addAll(situation.refused(server, section.body()));
    } else {
      told.append("-- finds\n").append(Telling.of(found)).append('\n');
      if (found.isEmpty()) {
        wrong.add(
            section.heading() + "\n" + section.body() + "finds nothing " + situation.refused(server, section.body()));
      }
      wrong.addAll(situation.wrongWithSafeForms(server, found, section.body()));
    }
    if (!suspected.isEmpty()) {
      told.append("-- suspects\n").append(Telling.of(suspected)).append('\n');
    }
  }

  /** A database in which one case after the other is tried; made when it is needed. */
  static final class Trying implements AutoCloseable {
    private final int major;
    private final List<TestDatabase> made = new ArrayList<>();
    private final List<Database> sessions = new ArrayList<>();

    Trying(int major) {
      this.major = major;
    }

    Database database() {
      if (sessions.isEmpty()) {
        made.add(Databases.create(major));
        sessions.add(open());
      }
      return sessions.getFirst();
    }

    /** Another session of the same database, for who asked for the first one already; theirs to close. */
    Database open() {
      return Database.open(DatabaseUrl.parse(made.getFirst().url()).orThrow(), SessionSettings.standard());
    }

    @Override
    public void close() {
      sessions.forEach(Database::close);
      made.forEach(TestDatabase::close);
    }
  }
}
