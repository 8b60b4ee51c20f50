package dev.whimbrel.cli.screen;

import java.util.regex.Pattern;

/** Colours that mean something; plain text where nobody sees them. */
public enum Style {
  PLAIN(""), GOOD("32"), BAD("31;1"), WARNING("33"), FAINT("2"), STRONG("1");

  /** Every code that a style makes. */
  static final Pattern CODES = Pattern.compile("\u001b\\[(0|32|31;1|33|2|1)m");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on(String text) {
    return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
