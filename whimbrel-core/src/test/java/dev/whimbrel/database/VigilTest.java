package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What another session sees of ours. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class VigilTest {
  private static final Vigil.Bounds SHORT = new Vigil.Bounds(Duration.ofMillis(20), Duration.ofMillis(200),
      Duration.ofSeconds(1), Duration.ofSeconds(2));

  private static Database open(String url) {
    return Database.open(Rig.url(url), SessionSettings.standard());
  }

  private static Observer observer(String url, Database of) {
    return new Observer(Rig.url(url), SessionSettings.standard(), Duration.ofSeconds(1), of.sending()::session);
  }

  @Test
  void m12_aServerThatCannotBeReachedAnyMoreIsGivenUp(TestDatabase test) {
    try (CountingProxy proxy = CountingProxy.before(test.address());
        Database database = open(proxy.url());
        Vigil vigil = Vigil.over(database, observer(proxy.url(), database), SHORT)) {
      proxy.silence();
      assertThat(database.send("SELECT 1").failure()).isNotNull().extracting(ServerFailure::connection)
          .isEqualTo(ServerFailure.Link.LOST);
      assertThat(vigil.blockers()).isEmpty();
    }
  }

  /** The server has done it and has nothing more to do, and its answer is lost on the way. */
  @Test
  void m12_anAnswerThatDoesNotComeIsGivenUp(TestDatabase test) {
    try (CountingProxy proxy = CountingProxy.before(test.address());
        Database database = open(proxy.url());
        Vigil vigil = Vigil.over(database, observer(test.url(), database), SHORT)) {
      proxy.silence();
      assertThat(database.send("SELECT 1").failure()).isNotNull().extracting(ServerFailure::connection)
          .isEqualTo(ServerFailure.Link.LOST);
      assertThat(vigil.blockers()).isEmpty();
    }
  }

  /** Longer than all bounds: the server works, and that is all that counts. */
  @Test
  void aLongStatementIsNotGivenUp(TestDatabase test) {
    try (Database database = open(test.url());
        Vigil vigil = Vigil.over(database, observer(test.url(), database), SHORT)) {
      assertThat(database.send("SELECT pg_sleep(4)").failure()).isNull();
      assertThat(vigil.blockers()).isEmpty();
    }
  }

  @Test
  void whoBlocksIsKnownUntilTheNextText(TestDatabase test) throws Exception {
    test.execute("CREATE TABLE a ()");
    try (Connection other = test.connect();
        Statement statement = other.createStatement();
        Database database = open(test.url());
        Vigil vigil = Vigil.over(database, observer(test.url(), database), SHORT)) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE a");
      assertThat(database.send("SET lock_timeout = 1500; TABLE a").failure()).isNotNull();
      assertThat(vigil.blockers()).hasSize(1);
      database.send("SELECT 1");
      assertThat(vigil.blockers()).isEmpty();
    }
  }

  @Test
  void locksOfAMigrationsOwnAreGivenBackAndOursIsNot(TestDatabase test) {
    LockKey key = new LockKey("here");
    try (Database database = open(test.url()); Database other = open(test.url())) {
      database.locked(key, Duration.ZERO, holder -> {}, () -> {
        assertThat(database.send("""
            SELECT pg_advisory_lock(1), pg_advisory_lock(1), pg_advisory_lock(-1), pg_advisory_lock(1, 2),
              pg_advisory_lock(-1, -2), pg_advisory_lock_shared(5), pg_advisory_lock_shared(-5, 7),
              pg_advisory_lock(9223372036854775807), pg_advisory_lock(-9223372036854775808)""").failure()).isNull();
        database.dropForeignLocks();
        assertThat(test.value("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            + "WHERE locktype = 'advisory' AND datname = current_database()")).isEqualTo("1");
        assertThat(other.query("SELECT pg_try_advisory_lock(1)").toString()).isEqualTo("[[t]]");
        return true;
      });
    }
  }

  @Test
  void anObserverThatIsClosedWhileItConnects_leavesNoSession(TestDatabase test) throws Exception {
    try (Database database = open(test.url());
        ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName(test.host()))) {
      String url = test.url().replace(":" + test.port() + "/", ":" + door.getLocalPort() + "/");
      Observer observer = observer(url, database);
      Thread looking = Thread.ofPlatform().start(observer::news);
      try (Socket client = door.accept(); Socket server = new Socket(test.host(), test.port())) {
        observer.close();
        Thread answers = Thread.ofPlatform().daemon().start(() -> pass(server, client));
        Thread questions = Thread.ofPlatform().daemon().start(() -> pass(client, server));
        looking.join();
        assertThat(questions.join(Duration.ofSeconds(10))).as("the observer has closed its session").isTrue();
        assertThat(answers.join(Duration.ofSeconds(10))).isTrue();
      }
    }
  }

  /** Until one of the two is closed. */
  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // closed by the other side
    }
  }
}
