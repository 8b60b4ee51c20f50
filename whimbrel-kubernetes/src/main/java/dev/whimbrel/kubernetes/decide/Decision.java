package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationStatus;
import java.time.Duration;
import java.util.List;

/**
 * What to do about a {@code Migration}. The act comes first, then the status is written: whoever is killed in between decides the same again.
 *
 * @param status the whole of the new one
 * @param act at most one
 * @param again when to look again at the latest, if nothing that is watched changes before
 * @param events what people are told of, once each
 */
public record Decision(MigrationStatus status, Act act, Duration again, List<Told> events) {
  public Decision {
    events = List.copyOf(events);
  }

  public static Decision of(Situation situation) {
    return new Deciding(situation).decide();
  }

  /**
   * What follows where the API server refused the act: it is told, and tried again, later and later.
   *
   * @param why in the server's words, with nothing secret in them
   */
  public static Decision refused(Situation situation, String why) {
    return new Deciding(situation).refused(why);
  }
}
