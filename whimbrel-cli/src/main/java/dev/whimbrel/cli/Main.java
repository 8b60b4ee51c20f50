package dev.whimbrel.cli;

import dev.whimbrel.problem.ProblemCode;
import java.security.Security;
import java.util.Locale;

/** The process. */
public final class Main {
  private static final String FORGETTING = "networkaddress.cache.negative.ttl";
  private static final String BRIEFLY = "1";

  private Main() {}

  public static void main(String[] args) {
    // numbers are for programs, too; some locales have other digits, and others group them
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    // a host whose name is not known yet is asked for again, so a "no" must not be remembered for long
    if (!BRIEFLY.equals(Security.getProperty(FORGETTING))) { // to set it costs a start 10 ms; the distribution's runtime has it
      Security.setProperty(FORGETTING, BRIEFLY);
    }
    DriverLog.silence();
    Surroundings surroundings = Surroundings.ofThisProcess();
    Interruption.install(surroundings);
    int exitCode = ProblemCode.Kind.INTERNAL.exitCode();
    try {
      exitCode = new Cli(surroundings).run(args);
    } finally {
      Interruption.leave(exitCode);
    }
  }
}
