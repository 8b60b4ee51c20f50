package dev.whimbrel.cli.command;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The guard of an environment that whimbrel.yaml marks as protected: {@code Protection.of(invocation, settings).refuse()}. */
final class Protection {
  /** Those that fall back to an unencrypted connection are not among them. */
  private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

  private final Invocation invocation;
  /** The environment, or null where nothing is protected. */
  private final @Nullable Sourced environment;

  private Protection(Invocation invocation, @Nullable Sourced environment) {
    this.invocation = invocation;
    this.environment = environment;
  }

  static Protection of(Invocation invocation, Settings settings) {
    return new Protection(invocation, settings.protectedEnvironment().orElse(null));
  }

  boolean isOn() {
    return environment != null;
  }

  /**
   * Refuses the command, whatever is confirmed: for what takes away more than a new migration does.
   *
   * @throws WhimbrelException in a protected environment
   */
  void refuse() {
    if (environment != null) {
      throw new WhimbrelException(Problem
          .of(ProblemCode.PROTECTED,
              "\"" + invocation.command() + "\" is refused in the protected environment \"" + environment.value()
                  + "\"")
          .at(environment.at()).state("nothing was changed")
          .remedy("what is wrong there is put right by a new migration; a database of your own is another --env"),
          null);
    }
  }

  /**
   * Refuses a connection that others can read or redirect. The embedded server is reached from this machine alone and needs none.
   *
   * @throws WhimbrelException in a protected environment, if the URL does not insist on encryption
   */
  void demandEncryption(DatabaseAddress address) {
    if (environment != null && address instanceof DatabaseAddress.Server server
        && !ENCRYPTED.contains(server.url().properties().getOrDefault("sslmode", ""))) {
      throw new WhimbrelException(Problem
          .of(ProblemCode.PROTECTED, "the URL does not demand encryption, and the environment \"" + environment.value()
              + "\" is protected (it comes from " + server.source() + ")")
          .at(environment.at()).state("nothing was changed")
          .remedy("write ?sslmode=require behind it, or better ?sslmode=verify-full&sslrootcert=FILE"), null);
    }
  }

  /**
   * Asks for the environment's name to be typed, or for the digest of exactly this.
   *
   * @param question what will be done
   * @param digest of what will be done
   * @throws WhimbrelException unless one of the two is given
   */
  void confirm(String question, String digest) {
    refuseStale(digest);
    agree(question, "if this is meant: whimbrel " + typed() + " --yes --plan " + digest);
  }

  /**
   * Asks for the environment's name to be typed, or for a digest that somebody else compares with what is to be done.
   *
   * @param question what will be done
   * @param remedy what to do where nobody can be asked
   * @throws WhimbrelException unless one of the two is given
   */
  void agree(String question, String remedy) {
    String name = environment == null ? "" : environment.value();
    if (invocation.wants(Options.YES)) {
      if (invocation.given(Options.PLAN).isEmpty()) {
        throw refused(ProblemCode.NOT_CONFIRMED,
            "--yes alone does not do in the protected environment \"" + name + "\"",
            question.replaceFirst(" Go on[?]$", "") + "\n" + remedy);
      }
      return;
    }
    switch (invocation.screen().askFor(question.replaceFirst(" Go on[?]$", "") + "\nThe environment \"" + name
        + "\" is protected. To go on, type its name: ", name)) {
      case YES -> {
      }
      case NO -> throw refused(ProblemCode.NOT_CONFIRMED, "that was not the name of the environment", null);
      case NOBODY_THERE -> throw refused(ProblemCode.NOT_CONFIRMED, "\"" + invocation.command()
          + "\" asks before it begins in the protected environment \"" + name + "\", and there is nobody to answer",
          remedy);
    }
  }

  /**
   * Refuses what is not what was agreed to.
   *
   * @throws WhimbrelException if a digest is given and it is another
   */
  void refuseStale(String digest) {
    Optional<String> given = invocation.given(Options.PLAN);
    if (given.isPresent() && !given.get().equals(digest)) {
      throw refused(ProblemCode.OUTDATED, "this is not what was agreed to: its digest is " + digest
          + ", and not \"" + given.get() + "\"; the history, a file or the database has changed",
          "look at what would be done now, with: whimbrel " + (invocation.command().equals("up")
              ? "plan" + options(invocation)
              : typed() + " without --plan") + "\nand if it is meant: whimbrel " + typed() + " --yes --plan " + digest);
    }
  }

  private String typed() {
    return typed(invocation);
  }

  /** What was typed, but for what every command knows. */
  static String typed(Invocation invocation) {
    StringBuilder typed = new StringBuilder(invocation.command());
    invocation.arguments().forEach(argument -> typed.append(' ').append(argument));
    return typed + options(invocation, List.of("to", "as", "batch", "from", "table", "skip-missing", "out-of-order",
        "from-scratch", "tx", "no-computed", "allow-data-loss", "require-proof", "adopt", "no-proof", "baseline",
        "detach", "journal", "fix")) + shadow(invocation);
  }

  /** Of what was typed, the options that decide what {@code up} does and its plan says, each behind a space. */
  static String options(Invocation invocation) {
    return options(invocation,
        List.of("to", "out-of-order", "from-scratch", "require-proof", "adopt", "no-proof", "baseline"));
  }

  private static String options(Invocation invocation, List<String> names) {
    return names.stream().filter(name -> invocation.values().get(name) != null).map(name -> {
      String value = invocation.values().getOrDefault(name, "");
      return " --" + name + (value.isEmpty() ? "" : " " + value);
    }).collect(Collectors.joining());
  }

  /** Where it is to be tried; a URL with a password is not repeated. */
  static String shadow(Invocation invocation) {
    return Stream.of(Options.SHADOW, Options.SHADOW_URL)
        .flatMap(option -> invocation.value(option).stream()
            .map(value -> " --" + option.name() + " "
                + (NextCommand.isSecret(value) ? "URL" : ShellWord.of(value))))
        .collect(Collectors.joining());
  }

  private static WhimbrelException refused(ProblemCode code, String fact, @Nullable String remedy) {
    return new WhimbrelException(
        Problem.of(code, fact).state("nothing was changed").remedy(remedy), null);
  }
}
