package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is said of shadow databases that cannot be had, and of what does not run in them. */
final class ShadowProblems {
  static final String UNTOUCHED = "nothing was changed";
  private static final String GONE = UNTOUCHED + "; the shadow database is gone";
  private static final String NO_DATABASE = "3D000";
  private static final String NO_MEMORY = "53200";
  private static final String LOCKS = "max_locks_per_transaction";
  private static final Pattern EXTENSION = Pattern
      .compile("extension \"([^\"]+)\" is not available|extension control file \".*/([^/\"]+)\\.control\"");
  private static final Pattern VERSION = Pattern.compile("^extension \".+\" has no (installation script|update path)");
  private static final String MORE_LOCKS = "name an empty database that may be filled, on a server with a larger "
      + LOCKS + ": --shadow-url postgres://…";
  private static final String NEED = "if it needs something that no migration makes, name an empty database that may be filled, "
      + "on a server that has it: --shadow-url postgres://…";

  private ShadowProblems() {}

  /** No server can be had: what it lacks on this machine it will lack the next time, too. */
  static Problem unavailable(String fact) {
    return Problem.of(ProblemCode.SHADOW, "a shadow database cannot be had: " + fact)
        .state(UNTOUCHED)
        .remedy("name an empty database that Whimbrel may fill: --shadow-url postgres://…");
  }

  /** A database that was handed in cannot be connected to. */
  static Problem ofGiven(Problem problem, DatabaseUrl url) {
    ServerError error = problem.server();
    return error != null && error.sqlState().equals(NO_DATABASE)
        ? problem.state(UNTOUCHED).remedy("it is to be an empty one; make it with: " + made("createdb", url))
        : problem;
  }

  /** A command that makes or drops a database, as it is typed. */
  static String made(String program, DatabaseUrl url) {
    String address = url.hosts().getFirst();
    int colon = address.lastIndexOf(':');
    List<String> words = new ArrayList<>(List.of(program, "-h", address.substring(0, colon), "-p",
        address.substring(colon + 1)));
    if (url.user() != null) {
      words.addAll(List.of("-U", url.user()));
    }
    words.add(Objects.requireNonNullElse(url.database(), Objects.requireNonNullElse(url.user(), "")));
    return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /**
   * Something did not run.
   *
   * @param label of the server
   */
  static Problem failed(Problem problem, String label) {
    Optional<String> extension = extension(problem.server());
    String fact = extension.isPresent()
        ? "the shadow database, " + label + ", does not have the extension \"" + extension.get() + "\""
        : "does not run on the shadow database, " + label + ": " + problem.message();
    return Problem.of(ProblemCode.SHADOW, fact)
        .at(problem.at()).excerpt(problem.excerpt()).server(problem.server()).state(GONE)
        .remedy(extension.map(ShadowProblems::having).orElseGet(() -> remedy(problem.server())));
  }

  /** The extension that a server lacks, named; what it does for nobody; or else a mistake of ours. */
  static Problem ofOurScript(String what, String label, String statement, ServerError error) {
    if (extension(error).isPresent()) {
      return failed(Problem.of(ProblemCode.SHADOW, error.message()).server(error), label);
    }
    if (isOutOfLocks(error)) {
      return refused(what, label, "it needs more locks in one transaction than that server has room for", error,
          MORE_LOCKS);
    }
    if (VERSION.matcher(error.message()).find()) {
      return refused(what, label, error.message(), error,
          "name an empty database that may be filled, on a server that has that version: "
              + "--shadow-url postgres://…");
    }
    if (error.message().contains("because it is part of the partition key")) {
      return refused(what, label, error.message(), error,
          "write by hand what makes the table anew and takes its rows along");
    }
    return Problem.of(ProblemCode.INTERNAL, what + " does not run on the shadow database, " + label + ": \""
        + statement + "\"").server(error).state(GONE)
        .remedy("this is a mistake of Whimbrel, unless the statement needs something that only the real server has "
            + "(then: --shadow-url): report it with this message");
  }

  /**
   * What is not run where others work.
   *
   * @param where that would be
   */
  static Problem beyond(Statement statement, String where, String remedy) {
    return Problem.of(ProblemCode.SHADOW, "\"" + statement.brief(60)
        + "\" reaches beyond one database, and is not run for a trial on the server " + where)
        .at(statement.at()).excerpt(statement.source().excerpt(statement.at())).state(UNTOUCHED).remedy(remedy);
  }

  /** Not even on a server of our own: the slot that it makes or drops is on another one. */
  static Problem ofSubscription(Statement statement) {
    return Problem.of(ProblemCode.SHADOW, "\"" + statement.brief(60)
        + "\" reaches another server, and is not run for a trial")
        .at(statement.at()).excerpt(statement.source().excerpt(statement.at())).state(UNTOUCHED)
        .remedy("a subscription belongs to one server, and not to a schema: keep it out of the migrations");
  }

  private static Problem refused(String what, String label, String reason, ServerError error, String remedy) {
    return Problem.of(ProblemCode.SHADOW, what + " cannot be had on the shadow database, " + label + ": "
        + reason).server(error).state(GONE).remedy(remedy);
  }

  /** The words of the server are of one language, and the name of the setting is the same in all. */
  private static boolean isOutOfLocks(ServerError error) {
    return error.sqlState().equals(NO_MEMORY) && Stream.of(error.message(), error.hint(), error.detail())
        .anyMatch(text -> text != null && text.contains(LOCKS));
  }

  private static String having(String extension) {
    return "name an empty database that may be filled, on a server that has \"" + extension
        + "\", such as a container of an image with it: --shadow-url postgres://…";
  }

  static String remedy(@Nullable ServerError error) {
    if (error != null && isOutOfLocks(error)) {
      return "do it in several migrations; or, if the server in question has more room, " + MORE_LOCKS;
    }
    String state = error == null ? "" : error.sqlState();
    return switch (state) {
      case "42501" -> "name a role with more rights in the URL of the shadow database, or leave --shadow-url out";
      case "42710" -> "if it is a role, which belongs to a whole server, drop it there; or leave --shadow-url out";
      default -> "mend it; " + NEED;
    };
  }

  private static Optional<String> extension(@Nullable ServerError error) {
    if (error == null) {
      return Optional.empty();
    }
    Matcher matcher = EXTENSION.matcher(error.message());
    return matcher.find()
        ? Optional.ofNullable(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
        : Optional.empty();
  }
}
