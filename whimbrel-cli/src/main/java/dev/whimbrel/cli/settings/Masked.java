package dev.whimbrel.cli.settings;

import java.util.regex.Pattern;

/** Values as they are shown. */
public final class Masked {
  public static final String SECRET = "***";

  /** Up to the last at sign: a password may hold one. */
  private static final Pattern USER = Pattern.compile("(//[^:@/?]*:).*@");
  private static final Pattern PARAMETER = Pattern.compile("([?&](?:ssl)?password=)[^&]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_NAME = Pattern.compile(".*(passw|secret|token|key|credential).*",
      Pattern.CASE_INSENSITIVE);

  private Masked() {}

  /** Without the passwords of a URL. */
  public static String value(String value) {
    return PARAMETER.matcher(USER.matcher(value).replaceAll("$1" + SECRET + "@")).replaceAll("$1" + SECRET);
  }

  /** The same, and nothing of what is called a secret. */
  public static String named(String name, String value) {
    return SECRET_NAME.matcher(name).matches() ? SECRET : value(value);
  }
}
