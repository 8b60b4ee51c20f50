package dev.whimbrel.database;

import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Our connection as code of the application sees it, in a transaction that is not the code's to end. What would end it, or change what
 * the session is like for whoever comes next, is refused; so is everything once the code has returned.
 */
final class LentConnection {
  /** Whether they are called on the connection or on the driver's own interface of it. */
  private static final Set<String> REFUSED = Set.of("commit", "setAutoCommit", "close", "abort", "setReadOnly",
      "setTransactionIsolation", "setNetworkTimeout", "setHoldability", "setTypeMap", "setAutosave",
      "setPrepareThreshold", "setDefaultFetchSize", "setAdaptiveFetch", "addDataType", "beginRequest", "endRequest");

  private static final int SHOWN = 60;
  private static final String NOT_YOURS = " would end or change the transaction that this migration shares with its journal row";

  private final Database database;
  private final Lexicon lexicon;
  private final Connection seen;
  private volatile boolean over;

  private LentConnection(Database database, Connection real) {
    this.database = database;
    this.lexicon = database.dialect().lexicon();
    this.seen = (Connection) proxy((self, method, arguments) -> onConnection(real, method, arguments),
        Connection.class, PGConnection.class);
  }

  /** Does work with the connection. */
  static void during(Database database, Connection real, ConnectionWork work) throws Exception {
    LentConnection lent = new LentConnection(database, real);
    try {
      work.with(lent.seen);
    } finally {
      lent.over = true;
    }
  }

  private static Object proxy(InvocationHandler handler, Class<?>... interfaces) {
    return Proxy.newProxyInstance(LentConnection.class.getClassLoader(), interfaces, handler);
  }

  private @Nullable Object onConnection(Connection real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return asObject(seen, "a connection lent to a migration", method, arguments);
    }
    if (over && method.getName().equals("isClosed")) {
      return true;
    }
    refuseIfOver();
    boolean wholeRollback = method.getName().equals("rollback") && arguments == null;
    if (REFUSED.contains(method.getName()) || wholeRollback) {
      throw refused(method.getName() + "()");
    }
    if (method.getDeclaringClass() == Wrapper.class) {
      return unwrapped(seen, method, arguments);
    }
    if (!java.sql.Statement.class.isAssignableFrom(method.getReturnType())) {
      return call(real, method, arguments);
    }
    refuseControl(arguments);
    return statement(method.getReturnType(), call(real, method, arguments));
  }

  private Object statement(Class<?> type, @Nullable Object real) {
    Class<?> seenAs = type == CallableStatement.class || type == PreparedStatement.class
        ? type
        : java.sql.Statement.class;
    Object[] self = new Object[1];
    self[0] = proxy((proxy, method, arguments) -> onStatement(self[0], real, method, arguments), seenAs);
    return self[0];
  }

  private @Nullable Object onStatement(Object self, @Nullable Object real, Method method,
      Object @Nullable [] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return asObject(self, "a statement of a migration", method, arguments);
    }
    if (over && method.getName().equals("isClosed")) {
      return true;
    }
    if (method.getName().equals("close")) { // harmless, also by whoever tidies up late
      return call(real, method, arguments);
    }
    refuseIfOver();
    if (method.getName().equals("getConnection")) {
      return seen;
    }
    if (method.getDeclaringClass() == Wrapper.class) {
      return unwrapped(self, method, arguments);
    }
    boolean executes = method.getName().startsWith("execute");
    if (executes || method.getName().equals("addBatch")) {
      refuseControl(arguments);
    }
    return executes ? database.whileSending(() -> call(real, method, arguments)) : call(real, method, arguments);
  }

  /** Whoever keeps them in a set or writes them into a log is not to fail for it. */
  private static Object asObject(Object self, String name, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && arguments[0] == self;
      case "hashCode" -> System.identityHashCode(self);
      default -> name;
    };
  }

  private static Object unwrapped(Object self, Method method, Object @Nullable [] arguments) throws SQLException {
    boolean is = arguments != null && arguments[0] instanceof Class<?> wanted && wanted.isInstance(self);
    if (method.getName().equals("isWrapperFor")) {
      return is;
    }
    if (is) {
      return self;
    }
    throw new SQLException("what is lent to a migration is not to be unwrapped, except to PGConnection");
  }

  private static @Nullable Object call(@Nullable Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void refuseIfOver() throws SQLException {
    if (over) {
      throw new SQLException("the migration that this connection was lent to is over");
    }
  }

  private void refuseControl(Object @Nullable [] arguments) throws SQLException {
    if (arguments == null || !(arguments[0] instanceof String sql)) {
      return;
    }
    Result<List<Statement>> scanned = Source.of("code", sql.getBytes(StandardCharsets.UTF_8))
        .then(source -> SqlScanner.scan(source, lexicon));
    if (scanned instanceof Result.Ok<List<Statement>> ok) { // what cannot be read as SQL, the server refuses
      for (Statement statement : ok.value()) {
        if (endsTransaction(statement)) {
          throw refused(statement.brief(SHOWN));
        }
      }
    }
  }

  private static boolean endsTransaction(Statement statement) {
    return switch (statement.kind()) {
      case BEGIN, COMMIT, TRANSACTION_CONTROL -> true;
      case ORDINARY, OUTSIDE_TRANSACTION, COPY_FROM_STDIN, STRING_SETTING -> false;
    };
  }

  private static SQLException refused(String what) {
    return new SQLException(what + NOT_YOURS, "25000");
  }
}
