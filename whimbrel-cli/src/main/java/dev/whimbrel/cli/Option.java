package dev.whimbrel.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One option, as data: parsing, help, completion, the reference and the keys of whimbrel.yaml are made from it.
 *
 * @param name the long name without dashes
 * @param letter the short name, or an empty text
 * @param argument what its value is called, or an empty text if it takes none
 * @param standard its default as people read it, or an empty text
 * @param variable the environment variables that give it, or an empty text if what it says is for one run alone
 * @param key its key in whimbrel.yaml, or an empty text; with a dot in it, that of a group and its own in there
 * @param help one line
 */
public record Option(String name, String letter, String argument, String standard, String variable, String key,
    String help) {
  /** Stands between the name of a group of keys and a key of it. */
  public static final String GROUPED = ".";

  public Option {
    Objects.requireNonNull(name);
    Objects.requireNonNull(help);
  }

  static Option flag(String name, String help) {
    return new Option(name, "", "", "", "", "", help);
  }

  static Option value(String name, String argument, String help) {
    return new Option(name, "", argument, "", "", "", help);
  }

  Option withLetter(String short1) {
    return new Option(name, short1, argument, standard, variable, key, help);
  }

  Option withStandard(String text) {
    return new Option(name, letter, argument, text, variable, key, help);
  }

  Option withVariable(String text) {
    return new Option(name, letter, argument, standard, text, key, help);
  }

  /** Can be given by a variable named after it, too. */
  Option inVariable() {
    return withVariable(variable.isEmpty() ? ownVariable() : variable);
  }

  /** Can be given by a variable, and stand in whimbrel.yaml under its own name. */
  Option inConfiguration() {
    return new Option(name, letter, argument, standard, inVariable().variable(), name, help);
  }

  /** The same under a key that holds several of them: namespace of k8s is "k8s: namespace:", and WHIMBREL_K8S_NAMESPACE. */
  Option inGroup(String group) {
    Option grouped = new Option(name, letter, argument, standard, "", group + GROUPED + name, help);
    return grouped.withVariable(grouped.ownVariable());
  }

  /** The variable that the rule gives it: WHIMBREL_LOCK_TIMEOUT for lock-timeout. */
  String ownVariable() {
    String said = key.contains(GROUPED) ? key : name;
    return "WHIMBREL_" + said.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /** What it is called where all settings stand below each other. */
  public String title() {
    return key.contains(GROUPED) ? key : name;
  }

  /** The environment variables that give it, the strongest first; empty if there are none. */
  public List<String> variables() {
    if (variable.isEmpty()) {
      return List.of();
    }
    int comma = variable.indexOf(", ");
    return comma < 0 ? List.of(variable) : List.of(variable.split(", "));
  }

  public boolean takesArgument() {
    return !argument.isEmpty();
  }
}
