package dev.whimbrel.kubernetes.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** SHA-256 of several things, so that none can pass for a part of another. */
final class Digest {
  private final MessageDigest digest;

  Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Digest with(@Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + (text == null ? "-" : ":")).getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    return this;
  }

  Digest with(@Nullable Map<String, String> entries) {
    if (entries != null) {
      new TreeMap<>(entries).forEach((key, value) -> with(key).with(value));
    }
    return with("end");
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
