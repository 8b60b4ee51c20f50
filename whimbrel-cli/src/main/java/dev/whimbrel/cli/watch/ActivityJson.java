package dev.whimbrel.cli.watch;

import dev.whimbrel.doctor.Activity;
import dev.whimbrel.doctor.Activity.Doing;
import dev.whimbrel.doctor.Activity.Run;
import dev.whimbrel.doctor.Activity.Session;
import dev.whimbrel.doctor.Activity.Wait;
import dev.whimbrel.doctor.Activity.Waiter;
import dev.whimbrel.report.Json;

/** What runs, for programs. */
public final class ActivityJson {
  private ActivityJson() {}

  public static Json.Obj of(Activity activity) {
    return Json.object().with("runs", Json.array(activity.runs().stream().map(ActivityJson::of).toList()));
  }

  private static Json.Obj of(Run run) {
    Json.Obj json = of(run.session()).with("migration_lock", run.lock());
    if (run.doing() != null) {
      json = json.with("migration", of(run.doing()));
    }
    json = json.with("progress", run.progress())
        .with("holds", Json.array(run.holds().stream()
            .map(lock -> Json.object().with("relation", lock.relation()).with("mode", lock.mode())).toList()));
    if (run.waits() != null) {
      json = json.with("waits", of(run.waits()));
    }
    return json.with("behind_it", Json.array(run.queue().stream().map(ActivityJson::of).toList()));
  }

  private static Json.Obj of(Session session) {
    return Json.object().with("pid", session.pid()).with("application", session.application())
        .with("role", session.user()).with("client", session.client()).with("since", session.since())
        .with("state", session.state()).with("state_ms", session.seconds() * 1000).with("query", session.query());
  }

  private static Json.Obj of(Doing doing) {
    Json.Obj json = Json.object().with("version", doing.version()).with("name", doing.name())
        .with("file", doing.file()).with("line", doing.line()).with("direction", doing.direction());
    json = doing.statement() == 0 ? json : json.with("statement", doing.statement());
    json = doing.together() == 1 ? json : json.with("migrations_in_message", doing.together());
    return json.with("statements", doing.statements()).with("sql", doing.sql());
  }

  private static Json.Obj of(Wait wait) {
    return Json.object().with("mode", wait.mode()).with("on", wait.on()).with("waited_ms", wait.seconds() * 1000)
        .with("behind", Json.array(wait.behind().stream().map(ActivityJson::of).toList()));
  }

  private static Json.Obj of(Waiter waiter) {
    return of(waiter.session()).with("mode", waiter.mode()).with("on", waiter.on())
        .with("waited_ms", waiter.seconds() * 1000);
  }
}
