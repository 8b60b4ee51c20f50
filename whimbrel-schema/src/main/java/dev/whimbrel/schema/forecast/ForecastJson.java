package dev.whimbrel.schema.forecast;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.forecast.Forecast.Hold;
import dev.whimbrel.schema.forecast.Forecast.Line;
import dev.whimbrel.schema.forecast.Forecast.Locked;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.Locale;

/** A forecast for programs. */
public final class ForecastJson {
  private ForecastJson() {}

  /** All statements in their order, and what waits until their transactions end. */
  public static Json.Obj of(Forecast forecast) {
    return Json.object().with("rates", word(forecast.rates().origin())).with("load", of(forecast.load()))
        .with("statements", Json.array(forecast.lines().stream().map(ForecastJson::of).toList()))
        .with("holds", Json.array(forecast.holds().stream().map(hold -> of(hold, forecast.load())).toList()));
  }

  private static Json.Obj of(Load load) {
    return switch (load) {
      case Load.Calls calls -> Json.object().with("counted", "calls").with("over_seconds", calls.over().toSeconds())
          .with("unseen_percent", Math.round(calls.unseen() * 100)).with("connections", calls.connections());
      case Load.Rows rows ->
        Json.object().with("counted", "rows").with("over_seconds", rows.over().toSeconds());
      case Load.Unknown unknown -> Json.object().with("counted", "nothing").with("reason", unknown.reason());
    };
  }

  private static Json.Obj of(Line line) {
    Locked locked = line.locked();
    Json.Obj statement = at(line.statement());
    Json.Obj locking = locked == null ? statement : with(statement, locked);
    return with(locking, line.estimate()).with("basis", Json.texts(line.basis()));
  }

  private static Json.Obj of(Hold hold, Load load) {
    Json.Obj held = with(with(at(hold.since()), hold.locked()), hold.estimate());
    if (load instanceof Load.Unknown) {
      return held;
    }
    Load.Rate rate = load.of(hold.locked().relation());
    Json.Obj busy = held.with("reads_per_minute", perMinute(rate.reads()))
        .with("writes_per_minute", perMinute(rate.writes()));
    return Queued.of(hold, load).map(queued -> busy.with("queued_likely", queued.likely())
        .with("queued_at_most", queued.atMost())).orElse(busy);
  }

  private static long perMinute(double perSecond) {
    return Math.round(perSecond * 60);
  }

  private static Json.Obj at(Rehearsed statement) {
    return Json.object().with("file", statement.migration().file()).with("line", statement.statement().line())
        .with("transaction", statement.transaction());
  }

  private static Json.Obj with(Json.Obj json, Locked locked) {
    Json.Obj named = json.with("lock", locked.mode().name().replace('_', ' '))
        .with("blocks", word(locked.mode().blocks()).replace('_', '-'))
        .with("schema", locked.relation().schema()).with("relation", locked.relation().name());
    Size size = locked.size();
    if (size == null) {
      return named;
    }
    return (size.rows() < 0 ? named : named.with("rows", size.rows())).with("bytes", size.bytes());
  }

  private static Json.Obj with(Json.Obj json, Estimate estimate) {
    return switch (estimate) {
      case Estimate.AtOnce none -> json.with("estimate", "short");
      case Estimate.Between between -> json.with("estimate", "between").with("low_ms", millis(between.low()))
          .with("likely_ms", millis(between.likely())).with("high_ms", millis(between.high()));
      case Estimate.Unknown unknown ->
        json.with("estimate", "unknown").with("at_least_ms", millis(unknown.atLeast()));
    };
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
