package dev.whimbrel.schema.shadow;

import dev.whimbrel.database.SessionSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What can be chosen about shadow databases.
 *
 * @param likeness what they are to be like
 * @param cache where replayed directories are kept; only those of embedded servers are
 * @param session the settings of the sessions in them
 * @param progress is told, in a sentence without a full stop, what takes long
 */
public record ShadowOptions(Place place, Likeness likeness, ShadowCache cache, SessionSettings session,
    Consumer<String> progress) {
  public ShadowOptions {
    Objects.requireNonNull(place);
    Objects.requireNonNull(likeness);
    Objects.requireNonNull(cache);
    Objects.requireNonNull(session);
    Objects.requireNonNull(progress);
  }

  /** The embedded server that comes along, like nothing special, with the cache of the user. */
  public static ShadowOptions standard() {
    return new ShadowOptions(new Place.Bundled(), Likeness.none(), ShadowCache.ofUser(),
        SessionSettings.standard(), line -> {});
  }

  /** For commands of our own, which take the time that they take: a limit is meant for the statements of migrations. */
  SessionSettings ownSession() {
    return session.withStatementTimeout(Duration.ZERO);
  }

  public ShadowOptions withPlace(Place other) {
    return new ShadowOptions(other, likeness, cache, session, progress);
  }

  public ShadowOptions withLikeness(Likeness other) {
    return new ShadowOptions(place, other, cache, session, progress);
  }

  public ShadowOptions withCache(ShadowCache other) {
    return new ShadowOptions(place, likeness, other, session, progress);
  }

  public ShadowOptions withSession(SessionSettings other) {
    return new ShadowOptions(place, likeness, cache, other, progress);
  }

  public ShadowOptions withProgress(Consumer<String> other) {
    return new ShadowOptions(place, likeness, cache, session, other);
  }
}
