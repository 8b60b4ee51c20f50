package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.forecast.Calibration;
import dev.whimbrel.schema.forecast.Rates;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.sql.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How fast the server of a database works. It is measured in a database beside it, and kept for the user; what was measured elsewhere says
 * nothing of it.
 */
final class RatesKept {
  private static final String BESIDE = "server";

  private final Invocation invocation;
  private final Settings settings;

  RatesKept(Invocation invocation, Settings settings) {
    this.invocation = invocation;
    this.settings = settings;
  }

  /** Refuses to measure where no database is looked at. */
  void refuseNowhere() {
    if (invocation.has(Options.CALIBRATE)) {
      throw Linting.wrong("--calibrate measures the server of a database, and none is looked at",
          "name it: whimbrel lint --calibrate --shadow server --url …");
    }
  }

  /** Refuses to measure a server that is not that of the database, before anything is done. */
  void refuse() {
    if (invocation.has(Options.CALIBRATE) && !isBeside()) {
      throw Linting.wrong("--calibrate measures the server on which the shadow is, and that is not the database's own",
          "let the shadow be there: whimbrel lint --calibrate --shadow server");
    }
  }

  private boolean isBeside() {
    return settings.text(Options.SHADOW).orElse("").equals(BESIDE);
  }

  /** Measured now or earlier, or assumed. */
  Rates of(Desk desk) {
    if (!isBeside()) {
      return Rates.assumed();
    }
    Path file = ShadowPlace.cache(invocation).directory().resolveSibling("rates")
        .resolve(Sha256.of(desk.database().label().getBytes(StandardCharsets.UTF_8)) + ".txt");
    return invocation.has(Options.CALIBRATE) ? measured(desk, file) : kept(file);
  }

  private Rates measured(Desk desk, Path file) {
    invocation.screen().step("measuring how fast the server works …");
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, Likeness.of(desk.database()), desk.url());
        ShadowDatabase shadow = shadows.empty().orThrow();
        Database database = shadow.open()) {
      Rates rates = Calibration.of(database);
      Files.createDirectories(file.getParent());
      Files.writeString(file, rates.text());
      return rates;
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "what was measured cannot be kept in " + file)
          .remedy("name another directory for it with XDG_CACHE_HOME"), null);
    }
  }

  /** What cannot be read is measured anew when somebody asks for it. */
  private static Rates kept(Path file) {
    try {
      return Files.isRegularFile(file)
          && Rates.parse(file.toString(), Files.readString(file)) instanceof Result.Ok<Rates>(Rates rates)
              ? rates
              : Rates.assumed();
    } catch (IOException e) {
      return Rates.assumed();
    }
  }
}
