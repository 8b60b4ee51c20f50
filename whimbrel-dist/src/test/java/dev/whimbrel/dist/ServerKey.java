package dev.whimbrel.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/**
 * A new key for a server on this machine, as PostgreSQL reads it.
 *
 * @param certificate signed by itself, for 127.0.0.1
 * @param key the private key
 */
record ServerKey(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /** Made by the {@code keytool} of the JDK that runs. */
  static ServerKey make(Path place) throws IOException, InterruptedException, GeneralSecurityException {
    Path keys = place.resolve("server.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-keyalg", "EC", "-alias", "server", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1",
        "-keystore", keys.toString(), "-storepass", PASSWORD).inheritIO().start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool ended with " + keytool.exitValue());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    ServerKey made = new ServerKey(place.resolve("server.crt"), place.resolve("server.key"));
    Files.writeString(made.certificate, pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
    Files.writeString(made.key, pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    Files.setPosixFilePermissions(made.key, PosixFilePermissions.fromString("rw-------"));
    return made;
  }

  /** Lines of {@code postgresql.conf} for a server that offers TLS. */
  Map<String, String> settings() {
    return Map.of("ssl", "on", "ssl_cert_file", certificate.toString(), "ssl_key_file", key.toString());
  }

  private static String pem(String kind, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[]{'\n'});
    return "-----BEGIN " + kind + "-----\n" + lines.encodeToString(content) + "\n-----END " + kind + "-----\n";
  }
}
