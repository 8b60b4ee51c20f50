package dev.whimbrel.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Properties;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that notice within half a minute that nobody is at the other end any more, where the system lets them: a statement may run
 * for hours without a word, and the system's own two hours are as good as never. Nor do they let a server fill the memory with what it
 * has to say. The driver makes it by its name.
 */
public final class AttentiveSockets extends SocketFactory {
  private static final int FIRST_QUESTION_SECONDS = 15;
  private static final int PAUSE_SECONDS = 5;
  private static final int QUESTIONS = 3;

  private final boolean keepAlive;

  /** For the driver, which gives its own properties. */
  public AttentiveSockets(Properties properties) {
    this.keepAlive = Boolean.parseBoolean(properties.getProperty("tcpKeepAlive", "true"));
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new MessageSocket();
    if (!keepAlive) {
      return socket;
    }
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, FIRST_QUESTION_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, PAUSE_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, QUESTIONS);
    return socket;
  }

  private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
  }

  private Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from) throws IOException {
    Socket socket = createSocket();
    try {
      socket.bind(from);
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
