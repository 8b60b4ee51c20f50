package dev.whimbrel.testkit;

/**
 * Makes databases for tests. Behind it stands one ephemeral server per virtual machine and major version, started when
 * it is first needed and gone with the virtual machine. Roles and tablespaces belong to the server: a test that makes
 * one gives it a name of its own or drops it.
 */
public final class Databases {
  /** The system property that names the major version to test with, 14 to 18. */
  public static final String MAJOR = "whimbrel.test.postgres";

  private Databases() {}

  /** An empty database on a server of the major version that the run was asked to use. */
  public static TestDatabase create() {
    return create(TestServer.requestedMajor());
  }

  /** Whether there are binaries of that major version. */
  public static boolean has(int major) {
    try {
      create(major).close();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * An empty database on a server of that major version.
   *
   * @throws IllegalArgumentException if there are no binaries of it here
   */
  public static TestDatabase create(int major) {
    return TestServer.of(major).createDatabase("test");
  }
}
