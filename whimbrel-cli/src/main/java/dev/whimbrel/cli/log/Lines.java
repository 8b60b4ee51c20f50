package dev.whimbrel.cli.log;

import dev.whimbrel.cli.log.Line.Heading;
import dev.whimbrel.cli.log.Line.Level;
import dev.whimbrel.cli.log.RunLog.Said;
import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.database.Blocker;
import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.run.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of the log. */
final class Lines {
  private Lines() {}

  static Said begins(Heading heading, Manner manner) {
    return info("begin", "Starting migration " + heading.command() + dry(manner) + ofService(heading));
  }

  private static String dry(Manner manner) {
    return manner == Manner.DRY ? " (dry run)" : "";
  }

  private static String ofService(Heading heading) {
    return heading.service().isEmpty() ? "" : " for service: " + heading.service();
  }

  static Said checked(String directory, String database, String server) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("database", database);
    facts.put("server", server);
    return new Said(Level.INFO, "checked", "Checked: " + directory + "; connected to " + database + ", " + server,
        facts);
  }

  static Said planned(Plan plan) {
    long down = plan.steps().stream().filter(Step.Revert.class::isInstance).count();
    long up = plan.steps().size() - down;
    String reverts = "Found " + count(down, "migration") + " to revert";
    String applies = count(up, "pending migration");
    String message = down == 0 ? "Found " + applies : up == 0 ? reverts : reverts + " and " + applies;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("to_apply", up);
    facts.put("to_revert", down);
    return new Said(Level.INFO, "planned", message, facts);
  }

  static List<Said> of(RunEvent event, Manner manner) {
    return switch (event) {
      case RunEvent.StepStarted started -> List.of(new Said(Level.INFO, "step",
          doing(started.step(), manner) + " migration " + name(started.step()) + " (" + started.number() + " of "
              + started.total() + ")",
          facts(started.step(), null)));
      case RunEvent.StepsSent sent -> List.of(info("sent", "Sent " + count(sent.steps().size(), "migration")
          + " at once, from " + name(sent.steps().getFirst()) + " to " + name(sent.steps().getLast()) + " ("
          + sent.number() + " to " + (sent.number() + sent.steps().size() - 1) + " of " + sent.total() + ")"));
      case RunEvent.Retrying retrying -> List.of(new Said(Level.WARN, "retry",
          "Migration " + name(retrying.step()) + " was rolled back: " + retrying.failure().error().message()
              + blockedBy(retrying.blockers()) + "; again in " + Durations.brief(retrying.pause()),
          facts(retrying.step(), null)));
      case RunEvent.Entangled entangled -> List.of(new Said(Level.WARN, "entangled",
          "Migration " + name(entangled.step()) + " does not go on yet" + blockedBy(entangled.waiting())
              + ", which waits for a lock of this run",
          facts(entangled.step(), null)));
      case RunEvent.Recovering recovering -> List.of(new Said(Level.WARN, "recovery",
          "The connection was lost during migration " + name(recovering.step()) + "; " + recovering.waiting(),
          facts(recovering.step(), null)));
      case RunEvent.StepFinished finished -> finished(finished.result(), manner);
    };
  }

  private static List<Said> finished(StepResult result, Manner manner) {
    Step step = result.step();
    String name = "migration " + name(step);
    return switch (result) {
      case StepResult.Done done -> done(done, manner);
      case StepResult.Failed failed -> List.of(new Said(Level.ERROR, "failed",
          "Failed to " + (step.direction() == Direction.UP ? "apply " : "revert ") + name + " ("
              + Durations.brief(failed.took()) + "): " + where(failed.problem()) + failed.problem().message(),
          with(facts(step, failed.took()), failed.problem())));
      case StepResult.NotReached reached -> List.of(new Said(Level.WARN, "not-reached",
          "Did not reach " + name, facts(step, null)));
      case StepResult.SharedFate shared -> List.of(new Said(Level.ERROR, "shared-fate",
          shared.fate() == StepResult.Fate.ROLLED_BACK
              ? "Rolled back " + name + ", which was in one transaction with " + name(shared.with())
              : "Nobody knows what became of " + name + ", which was sent with " + name(shared.with()),
          facts(step, null)));
      case StepResult.NotTried tried -> List.of(new Said(Level.WARN, "not-tried",
          "Could not try " + name + ": " + tried.reason(), facts(step, null)));
    };
  }

  private static List<Said> done(StepResult.Done done, Manner manner) {
    Step step = done.step();
    String word = step.direction() == Direction.UP ? "appl" : "revert";
    String message = manner == Manner.DRY
        ? "Would " + (step.direction() == Direction.UP ? "apply" : "revert")
        : "Successfully " + word + (step.direction() == Direction.UP ? "ied" : "ed");
    List<Said> said = new ArrayList<>();
    said.add(new Said(Level.INFO, event(step, manner), message + " migration " + name(step), facts(step, done.took())));
    done.notices().forEach(notice -> said.add(new Said(Level.INFO, "notice", notice, facts(step, null))));
    return said;
  }

  private static String event(Step step, Manner manner) {
    return manner == Manner.DRY ? "tried" : step.direction() == Direction.UP ? "applied" : "reverted";
  }

  private static String doing(Step step, Manner manner) {
    boolean up = step.direction() == Direction.UP;
    return manner == Manner.DRY ? up ? "Trying" : "Trying to revert" : up ? "Applying" : "Reverting";
  }

  static Said ran(Heading heading, RunReport report) {
    if (report.plan().isEmpty()) {
      return info("end", "Nothing to do");
    }
    if (report.isSuccess()) {
      return info("end", report.manner() == Manner.DRY
          ? "Dry run completed: nothing was changed"
          : "All migrations completed successfully");
    }
    int all = report.results().size();
    return new Said(Level.ERROR, "end", "Migration " + heading.command() + " failed after " + report.done() + " of "
        + count(all, "migration"), Map.of());
  }

  /** A problem as one line: where, what, the server's code, what the state is and what to do. */
  static Said of(Level level, String event, Problem problem) {
    List<String> parts = new ArrayList<>();
    parts.add(where(problem) + problem.message());
    ServerError server = problem.server();
    if (server != null) {
      add(parts, "server", problem.message().startsWith(server.message()) ? null : server.message());
      add(parts, "sqlstate", server.sqlState().isEmpty() ? null : server.sqlState());
      add(parts, "detail", server.detail());
      add(parts, "hint", server.hint());
      add(parts, "context", server.context());
    }
    add(parts, "state", problem.state());
    add(parts, "next", problem.remedy());
    return new Said(level, event, String.join("; ", parts), with(new LinkedHashMap<>(), problem));
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + ": " + value);
    }
  }

  private static String where(Problem problem) {
    Position at = problem.at();
    return at == null ? "" : at + " ";
  }

  private static Map<String, Object> with(Map<String, Object> facts, Problem problem) {
    facts.put("code", problem.code().name());
    Position at = problem.at();
    if (at != null) {
      facts.put("file", at.file());
      facts.put("line", at.line());
      facts.put("column", at.column());
    }
    ServerError server = problem.server();
    if (server != null && !server.sqlState().isEmpty()) {
      facts.put("sqlstate", server.sqlState());
    }
    return facts;
  }

  private static Map<String, Object> facts(Step step, @Nullable Duration took) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", step.migration().id().toString());
    facts.put("name", step.migration().description());
    facts.put("file", step.script().file());
    if (took != null) {
      facts.put("took_ms", took.toMillis());
    }
    return facts;
  }

  private static String blockedBy(List<Blocker> blockers) {
    return blockers.isEmpty()
        ? ""
        : ", blocked by " + blockers.stream().map(Blocker::describe).collect(Collectors.joining(" and "));
  }

  /** Such as {@code 001_add_users}. */
  private static String name(Step step) {
    String description = step.migration().description().strip().replaceAll("\\s+", "_");
    return step.migration().id() + (description.isEmpty() ? "" : "_" + description);
  }

  private static Said info(String event, String message) {
    return new Said(Level.INFO, event, message, Map.of());
  }

  private static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
