package dev.whimbrel.kubernetes.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Paths as the keys of a ConfigMap, of which only letters, digits and {@code - . _} are allowed. Most are their own key. What is not
 * allowed becomes {@code .-} and two digits for each byte of UTF-8, such as {@code sub.-2Fa.sql}; so does a {@code .} before a {@code -},
 * which makes it reversible.
 */
final class Keys {
  /** The longest key that the API server takes. */
  static final int LONGEST = 253;

  /** What holds all files in one, alone or with a number behind it. */
  static final String ARCHIVE = "migrations.tar.xz";
  /** Beside it, or beside names that are not their own key: the digest, and in how many parts the archive is. */
  static final String CHECK = "migrations.sha256";

  private static final Pattern OURS = Pattern.compile("migrations\\.(?:tar\\.[gx]z(?:\\.\\d{3})?|sha256)");
  /** With gzip, it is of somebody else. */
  private static final Pattern PART = Pattern.compile("(migrations\\.tar\\.[gx]z)(?:\\.\\d{3})?");

  private Keys() {}

  static String of(String path) {
    var key = new StringBuilder();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    boolean hidden = path.equals(".") || OURS.matcher(path).matches() || (path.startsWith(".") && bytes.length > 1
        && (bytes[1] == '.' || !allowed(bytes[1])));
    for (int i = 0; i < bytes.length; i++) {
      boolean escapes = bytes[i] == '.' && i + 1 < bytes.length && bytes[i + 1] == '-';
      if (allowed(bytes[i]) && !escapes && !(hidden && i == 0)) {
        key.append((char) bytes[i]);
      } else {
        key.append(".-").append(String.format("%02X", bytes[i] & 0xFF));
      }
    }
    return key.toString();
  }

  static String path(String key) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < key.length(); i++) {
      if (escaped(key, i)) {
        bytes.write(Integer.parseInt(key, i + 2, i + 4, 16));
        i += 3;
      } else {
        bytes.write(key.charAt(i));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static boolean isPart(String key) {
    return PART.matcher(key).matches();
  }

  static String part(String archive, int number) {
    return String.format(Locale.ROOT, "%s.%03d", archive, number);
  }

  /** The archive that a part is of. */
  static String archive(String part) {
    return PART.matcher(part).replaceFirst("$1");
  }

  private static boolean escaped(String key, int at) {
    return key.startsWith(".-", at) && at + 4 <= key.length() && hex(key.charAt(at + 2)) && hex(key.charAt(at + 3));
  }

  private static boolean hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
  }

  private static boolean allowed(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
        || c == '_';
  }
}
