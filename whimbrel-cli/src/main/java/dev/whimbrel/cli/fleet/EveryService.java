package dev.whimbrel.cli.fleet;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Command;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.command.Reading;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.ServiceEntry;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.fleet.FleetRunner;
import dev.whimbrel.fleet.Member;
import dev.whimbrel.fleet.MemberResult;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ProblemJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A command that is carried out for each service by itself, with a session of its own: what goes wrong with one hides nothing of the others. */
public final class EveryService {
  private static final String STANDARD = "4";
  private static final int MOST = 64;

  /** Whether the services that others require come first. */
  private enum Order {
    AS_REQUIRED, ANY
  }

  private final Invocation invocation;
  private final Function<Invocation, Outcome> command;

  private EveryService(Invocation invocation, Function<Invocation, Outcome> command) {
    this.invocation = invocation;
    this.command = command;
  }

  /** One that changes the database, and so begins with what the others require. */
  public static Command inOrder(Command one) {
    return invocation -> invocation.has(Options.ALL)
        ? new EveryService(invocation, one::run).run(Order.AS_REQUIRED, FleetText::toldBelow)
        : one.run(only(invocation));
  }

  /** One that only looks. */
  public static Command inAnyOrder(Command one) {
    return invocation -> invocation.has(Options.ALL)
        ? new EveryService(invocation, one::run).run(Order.ANY, FleetText::told)
        : one.run(only(invocation));
  }

  /** {@code status}: one table for all. */
  public static Outcome status(Invocation invocation) {
    if (!invocation.has(Options.ALL)) {
      return Reading.status(only(invocation), survey -> {});
    }
    Map<String, Survey> surveys = new ConcurrentHashMap<>();
    return new EveryService(invocation, one -> Reading.status(one,
        survey -> surveys.put(one.value(Options.SERVICE).orElseThrow(), survey)))
        .run(Order.ANY, (screen, results) -> FleetText.standing(screen, results, surveys));
  }

  /** How all results together are told. */
  private interface Telling {
    String tell(Screen screen, List<MemberResult<Outcome>> results);
  }

  private static Invocation only(Invocation invocation) {
    if (invocation.has(Options.JOBS)) {
      throw usage("--jobs goes with --all", "leave it out, or add --all");
    }
    return invocation;
  }

  private Outcome run(Order order, Telling telling) {
    refuseOthers();
    Settings settings = Settings.of(invocation);
    int jobs = jobs(settings);
    List<Member> members = settings.services().stream().map(entry -> member(entry, order)).toList();
    if (members.isEmpty()) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.CONFIGURATION, "whimbrel.yaml lists no services, so --all means none")
              .state("nothing was changed")
              .remedy("list them: services: {NAME: {dir: DIR}}; or leave out --all"),
          null);
    }
    List<MemberResult<Outcome>> results = FleetRunner.run(members, jobs, this::one, this::letsOthersBegin);
    return new Outcome(telling.tell(invocation.screen(), results), json(results),
        results.stream().flatMap(EveryService::problems)
            .sorted(Comparator.comparing(problem -> problem.code() == ProblemCode.PENDING)).toList());
  }

  /** After a dry run nothing of a service is there for those that require it. */
  private boolean letsOthersBegin(Outcome outcome) {
    boolean only = invocation.has(Options.DRY_RUN) && outcome.json().members().stream()
        .anyMatch(member -> member.name().equals("steps") && !member.value().equals(Json.array(List.of())));
    return outcome.problems().isEmpty() && !only;
  }

  private static Member member(ServiceEntry entry, Order order) {
    return new Member(entry.name(), order == Order.ANY ? List.of() : entry.requires());
  }

  private Outcome one(Member member) {
    Screen screen = invocation.screen().of(member.name());
    Invocation own = invocation.ofService(member.name(), screen);
    try {
      Outcome outcome = command.apply(own);
      return outcome.with(outcome.problems().stream().map(problem -> NextCommand.complete(problem, own)).toList());
    } catch (WhimbrelException e) {
      return new Outcome("", Json.object(),
          e.problems().stream().map(problem -> NextCommand.complete(problem, own)).toList());
    } finally {
      screen.quieten();
      screen.warnings().forEach(warning -> invocation.screen().remember(named(member, warning)));
    }
  }

  /** Versions are a service's own, so nothing can be said of them for all. */
  private void refuseOthers() {
    if (invocation.has(Options.SERVICE)) {
      throw usage("--all and --service exclude each other", "give one of the two");
    }
    if (invocation.argument().isPresent()) {
      throw usage("--all and a number exclude each other", "give one of the two");
    }
    Stream.of(Options.TO, Options.FIRST, Options.DIR, Options.AGAINST)
        .filter(option -> invocation.given(option).isPresent())
        .findFirst()
        .ifPresent(option -> {
          String said = invocation.has(option) ? "--" + option.name() : option.variable();
          throw usage("--all and " + said + " exclude each other", "name one service with --service");
        });
  }

  private static int jobs(Settings settings) {
    Optional<Settings.Sourced> given = settings.find(Options.JOBS);
    String text = given.map(Settings.Sourced::value).orElse(STANDARD);
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"" + text + "\" of jobs is not a number of services")
          .at(given.map(Settings.Sourced::at).orElse(null))
          .remedy("give a number from 1 to " + MOST + "; each takes up to three connections"), null);
    }
    return Integer.parseInt(text);
  }

  private static WhimbrelException usage(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).remedy(remedy), null);
  }

  private static Stream<Problem> problems(MemberResult<Outcome> result) {
    return switch (result) {
      case MemberResult.Done<Outcome> done -> done.result().problems().stream()
          .map(problem -> named(done.member(), problem));
      case MemberResult.NotReached<Outcome> notReached -> Stream.empty(); // the reason is among the problems
    };
  }

  private static Problem named(Member member, Problem problem) {
    return problem.saying(member.name() + ": " + problem.message());
  }

  private static Json.Obj json(List<MemberResult<Outcome>> results) {
    return Json.object().with("services", Json.array(results.stream().map(EveryService::json).toList()));
  }

  private static Json.Obj json(MemberResult<Outcome> result) {
    Json.Obj named = Json.object().with("service", result.member().name());
    return switch (result) {
      case MemberResult.Done<Outcome> done -> {
        List<Json> problems = new ArrayList<>();
        done.result().problems().forEach(problem -> problems.add(ProblemJson.of(problem)));
        yield named.with("outcome", problems.isEmpty() ? "done" : "failed").with("problems", Json.array(problems))
            .with("result", done.result().json());
      }
      case MemberResult.NotReached<Outcome> notReached -> named.with("outcome", "not reached")
          .with("because_of", Json.texts(notReached.because()));
    };
  }
}
