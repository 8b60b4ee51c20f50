package dev.whimbrel.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program of its own that uses a server: the one of the directory it is given, or an ephemeral one. */
final class Tenant {
  private Tenant() {}

  /** Tells where the server is, and waits; ends without closing it when its input ends, closes it at a full line. */
  public static void main(String[] args) throws IOException {
    EmbeddedPostgres postgres = args.length == 0 ? EmbeddedPostgres.ephemeral() : EmbeddedPostgres.at(Path.of(args[0]));
    ServerAddress address = postgres.address();
    String line = address.port() + " " + address.password() + " " + postgres.directory() + "\n";
    System.out.write(line.getBytes(StandardCharsets.UTF_8));
    System.out.flush();
    if (System.in.read() >= 0) {
      postgres.close();
    }
  }
}
