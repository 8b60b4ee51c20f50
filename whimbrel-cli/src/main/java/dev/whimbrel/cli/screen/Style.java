package dev.whimbrel.cli.screen;

/** Colours that mean something; plain text where nobody sees them. */
public enum Style {
  PLAIN(""), GOOD("32"), BAD("31;1"), WARNING("33"), FAINT("2"), STRONG("1");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on(String text) {
    return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
