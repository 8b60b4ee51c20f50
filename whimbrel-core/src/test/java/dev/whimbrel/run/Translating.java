package dev.whimbrel.run;

import dev.whimbrel.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that speaks Russian: between clients and a server, puts other words for the severity and the message of each error and
 * notice. What programs are to go by stays: the severity that is never translated, and the SQLSTATE.
 */
final class Translating implements AutoCloseable {
  static final String MESSAGE = "сообщение на языке сервера";

  private final TestDatabase test;
  private final ServerSocket door;
  private final AtomicInteger translated = new AtomicInteger();

  private Translating(TestDatabase test) throws IOException {
    this.test = test;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  static Translating before(TestDatabase test) throws IOException {
    Translating proxy = new Translating(test);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  /** As that of the server, at this port, without encryption. */
  String url(String database) {
    return "postgres://" + test.user() + ":" + test.password() + "@127.0.0.1:" + door.getLocalPort() + "/" + database
        + "?sslmode=disable";
  }

  String url() {
    return url(test.name());
  }

  /** How many errors and notices were put into other words. */
  int translated() {
    return translated.get();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(test.host(), test.port());
        Thread.ofVirtual().start(() -> carry(client, server, InputStream::transferTo));
        Thread.ofVirtual().start(() -> carry(server, client, this::translate));
      } catch (IOException e) {
        close(door); // the test is over
      }
    }
  }

  @FunctionalInterface
  private interface Way {
    void go(InputStream from, OutputStream to) throws IOException;
  }

  private static void carry(Socket from, Socket to, Way way) {
    try (from; to) {
      way.go(from.getInputStream(), to.getOutputStream());
    } catch (IOException e) {
      close(from); // one of the two has gone, and the other is told by the end of its connection
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private void translate(InputStream from, OutputStream to) throws IOException {
    DataInputStream in = new DataInputStream(from);
    DataOutputStream out = new DataOutputStream(to);
    for (int type = in.read(); type >= 0; type = in.read()) {
      byte[] body = in.readNBytes(in.readInt() - 4);
      byte[] said = type == 'E' || type == 'N' ? inRussian(body) : body;
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      DataOutputStream whole = new DataOutputStream(message);
      whole.writeByte(type);
      whole.writeInt(said.length + 4);
      whole.write(said);
      out.write(message.toByteArray());
    }
  }

  private byte[] inRussian(byte[] body) {
    translated.incrementAndGet();
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
      if (!field.isEmpty()) {
        String text = switch (field.charAt(0)) {
          case 'S' -> "S" + severity(field.substring(1));
          case 'M' -> "M" + MESSAGE;
          default -> field;
        };
        fields.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        fields.write(0);
      }
    }
    fields.write(0);
    return fields.toByteArray();
  }

  private static String severity(String english) {
    return switch (english) {
      case "ERROR" -> "ОШИБКА";
      case "FATAL" -> "ВАЖНО";
      case "PANIC" -> "ПАНИКА";
      case "WARNING" -> "ПРЕДУПРЕЖДЕНИЕ";
      case "NOTICE" -> "ЗАМЕЧАНИЕ";
      default -> "СООБЩЕНИЕ";
    };
  }
}
