package dev.whimbrel.testkit;

import dev.whimbrel.embedded.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a PostgreSQL server, counts what the clients send and how often they wait for an answer,
 * and can break a connection at an exact moment. The server must not offer encryption, as the embedded one does not.
 */
public final class CountingProxy implements AutoCloseable {
  /** The moment at which a connection is cut. */
  public enum Cut {
    /** The server never sees what the client sent. */
    BEFORE_FORWARDING,
    /** The server has done all of it and is ready for more, but the client is not told. */
    AFTER_FORWARDING
  }

  private record Order(int flight, Cut cut) {}

  private final ServerAddress server;
  private final ServerSocket door;
  private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger flights = new AtomicInteger();
  private final Thread acceptor = Thread.ofVirtual().name("counting-proxy").unstarted(this::accept);
  private volatile @Nullable Order order;
  private volatile boolean silent;

  private CountingProxy(ServerAddress server) throws IOException {
    this.server = server;
    this.door = new ServerSocket(0, 50, InetAddress.getByName(server.host()));
  }

  /** Stands in front of a server from now on. */
  public static CountingProxy before(ServerAddress server) {
    try {
      CountingProxy proxy = new CountingProxy(server);
      proxy.acceptor.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As that of the server, at the proxy's port. */
  public ServerAddress address() {
    return new ServerAddress(server.host(), door.getLocalPort(), server.user(), server.password(), server.database());
  }

  /** The URL of {@link #address}, with the password in it. */
  public String url() {
    return address().url();
  }

  /** What all clients have sent until now. */
  public Traffic total() {
    return perConnection().stream().reduce(Traffic.none(), Traffic::plus);
  }

  /** What the client of each connection has sent until now, in the order in which they were opened. */
  public List<Traffic> perConnection() {
    return connections.stream().map(ProxiedConnection::traffic).toList();
  }

  /** Breaks the connection that makes a certain flight, counted over all connections as {@link #total} counts. */
  public void cutAt(int flight, Cut cut) {
    order = new Order(flight, cut);
  }

  /** From now on no byte goes either way, and nothing is closed: so looks a firewall that forgot a connection. */
  public void silence() {
    silent = true;
  }

  boolean isSilent() {
    return silent;
  }

  /** Breaks all connections and accepts no more. */
  @Override
  public void close() {
    try {
      door.close();
      acceptor.join(); // a client that knocked at the last moment may still have been let in
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(ProxiedConnection::cut);
  }

  /** Counts a flight; the answer says what is to become of it. */
  @Nullable
  Cut begunFlight() {
    int number = flights.incrementAndGet();
    Order given = order;
    return given != null && given.flight() == number ? given.cut() : null;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        admit(door.accept());
      } catch (IOException e) {
        // The proxy has been closed, which ends the loop, or the client has gone again.
      }
    }
  }

  private void admit(Socket client) throws IOException {
    try {
      ProxiedConnection connection = ProxiedConnection.open(this, client, server);
      connections.add(connection);
      connection.start();
    } catch (IOException e) {
      client.close(); // no server: the client sees the connection end
    }
  }
}
