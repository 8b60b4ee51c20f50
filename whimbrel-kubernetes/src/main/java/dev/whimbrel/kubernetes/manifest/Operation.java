package dev.whimbrel.kubernetes.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a Job does. */
public sealed interface Operation {
  /** Whether rows may be lost on the way back. */
  enum DataLoss {
    REFUSED, ALLOWED
  }

  /**
   * Applies.
   *
   * @param to up to and including which version, or null for all that there is
   * @param plan the digest of what is to be done and nothing else, or null
   */
  record Up(@Nullable String to, @Nullable String plan) implements Operation {
    /** All that there is, whatever that is. */
    public static Up everything() {
      return new Up(null, null);
    }
  }

  /**
   * Reverts.
   *
   * @param to everything after this version
   * @param plan the digest of what is to be done and nothing else, or null
   */
  record Down(String to, DataLoss loss, @Nullable String plan) implements Operation {}

  /** Says what is applied and what is pending. */
  record Status() implements Operation {}

  /** Checks the directory, without a database. */
  record Validate() implements Operation {}

  /** As in the label of Jobs. */
  default String word() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The digest of the plan that is to be carried out, or null. */
  default @Nullable String agreed() {
    return switch (this) {
      case Up up -> up.plan();
      case Down down -> down.plan();
      case Status() -> null;
      case Validate() -> null;
    };
  }

  /** What stands behind {@code whimbrel} on the command line. */
  default List<String> arguments(String progressFile) {
    List<String> arguments = new ArrayList<>(List.of(word()));
    switch (this) {
      case Up(var to, var plan) -> {
        option(arguments, "--to", to);
        option(arguments, "--plan", plan);
      }
      case Down(var to, var loss, var plan) -> {
        option(arguments, "--to", to);
        if (loss == DataLoss.ALLOWED) {
          arguments.add("--allow-data-loss");
        }
        option(arguments, "--plan", plan);
      }
      case Status status -> {
        return List.copyOf(arguments);
      }
      case Validate validate -> {
        return List.copyOf(arguments);
      }
    }
    arguments.add("--yes");
    option(arguments, "--progress-file", progressFile);
    return List.copyOf(arguments);
  }

  /** What shows beforehand what it would do, or nothing where there is nothing to show. */
  default List<String> preview() {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    switch (this) {
      case Up(var to, var plan) -> option(arguments, "--to", to);
      case Down(var to, var loss, var plan) -> {
        arguments.add("--down");
        option(arguments, "--to", to);
      }
      case Status status -> {
        return List.of();
      }
      case Validate validate -> {
        return List.of();
      }
    }
    return List.copyOf(arguments);
  }

  private static void option(List<String> arguments, String name, @Nullable String value) {
    if (value != null) {
      arguments.add(name);
      arguments.add(value);
    }
  }
}
