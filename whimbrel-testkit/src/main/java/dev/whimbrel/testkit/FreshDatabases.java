package dev.whimbrel.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a fresh database for every parameter of type {@link TestDatabase}, and closes it after the test; the
 * parameter of a constructor or of a {@code @BeforeAll} method lives as long as what it belongs to.
 *
 * <pre>{@code
 * @ExtendWith(FreshDatabases.class)
 * class JournalTest {
 *   @Test
 *   void beginsEmpty(TestDatabase database) { … }
 * }
 * }</pre>
 */
public final class FreshDatabases implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FreshDatabases.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestDatabase.class;
  }

  @Override
  public TestDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
    String label = context.getRequiredTestClass().getSimpleName() + "_" + context.getDisplayName();
    TestDatabase database = TestServer.of(TestServer.requestedMajor()).createDatabase(label);
    opened(context).add(database);
    return database;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    closeAll(opened(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    closeAll(opened(context));
  }

  /** Those of this context alone: a store also shows what the contexts above it hold, unless the key differs. */
  private static List<TestDatabase> opened(ExtensionContext context) {
    Opened opened = context.getStore(NAMESPACE)
        .computeIfAbsent(context.getUniqueId(), id -> new Opened(new ArrayList<>()), Opened.class);
    return opened.databases();
  }

  private static void closeAll(List<TestDatabase> databases) {
    List<AssertionError> failures = new ArrayList<>();
    for (TestDatabase database : databases) {
      try {
        database.close();
      } catch (AssertionError e) {
        failures.add(e);
      }
    }
    databases.clear();
    if (!failures.isEmpty()) {
      AssertionError first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private record Opened(List<TestDatabase> databases) {}
}
