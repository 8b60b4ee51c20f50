package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.DatabaseAddress;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Place;
import dev.whimbrel.schema.shadow.ShadowCache;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the options say that things are tried. */
final class ShadowPlace {
  private ShadowPlace() {}

  /**
   * The door to shadow databases.
   *
   * @param likeness what they are to be like
   * @param target the database beside which they may be made, or null if that is the one that is configured
   * @throws WhimbrelException if there can be none
   */
  static Shadows open(Invocation invocation, Settings settings, Likeness likeness, @Nullable DatabaseUrl target) {
    return open(invocation, settings, likeness, target, options(invocation, settings));
  }

  /** The same for whoever says himself what he is at: replays are told of where more detail is wanted. */
  static Shadows openQuietly(Invocation invocation, Settings settings, Likeness likeness,
      @Nullable DatabaseUrl target) {
    return open(invocation, settings, likeness, target,
        options(invocation, settings).withProgress(line -> invocation.screen().detail(line + " …")));
  }

  /** What is there before any migration: the schemas that the search_path of the URL names are taken for granted. */
  static Likeness expected(Settings settings) {
    String path = SearchPath.of(settings);
    return new Likeness(0, "", "", path, SearchPath.schemas(path), "", List.of());
  }

  private static Shadows open(Invocation invocation, Settings settings, Likeness likeness,
      @Nullable DatabaseUrl target, ShadowOptions options) {
    Shadows shadows = Shadows.open(options.withPlace(place(settings, target)).withLikeness(likeness)).orThrow();
    shadows.remark().ifPresent(invocation.screen()::step);
    return shadows;
  }

  /** All but the place and what it is to be like. */
  static ShadowOptions options(Invocation invocation, Settings settings) {
    return ShadowOptions.standard()
        .withCache(cache(invocation))
        .withSession(Desk.session(invocation, settings))
        .withProgress(line -> invocation.screen().step(line + " …"));
  }

  /** What is kept of replays. */
  static ShadowCache cache(Invocation invocation) {
    ShadowCache usual = ShadowCache.ofUser();
    @Nullable
    String named = invocation.surroundings().environment().get("XDG_CACHE_HOME");
    return named == null || !Path.of(named).isAbsolute()
        ? usual
        : new ShadowCache(Path.of(named, "whimbrel", "shadow"), usual.most(), usual.worth());
  }

  private static Place place(Settings settings, @Nullable DatabaseUrl target) {
    Optional<Sourced> url = settings.find(Options.SHADOW_URL).filter(said -> !said.value().isBlank());
    Optional<Sourced> said = settings.find(Options.SHADOW);
    String where = said.map(Sourced::value).orElse(url.isPresent() ? "" : "embedded");
    return switch (where) {
      case "" -> new Place.Given(url(url.orElseThrow()));
      case "embedded" -> {
        refuseBoth(url);
        yield new Place.Bundled();
      }
      case "server" -> {
        refuseBoth(url);
        yield new Place.Beside(target == null ? configured(settings) : target);
      }
      default -> throw new WhimbrelException(Problem
          .of(ProblemCode.USAGE, "\"" + where + "\" of shadow is no place for shadow databases")
          .at(said.orElseThrow().at()).remedy("it is embedded or server; or name a database with --shadow-url"), null);
    };
  }

  private static DatabaseUrl url(Sourced said) {
    return switch (DatabaseUrl.parse(said.value().strip())) {
      case Result.Ok<DatabaseUrl> ok -> ok.value();
      case Result.Rejected<DatabaseUrl> rejected -> throw new WhimbrelException(rejected.problems().stream()
          .map(problem -> problem.saying(problem.message() + " (it comes from " + said.source() + ")").at(said.at()))
          .toList());
    };
  }

  private static void refuseBoth(Optional<Sourced> url) {
    if (url.isPresent()) {
      throw wrong("--shadow and --shadow-url name two places", "leave one of them out");
    }
  }

  /** Whoever looks at no database has the one that is configured: it is not read, but it has a server. */
  private static DatabaseUrl configured(Settings settings) {
    return switch (address(settings)) {
      case DatabaseAddress.Server server -> server.url();
      case DatabaseAddress.Embedded embedded -> throw wrong(
          "--shadow server means the server of a database, and the embedded one does not run now",
          "leave --shadow out: the shadow is an embedded server then");
    };
  }

  private static DatabaseAddress address(Settings settings) {
    try {
      return DatabaseAddress.of(settings);
    } catch (WhimbrelException e) {
      if (e.problems().getFirst().code() != ProblemCode.NO_DATABASE) {
        throw e;
      }
      throw wrong("--shadow server means the server of a database, and none is named",
          "name one with --url, or leave --shadow out");
    }
  }

  private static WhimbrelException wrong(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).state("nothing was changed").remedy(remedy), null);
  }
}
