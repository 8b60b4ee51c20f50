package dev.whimbrel.sql;

import dev.whimbrel.testkit.TestDatabase;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A session that speaks the protocol itself, so that no driver looks into the text before the server does: one string is one
 * simple query, whatever it holds, and a statement can be parsed without being run.
 */
final class WireSession implements Closeable {
  private static final int PROTOCOL = 3 << 16;
  private static final int CLEARTEXT_PASSWORD = 3;

  private final Socket socket;
  private final String password;
  private final DataInputStream in;
  private final DataOutputStream out;

  private WireSession(Socket socket, String password) throws IOException {
    this.socket = socket;
    this.password = password;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
  }

  static WireSession open(TestDatabase database) throws IOException {
    Socket socket = new Socket(database.host(), database.port());
    socket.setTcpNoDelay(true);
    WireSession session = new WireSession(socket, database.password());
    session.start(database.user(), database.name());
    return session;
  }

  /** What the server answered to one request. */
  record Answer(List<String> sqlStates, List<String> errors, List<String> tags, boolean empty) {
    boolean failed() {
      return !sqlStates.isEmpty();
    }
  }

  /** Runs a string as one simple query; each COPY in it gets the next of the data. */
  Answer run(byte[] sql, List<byte[]> copyData) throws IOException {
    send('Q', body(sql));
    return answer(new ArrayDeque<>(copyData));
  }

  Answer run(String sql) throws IOException {
    return run(sql.getBytes(StandardCharsets.UTF_8), List.of());
  }

  /** Lets the server parse each text by itself, without running it. */
  List<Answer> parse(List<byte[]> statements) throws IOException {
    for (byte[] statement : statements) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(statement);
      body.write(new byte[3]);
      send('P', body.toByteArray());
      send('S', new byte[0]);
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      answers.add(answer(new ArrayDeque<>()));
    }
    return answers;
  }

  @Override
  public void close() throws IOException {
    send('X', new byte[0]);
    out.flush();
    socket.close();
  }

  private void start(String user, String database) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String word : List.of("user", user, "database", database, "client_encoding", "UTF8", "client_min_messages",
        "warning", "")) {
      body.write(word.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    }
    out.writeInt(8 + body.size());
    out.writeInt(PROTOCOL);
    body.writeTo(out);
    Answer answer = answer(new ArrayDeque<>());
    if (answer.failed()) {
      throw new IOException(String.join("; ", answer.errors()));
    }
  }

  private static byte[] body(byte[] text) {
    byte[] body = new byte[text.length + 1];
    System.arraycopy(text, 0, body, 0, text.length);
    return body;
  }

  private void send(char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(4 + body.length);
    out.write(body);
  }

  private Answer answer(Deque<byte[]> copyData) throws IOException {
    out.flush();
    Answer answer = new Answer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
    boolean empty = false;
    while (true) {
      char type = (char) in.readByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      switch (type) {
        case 'Z' -> {
          return new Answer(answer.sqlStates(), answer.errors(), answer.tags(), empty);
        }
        case 'R' -> authenticate(body);
        case 'E' -> failed(answer, body);
        case 'C' -> answer.tags().add(new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
        case 'G' -> copy(copyData.poll());
        case 'I' -> empty = true;
        default -> {
          // rows, notices, parameters and what else says nothing of boundaries
        }
      }
    }
  }

  /** The test server lets in at once or asks for the password as it is. */
  private void authenticate(byte[] body) throws IOException {
    if (body[3] == CLEARTEXT_PASSWORD) {
      send('p', body(password.getBytes(StandardCharsets.UTF_8)));
      out.flush();
    } else if (body[3] != 0) {
      throw new IOException("the test server asks for authentication " + body[3]);
    }
  }

  private void copy(byte[] data) throws IOException {
    send('d', data);
    send('c', new byte[0]);
    out.flush();
  }

  private static void failed(Answer answer, byte[] body) {
    String state = "";
    String message = "";
    for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
      if (field.startsWith("C")) {
        state = field.substring(1);
      }
      if (field.startsWith("M")) {
        message = field.substring(1);
      }
    }
    answer.sqlStates().add(state);
    answer.errors().add(state + " " + message);
  }
}
