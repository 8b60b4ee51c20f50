package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Scope;
import liquibase.changelog.FastCheckService;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The real Liquibase, on a directory that is its search path. */
final class RealLiquibase {
  private static final Logger ITS_OWN = Logger.getLogger("liquibase");

  private final Path directory;
  private final String changelog;
  private final TestDatabase test;

  RealLiquibase(Path directory, String changelog, TestDatabase test) {
    this.directory = directory;
    this.changelog = changelog;
    this.test = test;
  }

  /** What it has to say, it says in its answers. */
  static void quieten() {
    ITS_OWN.setLevel(Level.OFF);
  }

  /** The words of a failure, or nothing. */
  String run(String command, Object... arguments) {
    try {
      said(command, arguments);
      return "";
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return String.valueOf(cause.getMessage()).strip();
    }
  }

  /** What {@code status} comes to; its wording differs between versions. */
  String status() {
    try {
      String said = said("status").lines().findFirst().orElse("");
      return said.endsWith(" is up to date")
          ? "current"
          : said.replaceFirst(" changesets? ha(?:s|ve) not been .*", " to apply");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Everything is applied, nothing is changed, and an update does nothing. */
  void assertCurrent() {
    assertThat(status()).isEqualTo("current");
    assertThat(run("validate")).isEmpty();
    List<List<String>> before = test.query("select * from databasechangelog order by orderexecuted");
    assertThat(run("update")).isEmpty();
    assertThat(test.query("select * from databasechangelog order by orderexecuted")).isEqualTo(before);
  }

  private String said(String command, Object... arguments) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String url = "jdbc:postgresql://" + test.host() + ":" + test.port() + "/" + test.name();
    try (Connection connection = DriverManager.getConnection(url, test.user(), test.password());
        DirectoryResourceAccessor files = new DirectoryResourceAccessor(directory)) {
      Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files, Scope.Attr.ui.name(), new LoggerUIService(),
          "liquibase.analytics.enabled", false, "liquibase.changelogLockPollRate", 1), () -> {
            // what it remembers within one process would hide what happened outside
            Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
            Database database = DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
            CommandScope scope = new CommandScope(command).addArgumentValue("database", database);
            if (!command.equals("releaseLocks")) {
              scope.addArgumentValue("changelogFile", changelog);
            }
            for (int i = 0; i < arguments.length; i += 2) {
              scope.addArgumentValue((String) arguments[i], arguments[i + 1]);
            }
            scope.setOutput(output).execute();
          });
    }
    return output.toString(StandardCharsets.UTF_8);
  }
}
