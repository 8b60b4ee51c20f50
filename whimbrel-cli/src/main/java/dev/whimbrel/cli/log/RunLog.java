package dev.whimbrel.cli.log;

import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.log.Line.Heading;
import dev.whimbrel.cli.log.Line.Level;
import dev.whimbrel.cli.screen.Log;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.sql.Redaction;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The lines of a log file. May be told by several threads, each with a heading of its own.
 */
public final class RunLog implements Log {
  private final Sink sink;
  private final Heading heading;

  private RunLog(Sink sink, Heading heading) {
    this.sink = sink;
    this.heading = heading;
  }

  /**
   * Opens the log that the settings name, if they name one.
   *
   * @param failed is told once if the file takes no more
   * @throws WhimbrelException if it cannot be written; nothing was changed then
   */
  public static Optional<RunLog> open(Settings settings, String command, Surroundings surroundings,
      Consumer<Problem> failed) {
    return Logging.of(settings).map(
        logging -> new RunLog(Sink.open(logging, surroundings.clock(), failed), new Heading(command, "", "")));
  }

  @Override
  public RunLog of(String run, String service) {
    Heading of = new Heading(heading.command(), run, service);
    sink.began(of);
    return new RunLog(sink, of);
  }

  @Override
  public void begins(Manner manner, String directory, String database, String server) {
    tell(Lines.begins(heading, manner));
    tell(Lines.checked(directory, database, server));
  }

  @Override
  public void planned(Plan plan) {
    tell(Lines.planned(plan));
  }

  @Override
  public void saw(RunEvent event, Manner manner) {
    Lines.of(event, manner).forEach(this::tell);
  }

  @Override
  public void ran(RunReport report) {
    tell(Lines.ran(heading, report));
  }

  @Override
  public void verified(String sentence) {
    tell(new Said(Level.INFO, "verified", "Verified: " + sentence, Map.of()));
  }

  @Override
  public void waiting(String reason) {
    if (sink.isNews(reason)) {
      tell(new Said(Level.INFO, "waiting", reason, Map.of()));
    }
  }

  @Override
  public void warning(Problem problem) {
    tell(Lines.of(Level.WARN, "warning", problem));
  }

  @Override
  public void problem(Problem problem) {
    tell(Lines.of(Level.ERROR, "problem", problem));
  }

  @Override
  public void result(String text) {
    if (!text.isBlank()) {
      tell(new Said(Level.INFO, "result", text, Map.of()));
    }
  }

  @Override
  public void exits(int exitCode) {
    tell(new Said(exitCode == 0 ? Level.INFO : Level.ERROR, "exit", "Ended with exit code " + exitCode,
        Map.of("exit_code", exitCode)));
  }

  /**
   * What is said, before it has a time and a heading.
   *
   * @param facts what programs read beside the message
   */
  record Said(Level level, String event, String message, Map<String, Object> facts) {}

  private void tell(Said said) {
    sink.take(said, heading.run().isEmpty() ? sink.only(heading) : heading);
  }

  @Override
  public void close() {
    sink.close();
  }

  /** The file behind all headings. */
  private static final class Sink {
    private final LogFile file;
    private final Logging logging;
    private final Clock clock;
    private final Consumer<Problem> failed;
    private long lost;
    private boolean told;
    private String news = "";
    private final List<Heading> runs = new ArrayList<>();

    private Sink(LogFile file, Logging logging, Clock clock, Consumer<Problem> failed) {
      this.file = file;
      this.logging = logging;
      this.clock = clock;
      this.failed = failed;
    }

    static Sink open(Logging logging, Clock clock, Consumer<Problem> failed) {
      try {
        return new Sink(LogFile.open(logging.file(), logging.rotation()), logging, clock, failed);
      } catch (IOException e) {
        throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION,
            "the log file \"" + logging.label() + "\" cannot be written: " + reason(e))
            .state("nothing was changed")
            .remedy("name a file in a directory that is there and may be written, or leave --log-file out"), e);
      }
    }

    synchronized void began(Heading run) {
      runs.add(run);
    }

    /** What belongs to the command as a whole belongs to its run, where it is the only one. */
    synchronized Heading only(Heading otherwise) {
      return runs.size() == 1 ? runs.getFirst() : otherwise;
    }

    synchronized boolean isNews(String reason) {
      boolean is = !news.equals(reason);
      news = reason;
      return is;
    }

    /** A log that takes no more stops no run. */
    synchronized void take(Said said, Heading heading) {
      try {
        if (lost > 0) {
          write(new Said(Level.WARN, "lost", lost + (lost == 1 ? " line was" : " lines were") + " lost before this one",
              Map.of("lines", lost)), heading);
          lost = 0;
        }
        write(said, heading);
      } catch (IOException e) {
        lost++;
        tellOnce(e);
      }
    }

    private void write(Said said, Heading heading) throws IOException {
      String message = Redaction.inText(said.message());
      Map<String, Object> facts = new LinkedHashMap<>();
      said.facts()
          .forEach((name, value) -> facts.put(name, value instanceof String text ? Redaction.inText(text) : value));
      file.append(new Line(clock.instant(), said.level(), said.event(), heading, message, facts)
          .rendered(logging.format()));
    }

    private void tellOnce(IOException e) {
      if (!told) {
        told = true;
        failed
            .accept(Problem.of(ProblemCode.LOG, "the log file \"" + logging.label() + "\" takes no more: " + reason(e))
                .state("the run goes on; the journal in the database is complete"));
      }
    }

    private static String reason(IOException e) {
      return switch (e) {
        case java.nio.file.AccessDeniedException denied -> "this user may not write it";
        case java.nio.file.FileSystemException system ->
          Objects.requireNonNullElse(system.getReason(), "it is not there");
        default -> String.valueOf(e.getMessage());
      };
    }

    void close() {
      try {
        file.close();
      } catch (IOException e) {
        tellOnce(e);
      }
    }
  }
}
