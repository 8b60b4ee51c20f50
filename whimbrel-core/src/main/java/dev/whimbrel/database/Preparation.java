package dev.whimbrel.database;

import java.lang.invoke.MethodHandles;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Calendar;
import java.util.List;
import org.postgresql.Driver;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.PGStream;
import org.postgresql.core.ServerVersion;
import org.postgresql.core.v3.ConnectionFactoryImpl;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.TimestampUtils;

/**
 * What a command will need of the platform and of the driver, loaded on a thread of its own while something else goes on, such as the
 * reading of a directory. Asks no server, and needs none.
 */
public final class Preparation {
  /** In the order in which they are needed. */
  private static final List<Class<?>> NEEDED = List.of(Driver.class, ConnectionFactoryImpl.class, PGStream.class,
      ServerVersion.class, TimestampUtils.class, NativeQuery.class, PgConnection.class, SessionState.class);

  private Preparation() {}

  /** Returns at once. */
  public static void begin() {
    Thread.ofPlatform().daemon().name("whimbrel-preparation").start(Preparation::load);
  }

  private static void load() {
    try {
      MessageDigest.getInstance("SHA-256");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      for (Class<?> needed : NEEDED) {
        lookup.ensureInitialized(needed);
      }
      Calendar.getInstance();
    } catch (NoSuchAlgorithmException | IllegalAccessException | LinkageError e) {
      // who needs it will meet it again, and is told then
    }
  }
}
