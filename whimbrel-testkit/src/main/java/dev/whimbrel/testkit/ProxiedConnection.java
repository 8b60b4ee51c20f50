package dev.whimbrel.testkit;

import dev.whimbrel.embedded.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client's connection through the proxy: two threads carry bytes, one each way. */
final class ProxiedConnection {
  private static final byte READY_FOR_QUERY = 'Z';
  private static final byte READY_FOR_DATA = 'G';
  private static final int PIECE = 1 << 16;

  private final CountingProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Map<FrontendMessage, Integer> messages = new EnumMap<>(FrontendMessage.class);
  private final MessageReader sent;
  private final MessageReader answered;
  private int flights;
  private int oneByteAnswers;
  private boolean handed = true;
  private CountingProxy.@Nullable Cut cut;
  private boolean ready;

  private ProxiedConnection(CountingProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.sent = new MessageReader(MessageReader.Letters.ABSENT, new MessageReader.Heads() {
      @Override
      public void typed(byte type) {
        messages.merge(FrontendMessage.of(type), 1, Integer::sum);
      }

      @Override
      public MessageReader.Letters untyped(int code) {
        return request(FrontendMessage.ofRequest(code));
      }
    });
    this.answered = new MessageReader(MessageReader.Letters.PRESENT, new MessageReader.Heads() {
      @Override
      public void typed(byte type) {
        ready = type == READY_FOR_QUERY || type == READY_FOR_DATA;
      }

      @Override
      public MessageReader.Letters untyped(int code) {
        return MessageReader.Letters.PRESENT;
      }
    });
  }

  static ProxiedConnection open(CountingProxy proxy, Socket client, ServerAddress address) throws IOException {
    client.setTcpNoDelay(true);
    Socket server = new Socket(address.host(), address.port());
    server.setTcpNoDelay(true);
    return new ProxiedConnection(proxy, client, server);
  }

  void start() {
    Thread.ofVirtual().name("counting-proxy-up").start(this::carryUp);
    Thread.ofVirtual().name("counting-proxy-down").start(this::carryDown);
  }

  synchronized Traffic traffic() {
    return new Traffic(1, flights, messages);
  }

  void cut() {
    close(client);
    close(server);
  }

  private void carryUp() {
    carry(client, server, (bytes, length) -> countSent(bytes, length) != CountingProxy.Cut.BEFORE_FORWARDING);
  }

  private void carryDown() {
    carry(server, client, this::mayHand);
  }

  private interface Passing {
    /** Whether a piece goes on to the other side. */
    boolean allows(byte[] bytes, int length);
  }

  private void carry(Socket from, Socket to, Passing passing) {
    byte[] bytes = new byte[PIECE];
    try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        if (!proxy.isSilent() && passing.allows(bytes, length)) {
          out.write(bytes, 0, length);
        }
      }
    } catch (IOException e) {
      // one side has gone, as sessions do; the other is told below
    } finally {
      cut();
    }
  }

  private synchronized CountingProxy.@Nullable Cut countSent(byte[] bytes, int length) {
    if (handed) {
      handed = false;
      flights++;
      cut = proxy.begunFlight();
      ready = false;
    }
    sent.read(bytes, length);
    if (cut == CountingProxy.Cut.BEFORE_FORWARDING) {
      cut();
    }
    return cut;
  }

  /** A client cannot answer what it has not been given, so the note is made before the bytes go out. */
  private synchronized boolean mayHand(byte[] bytes, int length) {
    int start = Math.min(oneByteAnswers, length);
    oneByteAnswers -= start;
    byte[] rest = Arrays.copyOfRange(bytes, start, length);
    answered.read(rest, rest.length);
    if (cut == null) {
      handed = true;
      return true;
    }
    if (ready) {
      cut();
    }
    return false;
  }

  /** The server answers a request for encryption with one byte and awaits another start. */
  private MessageReader.Letters request(FrontendMessage message) {
    messages.merge(message, 1, Integer::sum);
    return switch (message) {
      case SSL_REQUEST, GSS_ENCRYPTION_REQUEST -> {
        oneByteAnswers++;
        yield MessageReader.Letters.ABSENT;
      }
      default -> MessageReader.Letters.PRESENT;
    };
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
