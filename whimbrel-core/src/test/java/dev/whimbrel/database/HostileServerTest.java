package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is not a server of PostgreSQL, or one that means harm: one problem, in time, whatever it says. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class HostileServerTest {
  private static final SessionSettings IMPATIENT = new SessionSettings(Duration.ofSeconds(3), Duration.ofSeconds(5),
      Duration.ZERO, "whimbrel");

  /** Where the time goes with what it says, and the machine may have other things to do. */
  private static final SessionSettings PATIENT = IMPATIENT.withLoginTimeout(Duration.ofSeconds(15));

  private static final String SILENCE = "check that it is a server of PostgreSQL, that it is not overloaded, and that no "
      + "firewall or proxy swallows what is sent; --connect-timeout 60s waits longer";

  private static final String DISABLED = "?sslmode=disable&gssencmode=disable";

  /** What it does with a client whose first message it has read. */
  @FunctionalInterface
  private interface Manners {
    void serve(DataInputStream in, DataOutputStream out) throws IOException;
  }

  private static Problem meeting(Manners manners) throws IOException {
    return meeting(manners, IMPATIENT, DISABLED);
  }

  private static Problem meeting(Manners manners, SessionSettings settings, String parameters) throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(door, manners));
      long before = System.nanoTime();
      Problem[] found = new Problem[1];
      assertThatThrownBy(() -> Database.open(Rig.url("postgres://u:s3cret@127.0.0.1:" + door.getLocalPort()
          + "/d" + parameters), settings).close())
          .isInstanceOfSatisfying(WhimbrelException.class, e -> found[0] = e.problems().getFirst());
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      assertThat(found[0].toString()).doesNotContain("s3cret");
      return Objects.requireNonNull(found[0]);
    }
  }

  private static void serve(ServerSocket door, Manners manners) {
    while (!door.isClosed()) {
      try (Socket client = door.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(in.readInt() - 4);
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        manners.serve(in, out);
        out.flush();
      } catch (IOException e) {
        assertThat(e).isNotNull(); // the client had enough, or the test is over
      }
    }
  }

  private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(body.length + 4);
    out.write(body);
    out.flush();
  }

  private static byte[] fields(String... codesAndTexts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String field : codesAndTexts) {
      bytes.writeBytes(field.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  private static void welcome(DataOutputStream out) throws IOException {
    message(out, 'R', new byte[4]);
    for (String[] parameter : new String[][]{{"server_version", "15.4"}, {"client_encoding", "UTF8"},
        {"DateStyle", "ISO"}, {"integer_datetimes", "on"}, {"standard_conforming_strings", "on"},
        {"\u001b[2J", "\u001b"}}) {
      message(out, 'S', (parameter[0] + "\0" + parameter[1] + "\0").getBytes(StandardCharsets.UTF_8));
    }
    message(out, 'K', new byte[8]);
    message(out, 'Z', new byte[]{'I'});
  }

  private static void drain(DataInputStream in) throws IOException {
    while (in.read() >= 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void m65_silence() throws IOException {
    Problem problem = meeting((in, out) -> drain(in));
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message())
        .matches("the server at 127\\.0\\.0\\.1:\\d+/d takes the connection and does not answer");
    assertThat(problem.state()).matches("nothing was changed; waited [3-9] s for the login");
    assertThat(problem.remedy()).isEqualTo(SILENCE);
  }

  /** Longer than for a server that is not there, and also where the driver asks for encryption first. */
  @Test
  void m65_silenceIsWaitedForAsLongAsALoginMayTake() throws IOException {
    Problem problem = meeting((in, out) -> drain(in),
        IMPATIENT.withConnectTimeout(Duration.ofSeconds(1)).withLoginTimeout(Duration.ofSeconds(6)), "");
    assertThat(problem.message())
        .matches("the server at 127\\.0\\.0\\.1:\\d+/d takes the connection and does not answer");
    assertThat(problem.state()).matches("nothing was changed; waited [6-9] s for the login");
    assertThat(problem.remedy()).isEqualTo(SILENCE);
  }

  /** Never silent for long, and never done. */
  @Test
  void m65_aLoginThatGoesOnForEver() throws IOException {
    Problem problem = meeting((in, out) -> {
      message(out, 'R', new byte[4]);
      for (int i = 0; i < 200; i++) {
        message(out, 'S', "a\0b\0".getBytes(StandardCharsets.UTF_8));
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }, IMPATIENT.withConnectTimeout(Duration.ofSeconds(1)), DISABLED);
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message())
        .matches("the server at 127\\.0\\.0\\.1:\\d+/d takes the connection and does not answer");
    assertThat(problem.state()).matches("nothing was changed; waited [2-9] s for the login");
    assertThat(problem.remedy()).isEqualTo(SILENCE);
  }

  @Test
  void m65_silenceAfterTheLogin() throws IOException {
    Problem problem = meeting((in, out) -> {
      welcome(out);
      drain(in);
    });
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).matches("the server at 127\\.0\\.0\\.1:\\d+/d does not answer as expected");
  }

  @Test
  void m65_aConnectionThatIsClosedAtOnce() throws IOException {
    Problem problem = meeting((in, out) -> out.flush());
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).matches("the server at 127\\.0\\.0\\.1:\\d+/d cannot be reached");
  }

  @Test
  void m65_garbage() throws IOException {
    byte[] garbage = new byte[100_000];
    new java.util.Random(7).nextBytes(garbage);
    assertThat(meeting((in, out) -> out.write(garbage)).code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(meeting((in, out) -> {
      welcome(out);
      out.write(garbage);
    }).code()).isEqualTo(ProblemCode.UNREACHABLE);
  }

  @Test
  void m65_aGiganticErrorIsCut() throws IOException {
    String long1 = "\u001b[2J" + "x".repeat(4 << 20);
    Problem problem = meeting((in, out) -> {
      message(out, 'E', fields("SFATAL", "VFATAL", "C28000", "M" + long1));
      drain(in);
    });
    assertThat(problem.code()).isEqualTo(ProblemCode.REFUSED_LOGIN);
    assertThat(problem.toString().length()).isLessThan(60_000);
    assertThat(problem.server()).extracting(error -> error.message()).asString()
        .startsWith("\u001b[2Jxxxx").endsWith("… (cut; " + (long1.length() - 40_000) + " characters more)");
  }

  private static final long GIGABYTE = 1 << 30;

  /** Of which the fake server never holds more than a piece. */
  private static void gigabyte(DataOutputStream out, char type, String begin) throws IOException {
    byte[] fields = begin.getBytes(StandardCharsets.UTF_8);
    byte[] piece = "ы".repeat(1 << 15).getBytes(StandardCharsets.UTF_8);
    out.writeByte(type);
    out.writeInt((int) (4 + fields.length + GIGABYTE + 2));
    out.write(fields);
    for (long left = GIGABYTE; left > 0; left -= piece.length) {
      out.write(piece);
    }
    out.write(new byte[2]);
    out.flush();
  }

  private static final String CUT = "ы".repeat(40_000) + "… (cut; " + ((MessageStream.LONGEST_WORDS - 24) / 2 - 40_000)
      + " characters more)";

  @Test
  void m65_anErrorOfAGigabyteAtTheLogin() throws IOException {
    Problem problem = meeting((in, out) -> gigabyte(out, 'E', "SFATAL\0VFATAL\0C28000\0M"));
    assertThat(problem.code()).isEqualTo(ProblemCode.REFUSED_LOGIN);
    assertThat(problem.server()).extracting(error -> error.message()).isEqualTo(CUT);
  }

  @Test
  void m65_noticesOfAGigabyteAndThenAnError() throws IOException {
    Problem problem = meeting((in, out) -> {
      message(out, 'R', new byte[4]);
      gigabyte(out, 'N', "SNOTICE\0VNOTICE\0C00000\0M");
      gigabyte(out, 'N', "SWARNING\0VWARNING\0C01000\0M");
      message(out, 'E', fields("SFATAL", "VFATAL", "C3D000", "Mno"));
    }, PATIENT, DISABLED);
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).startsWith("the database does not exist on the server at ");
  }

  @Test
  void m65_anErrorOfAGigabyteInTheSession() throws IOException {
    Problem problem = meeting((in, out) -> {
      welcome(out);
      while (in.readByte() == 'Q') {
        in.readNBytes(in.readInt() - 4);
        gigabyte(out, 'E', "SERROR\0VERROR\0C42501\0M");
        message(out, 'Z', new byte[]{'I'});
      }
    }, PATIENT, DISABLED);
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.toString()).contains(CUT);
  }

  @Test
  void m65_aParameterOfAGigabyte() throws IOException {
    Problem problem = meeting((in, out) -> {
      message(out, 'R', new byte[4]);
      gigabyte(out, 'S', "application_name\0");
    }, PATIENT, DISABLED);
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
    assertThat(problem.message()).matches("the server at 127\\.0\\.0\\.1:\\d+/d cannot be reached");
  }

  @Test
  void m65_copyThatNobodyAskedFor() throws IOException {
    Problem problem = meeting((in, out) -> {
      welcome(out);
      in.readByte();
      message(out, 'G', new byte[]{0, 0, 0});
      drain(in);
    });
    assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
  }
}
