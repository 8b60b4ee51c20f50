package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.Shortened;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Statements that nobody wrote, run on a shadow database. Roles that the server in question has and that they name are made first: each
 * that is found missing on the way costs another run of the whole transaction.
 */
final class OwnScript {
  private static final int SHOWN = 300;

  private final Database database;
  private final Ground ground;
  private final List<String> roles;
  private final String label;
  private final String what;
  private final Set<String> learned = new HashSet<>();

  OwnScript(Database database, Ground ground, List<String> roles, String label, String what) {
    this.database = database;
    this.ground = ground;
    this.roles = roles;
    this.label = label;
    this.what = what;
  }

  Result<Integer> run(List<List<String>> transactions) {
    Replayed.stubs(database, ground, Unmade.named(transactions.stream().flatMap(List::stream).toList(), roles));
    int ran = 0;
    for (List<String> transaction : transactions) {
      Answer answer = send(transaction);
      ServerFailure failure = answer.failure();
      while (failure != null && learns(failure)) {
        answer = send(transaction);
        failure = answer.failure();
      }
      if (failure != null) {
        int failed = Math.min(answer.completed().size() - (transaction.size() > 1 ? 1 : 0), transaction.size() - 1);
        return Result.rejected(ShadowProblems.ofOurScript(what, label,
            Shortened.to(SHOWN, transaction.get(Math.max(0, failed))), failure.error()));
      }
      ran += transaction.size();
    }
    return Result.ok(ran);
  }

  private Answer send(List<String> transaction) {
    if (transaction.size() == 1) {
      return database.send(transaction.getFirst());
    }
    List<String> all = new ArrayList<>(transaction);
    all.addFirst("BEGIN");
    all.addLast("COMMIT");
    Answer answer = database.send(String.join("\n;\n", all));
    if (answer.failure() != null) {
      database.send("ROLLBACK");
    }
    return answer;
  }

  private boolean learns(ServerFailure failure) {
    Matcher matcher = Replayed.ROLE.matcher(failure.error().message());
    if (!failure.sqlState().equals(Replayed.UNDEFINED) || !matcher.find() || !learned.add(matcher.group(1))) {
      return false;
    }
    ground.stub(database, matcher.group(1));
    return true;
  }
}
