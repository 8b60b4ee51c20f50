package dev.whimbrel.cli.watch;

import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.doctor.Activity;
import dev.whimbrel.doctor.Activity.Doing;
import dev.whimbrel.doctor.Activity.Locked;
import dev.whimbrel.doctor.Activity.Run;
import dev.whimbrel.doctor.Activity.Session;
import dev.whimbrel.doctor.Activity.Wait;
import dev.whimbrel.doctor.Activity.Waiter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What runs, for people. */
public final class ActivityText {
  private final Screen screen;
  private final String place;

  public ActivityText(Screen screen, String place) {
    this.screen = screen;
    this.place = place;
  }

  public String of(Activity activity) {
    if (activity.runs().isEmpty()) {
      return "Nothing of Whimbrel runs in " + place + ".\n";
    }
    return activity.runs().stream().map(this::run).collect(Collectors.joining("\n"));
  }

  private String run(Run run) {
    List<String> lines = new ArrayList<>();
    Session session = run.session();
    lines.add(screen.styled("pid " + session.pid(), Style.STRONG) + "  " + name(session) + " as " + session.user()
        + from(session));
    if (run.doing() != null) {
      lines.addAll(doing(run.doing(), session));
    } else {
      lines.add(label("state") + idle(session));
    }
    if (run.progress() != null) {
      lines.add(label("progress") + run.progress());
    }
    lines.add(label("lock") + (run.lock() == null ? "does not hold the migration lock" : run.lock()));
    holds(run.holds()).forEach(held -> lines.add(label("holds") + held));
    if (run.waits() != null) {
      lines.addAll(waits(run.waits()));
    }
    run.queue().forEach(waiter -> lines.add(label("behind it") + waiter(waiter)));
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String label(String name) {
    return String.format("  %-9s  ", name);
  }

  private static String name(Session session) {
    return session.application().isEmpty() ? "no name" : session.application();
  }

  /** Of a session that the role may not look at, neither is known. */
  private static String from(Session session) {
    return session.since().isEmpty() ? "" : " from " + session.client() + ", since " + session.since() + " UTC";
  }

  private static String idle(Session session) {
    return session.state().isEmpty()
        ? "what it does is hidden from this role"
        : session.state() + " for " + seconds(session.seconds())
            + (session.query().isEmpty() ? "" : ": " + session.query());
  }

  private static String seconds(long seconds) {
    return seconds + " s";
  }

  private List<String> doing(Doing doing, Session session) {
    String verb = doing.direction().equals("up") ? "applies " : "reverts ";
    String which = doing.together() > 1
        ? "or one behind it: " + doing.together() + " migrations as one message"
        : doing.statement() == 0
            ? "its " + doing.statements() + " statements as one message"
            : "statement " + doing.statement() + " of " + doing.statements();
    return List.of(
        label("migration") + verb + screen.styled(doing.version(), Style.STRONG) + " " + doing.name() + " ("
            + doing.file() + ":" + doing.line() + "), " + which,
        label("") + session.state() + " for " + seconds(session.seconds()) + ": " + doing.sql()
            + (doing.statement() == 0 ? " …" : ""));
  }

  /** One line for each relation. */
  private static List<String> holds(List<Locked> locks) {
    Map<String, List<String>> byRelation = new LinkedHashMap<>();
    locks.forEach(lock -> byRelation.computeIfAbsent(lock.relation(), relation -> new ArrayList<>()).add(lock.mode()));
    return byRelation.entrySet().stream().map(held -> held.getKey() + ": " + String.join(", ", held.getValue()))
        .toList();
  }

  private List<String> waits(Wait wait) {
    List<String> lines = new ArrayList<>();
    lines.add(label("waits") + screen.styled(seconds(wait.seconds()), Style.WARNING) + " for " + wait.mode() + " on "
        + wait.on() + (wait.behind().isEmpty() ? "" : ", behind"));
    wait.behind().forEach(session -> lines.add(label("") + (session.pid() == 0
        ? "a prepared transaction; they are listed by: psql -c 'SELECT * FROM pg_prepared_xacts'"
        : "pid " + session.pid() + " (" + session.describe() + ")")));
    return lines;
  }

  private static String waiter(Waiter waiter) {
    return "pid " + waiter.session().pid() + " (" + name(waiter.session()) + ": " + waiter.session().query()
        + ") waits " + seconds(waiter.seconds()) + " for " + waiter.mode() + " on " + waiter.on();
  }
}
