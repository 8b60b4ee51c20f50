package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M65: a server that answers the login with a gigabyte, met by a process. */
@ExtendWith(FreshDatabases.class)
class GigabyteTest {
  private static final String PASSWORD = "changeit";

  @TempDir
  private Path project;

  @FunctionalInterface
  private interface Door {
    Socket admitted(Socket client) throws IOException;
  }

  private Ran met(TestDatabase test, String heap, Door door, String parameters) throws Exception {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations/1_a.up.sql"), "CREATE TABLE a ();\n");
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(socket, door));
      long before = System.nanoTime();
      Way way = Way.usual().withJava(heap.isEmpty() ? new String[0] : new String[]{heap}).with("WHIMBREL_URL",
          "postgres://u:s3cret@127.0.0.1:" + socket.getLocalPort() + "/d?" + parameters);
      Ran ran = Tool.run(way, project, test, "up", "--connect-timeout", "30s");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
      assertThat(ran.out()).isEmpty();
      return new Ran(ran.exitCode(), ran.out(), ran.err().replace(":" + socket.getLocalPort() + "/", ":PORT/"));
    }
  }

  private static void serve(ServerSocket socket, Door door) {
    while (!socket.isClosed()) {
      try (Socket client = door.admitted(socket.accept())) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(in.readInt() - 4);
        gigabyte(new DataOutputStream(client.getOutputStream()));
      } catch (IOException e) {
        assertThat(e).isNotNull(); // the client had enough, or the test is over
      }
    }
  }

  /** Nobody here ever holds it. */
  private static void gigabyte(DataOutputStream out) throws IOException {
    byte[] begin = "SFATAL\0VFATAL\0C28000\0M".getBytes(StandardCharsets.UTF_8);
    byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    out.writeByte('E');
    out.writeInt(4 + begin.length + (1 << 30) + 2);
    out.write(begin);
    for (int i = 0; i < 1 << 14; i++) {
      out.write(piece);
    }
    out.write(new byte[2]);
    out.flush();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-Xmx256m", "-Xmx96m"})
  void m65_aGigabyteIsCut(String heap, TestDatabase test) throws Exception {
    Ran ran = met(test, heap, client -> client, "sslmode=disable&gssencmode=disable");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(5);
    assertThat(ran.err().replaceAll("x{100,}", "xx")).isEqualTo("""
        error: the server at 127.0.0.1:PORT/d refused the user "u"
          server:   xx… (cut; 36032 characters more)
          sqlstate: 28000
          next:     check the user and the password: PGPASSWORD, ~/.pgpass, --password-file or the URL
        """);
  }

  /** Then the driver takes it in as a whole, if it can. */
  @Test
  void m65_aGigabyteThatIsEncryptedEndsInOneProblem(TestDatabase test) throws Exception {
    SSLContext context = context();
    Ran ran = met(test, "-Xmx256m", client -> encrypted(context, client), "sslmode=require");
    assertThat(ran.err()).isEqualTo("""
        error: the server at 127.0.0.1:PORT/d says more at the login than fits into memory
          state:    nothing was changed
          next:     check that host and port are those of a PostgreSQL server
        """);
    assertThat(ran.exitCode()).isEqualTo(5);
  }

  private static Socket encrypted(SSLContext context, Socket client) throws IOException {
    client.getInputStream().readNBytes(8);
    client.getOutputStream().write('S');
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private SSLContext context() throws IOException, GeneralSecurityException, InterruptedException {
    Path keys = project.resolve("keys.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-keyalg", "EC", "-alias", "server", "-dname", "CN=127.0.0.1", "-keystore", keys.toString(),
        "-storepass", PASSWORD).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
