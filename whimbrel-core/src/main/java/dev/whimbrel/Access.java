package dev.whimbrel;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** How an application lets us at its database. */
sealed interface Access {
  /** Each piece of work has a connection of the pool, and gives it back. */
  record Pool(DataSource source) implements Access {
    @Override
    public <T> T with(SessionSettings settings, Function<Database, T> work) {
      try (Database database = Database.of(source, settings)) {
        return work.apply(database);
      }
    }

    @Override
    public <T> T glance(Function<Database, T> work) {
      Connection taken;
      try {
        taken = source.getConnection();
      } catch (SQLException e) {
        throw Database.noneLeft(e);
      }
      try (Connection connection = taken) {
        return work.apply(Database.glance(connection));
      } catch (SQLException e) {
        throw Database.noneLeft(e);
      }
    }
  }

  /** All work is done with one connection, which stays the application's. */
  record Single(Connection connection, ReentrantLock working) implements Access {
    @Override
    public <T> T with(SessionSettings settings, Function<Database, T> work) {
      return alone(() -> {
        try (Database database = Database.of(connection, settings)) {
          return work.apply(database);
        }
      });
    }

    @Override
    public <T> T glance(Function<Database, T> work) {
      return alone(() -> work.apply(Database.glance(connection)));
    }

    private <T> T alone(Supplier<T> work) {
      if (working.isHeldByCurrentThread() || !working.tryLock()) {
        throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "the connection handed in is at work already")
            .remedy("hand in a DataSource where several threads ask, or a listener does"), null);
      }
      try {
        return work.get();
      } finally {
        working.unlock();
      }
    }
  }

  /** Does work in a session in our state; it is given back as it was. */
  <T> T with(SessionSettings settings, Function<Database, T> work);

  /** Asks what changes nothing of the session. */
  <T> T glance(Function<Database, T> work);
}
