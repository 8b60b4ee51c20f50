package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.watch.ActivityJson;
import dev.whimbrel.cli.watch.ActivityText;
import dev.whimbrel.doctor.Activity;
import dev.whimbrel.doctor.Lookout;
import dev.whimbrel.doctor.Patient;
import dev.whimbrel.report.Json;
import java.time.Duration;

/** The command {@code watch}: what runs now. */
public final class Watching {
  /** More often would be work for the server. */
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Desk desk;
  private final Patient patient;

  private Watching(Desk desk, Patient patient) {
    this.desk = desk;
    this.patient = patient;
  }

  /** The command {@code watch}. */
  public static Outcome watch(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Duration interval = settings.time(Options.INTERVAL, Duration.ofSeconds(1));
    boolean live = invocation.surroundings().terminal() == Terminal.INTERACTIVE && !invocation.has(Options.ONCE)
        && invocation.screen().form() == Screen.Form.TEXT;
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Watching watching = new Watching(desk, Doctoring.patient(desk, settings));
      return live ? watching.live(interval) : watching.once();
    });
  }

  private Outcome once() {
    Activity activity = Lookout.look(patient);
    return Outcome.of(text(activity), ActivityJson.of(activity));
  }

  private String text(Activity activity) {
    return new ActivityText(desk.invocation().screen(), desk.place()).of(activity);
  }

  /** Until somebody interrupts it, or the connection is lost. */
  private Outcome live(Duration interval) {
    Duration pause = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        desk.invocation().screen().page(text(Lookout.look(patient)) + "\nEvery " + pause.toMillis() / 1000.0
            + " s; it ends with Ctrl-C.\n");
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Outcome.of("", Json.object());
  }
}
