package dev.whimbrel.kubernetes.bundle;

import dev.whimbrel.sql.Sha256;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** SHA-256 of the files of a directory. */
final class FilesDigest {
  private FilesDigest() {}

  /** Of names and contents, each with its length before it, so that nothing can move from one to the next unseen. */
  static String of(SortedMap<String, byte[]> files) {
    MessageDigest digest = Sha256.digest();
    try (var out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] name = file.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeLong(name.length);
        out.write(name);
        out.writeLong(file.getValue().length);
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
