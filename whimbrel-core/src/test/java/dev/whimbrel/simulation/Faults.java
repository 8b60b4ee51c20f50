package dev.whimbrel.simulation;

import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.simulation.Fault.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does to one run what the script wants, and remembers what it did. */
final class Faults implements FaultPoint {
  private static final int SHOWN = 70;

  private final List<Fault> faults;
  private final Arena arena;
  private final String application;
  private final List<String> happened = new ArrayList<>();
  private int message;

  /** For the run whose sessions have that name. */
  Faults(List<Fault> faults, Arena arena, String application) {
    this.faults = faults;
    this.arena = arena;
    this.application = application;
  }

  @Override
  public void before(String text, Runnable cut) throws IOException {
    message++;
    at(Moment.BEFORE, text, cut);
  }

  @Override
  public void after(String text, Runnable cut) throws IOException {
    at(Moment.AFTER, text, cut);
  }

  private void at(Moment moment, String text, Runnable cut) throws IOException {
    for (Fault fault : faults) {
      if (fault.message() == message && fault.moment() == moment) {
        happened.add(fault + ": " + shown(text));
        happen(fault, cut);
      }
    }
  }

  private void happen(Fault fault, Runnable cut) throws IOException {
    switch (fault.kind()) {
      case CUT -> throw new IOException("cut " + fault.moment() + " message " + fault.message());
      case CUT_MEANWHILE -> arena.later(fault.time(), cut);
      case DELAY -> pause(fault.time());
      case DEATH -> {
        cut.run();
        throw new SimulatedDeath();
      }
      case TERMINATE -> arena.later(fault.time(), () -> arena.signal("pg_terminate_backend", application));
      case CANCEL -> arena.later(fault.time(), () -> arena.signal("pg_cancel_backend", application));
      case LOCK_LEDGER -> arena.lock("public.ledger", fault.time());
      case LOCK_JOURNAL -> arena.lock("whimbrel.journal", fault.time());
    }
  }

  /** A slow client is the fault itself: nothing is waited for. */
  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 2 * SHOWN ? line : line.substring(0, SHOWN) + " … " + line.substring(line.length() - SHOWN);
  }

  int messages() {
    return message;
  }

  int count() {
    return happened.size();
  }

  boolean happened(Fault.Kind kind) {
    return faults.stream().anyMatch(fault -> fault.kind() == kind)
        && happened.stream().anyMatch(text -> text.startsWith(kind + " "));
  }

  @Override
  public String toString() {
    return happened.isEmpty() ? "no fault" : String.join("\n      ", happened);
  }
}
