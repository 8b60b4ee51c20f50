package dev.whimbrel.schema.sample;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that a simple regular expression matches, such as those of which checks are made: {@code ^[A-Z]{2}-[0-9]{4}$}. */
final class PatternSample {
  private static final int LONGEST = 200;
  private static final Pattern TIMES = Pattern.compile("\\{(\\d{1,3})(?:,\\d*)?\\}");

  private final String pattern;
  private final int n;
  private int at;

  /** Says that a pattern is not as simple as it has to be. */
  private static final class TooHard extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private PatternSample(String pattern, int n) {
    this.pattern = pattern;
    this.n = n;
  }

  /**
   * One of them, if the pattern is simple enough.
   *
   * @param n which: other numbers give other texts, where the pattern leaves room
   */
  static Optional<String> of(String pattern, int n) {
    try {
      PatternSample sample = new PatternSample(pattern, n);
      String text = sample.alternatives();
      return sample.at == pattern.length() && text.length() <= LONGEST ? Optional.of(text) : Optional.empty();
    } catch (TooHard | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private String alternatives() {
    String first = sequence();
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      sequence();
    }
    return first;
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      text.append(piece());
      if (text.length() > LONGEST) {
        throw new TooHard();
      }
    }
    return text.toString();
  }

  private String piece() {
    String once = atom();
    int least = 1;
    if (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '*', '?' -> {
          at++;
          least = 0;
        }
        case '+' -> {
          at++;
          least = 1 + n % 3;
        }
        case '{' -> {
          Matcher times = TIMES.matcher(pattern).region(at, pattern.length());
          if (!times.lookingAt()) {
            throw new TooHard();
          }
          least = Integer.parseInt(times.group(1));
          at = times.end();
        }
        default -> {
        }
      }
    }
    if (once.length() * least > LONGEST) {
      throw new TooHard();
    }
    return once.repeat(least);
  }

  private String atom() {
    char first = pattern.charAt(at++);
    return switch (first) {
      case '^', '$' -> "";
      case '.' -> letter('a', 26);
      case '[' -> bracket();
      case '(' -> group();
      case '\\' -> escape(pattern.charAt(at++));
      default -> String.valueOf(first);
    };
  }

  private String letter(char from, int count) {
    if (count < 1) {
      throw new TooHard();
    }
    return String.valueOf((char) (from + n % count));
  }

  private String group() {
    if (pattern.startsWith("?:", at)) {
      at += 2;
    }
    String text = alternatives();
    if (pattern.charAt(at++) != ')') {
      throw new TooHard();
    }
    return text;
  }

  private String escape(char letter) {
    return switch (letter) {
      case 'd' -> letter('0', 10);
      case 'w' -> letter('a', 26);
      case 's' -> " ";
      case 'm', 'M', 'y', 'A', 'Z' -> "";
      default -> String.valueOf(letter);
    };
  }

  private String bracket() {
    boolean not = pattern.charAt(at) == '^';
    int close = pattern.indexOf(']', at + (not ? 2 : 1));
    String inside = pattern.substring(at, close);
    at = close + 1;
    if (not) {
      return inside.indexOf('a') < 0 && !inside.contains("a-z") ? "a" : "0";
    }
    if (inside.length() >= 3 && inside.charAt(1) == '-') {
      return letter(inside.charAt(0), inside.charAt(2) - inside.charAt(0) + 1);
    }
    return inside.charAt(0) == '\\' ? escape(inside.charAt(1)) : inside.substring(0, 1);
  }
}
