package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.ReadDirectory;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings for which an installation has no place of its own: a Job gets them as variables, as it has no whimbrel.yaml. One that it cannot
 * get is refused by its name, so that what runs there is what would run here.
 */
final class Passed {
  private static final List<Option> OPTIONS = List.of(Options.CHANGELOG_PATH, Options.CONNECT_TIMEOUT,
      Options.IN_FLIGHT, Options.LOCK_RETRY, Options.NO_COMPUTED, Options.NO_PROOF);
  private static final String FLYWAY = "FLYWAY_PLACEHOLDERS_";
  /** A shell keeps no other, and the containers have some of their own. */
  private static final Pattern VARIABLE = Pattern
      .compile("(?!WHIMBREL_|DB_|JAVA_|(?:HOME|PATH)$)[A-Za-z_][A-Za-z0-9_]*");

  /** One that can be passed. */
  private record Setting(String name, @Nullable Position at, String variable, String value) {}

  private final Settings settings;
  private final List<Setting> passed = new ArrayList<>();
  private final List<Problem> refused = new ArrayList<>();

  private Passed(Settings settings) {
    this.settings = settings;
    OPTIONS.forEach(this::option);
    if (settings.isOn(Options.REQUIRE_PROOF)) {
      refuse(named(Options.REQUIRE_PROOF), at(Options.REQUIRE_PROOF), "a Job",
          "the proofs lie beside the directory, and do not come along",
          "prove the migrations before (whimbrel prove), and set WHIMBREL_REQUIRE_PROOF=false for what runs in the cluster");
    }
    if (!settings.placeholders().isEmpty()) {
      Format format = ReadDirectory.of(settings).format();
      settings.placeholders().forEach((name, said) -> placeholder(format, name, said));
    }
  }

  /**
   * Those that a Job gets, as variables.
   *
   * @throws WhimbrelException if one is set that it cannot get
   */
  static SortedMap<String, String> toJob(Settings settings) {
    Passed passed = new Passed(settings);
    passed.orThrow();
    SortedMap<String, String> variables = new TreeMap<>();
    passed.passed.forEach(one -> variables.put(one.variable(), one.value()));
    return variables;
  }

  /**
   * The resource of the operator has a field for none of them.
   *
   * @throws WhimbrelException if one is set
   */
  static void refuseForMigration(Settings settings) {
    Passed passed = new Passed(settings);
    passed.passed.forEach(one -> passed.refuse(one.name(), one.at(), "a Migration", "it has no field for it",
        "let a Job carry it out (--by job), or name a configuration without it with --config"));
    passed.orThrow();
  }

  private void option(Option option) {
    Optional<String> value = option.takesArgument()
        ? settings.text(option)
        : Optional.of("true").filter(on -> settings.isOn(option));
    value.ifPresent(said -> passed
        .add(new Setting(named(option), at(option), option.variables().getFirst(), said)));
  }

  private static String named(Option option) {
    return "\"" + option.title() + "\"";
  }

  private @Nullable Position at(Option option) {
    return settings.find(option).map(Sourced::at).orElse(null);
  }

  private void placeholder(Format format, String name, Sourced said) {
    switch (format) {
      // a variable says nothing of capitals there
      case FLYWAY -> placeholder(FLYWAY + name.toUpperCase(Locale.ROOT), name,
          name.equals(name.toLowerCase(Locale.ROOT)), said);
      case GOOSE, LIQUIBASE -> placeholder(name, name, true, said);
      case ATLAS, GOLANG_MIGRATE, SQL_MIGRATE, DBMATE -> {
        // they substitute nothing
      }
    }
  }

  private void placeholder(String variable, String name, boolean isSame, Sourced said) {
    String label = "\"" + name + "\" of placeholders";
    String instead = "write an image of your own that has it as a variable, and name a configuration without it with --config";
    if (!isSame || !VARIABLE.matcher(variable).matches()) {
      refuse(label, said.at(), "a Job", "no variable has that name there", "give it another name; or " + instead);
    } else if (!settings.isWrittenOut(name)) {
      refuse(label, said.at(), "a Job",
          "its value is one of a variable here, and everybody could read it in the cluster",
          "write the value out, if it is no secret; or " + instead);
    } else {
      passed.add(new Setting(label, said.at(), variable, said.value()));
    }
  }

  private void refuse(String name, @Nullable Position at, String whom, String why, String remedy) {
    refused.add(Problem.of(ProblemCode.CONFIGURATION, name + " cannot be passed to " + whom + ": " + why).at(at)
        .state("nothing was changed").remedy(remedy));
  }

  private void orThrow() {
    if (!refused.isEmpty()) {
      throw new WhimbrelException(refused);
    }
  }
}
