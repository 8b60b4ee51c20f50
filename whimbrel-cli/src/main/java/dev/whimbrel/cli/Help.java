package dev.whimbrel.cli;

import dev.whimbrel.cli.kubernetes.Kubernetes;
import java.util.ArrayList;
import java.util.List;

/** Help, made from the tables. */
final class Help {
  private Help() {}

  static String overview() {
    StringBuilder out = new StringBuilder("""
        Whimbrel migrates PostgreSQL databases, with the migration files you have.

        Usage: whimbrel [OPTIONS] COMMAND [ARGUMENTS]

        Commands:
        """);
    Commands.all().forEach(c -> out.append(entry((c.name() + " " + c.arguments()).strip(), c.summary())));
    out.append("\nOptions of every command:\n");
    Options.GLOBAL.forEach(option -> out.append(entry(option)));
    out.append("""

        An option can also be a variable, such as WHIMBREL_LOCK_TIMEOUT for --lock-timeout, or a key of whimbrel.yaml.

        Start here:
          whimbrel new create users            write the first migration
          whimbrel up --url embedded:          apply it to a PostgreSQL that needs nothing installed
          whimbrel status --url embedded:      see what is applied

        More about a command, with examples: whimbrel COMMAND --help
        """);
    return out.toString();
  }

  /** Of a command, or of the part of it that its first argument names. */
  static String of(CommandSpec command, List<String> arguments) {
    return arguments.isEmpty() || !command.name().equals("k8s")
        ? of(command)
        : Kubernetes.help(arguments.getFirst(), command.options())
            .map(part -> of(command, arguments.getFirst(), part)).orElseGet(() -> of(command));
  }

  private static String of(CommandSpec whole, String word, Kubernetes.PartHelp part) {
    String line = whole.name() + " " + word;
    StringBuilder out = new StringBuilder();
    out.append("whimbrel ").append(line).append(": ").append(part.summary()).append("\n\n");
    out.append("Usage: whimbrel [OPTIONS] ").append((line + " " + part.arguments()).strip()).append("\n\nOptions:\n");
    part.options().forEach(option -> out.append(entry(option)));
    List<CommandSpec.Example> examples = whole.examples().stream()
        .filter(example -> example.line().startsWith(line)).toList();
    if (!examples.isEmpty()) {
      out.append("\nExamples:\n");
      examples.forEach(example -> out.append(entry("whimbrel " + example.line(), example.does())));
    }
    return out.append("\nThe other parts: whimbrel ").append(whole.name())
        .append(" --help\nOptions of every command: whimbrel --help\n").toString();
  }

  static String of(CommandSpec command) {
    StringBuilder out = new StringBuilder();
    out.append("whimbrel ").append(command.name()).append(": ").append(command.summary()).append("\n\n");
    out.append("Usage: whimbrel [OPTIONS] ").append((command.name() + " " + command.arguments()).strip())
        .append("\n\n");
    out.append(command.description()).append('\n');
    if (!command.options().isEmpty()) {
      out.append("\nOptions:\n");
      command.options().forEach(option -> out.append(entry(option)));
    }
    if (!command.examples().isEmpty()) {
      out.append("\nExamples:\n");
      command.examples().forEach(example -> out.append(entry("whimbrel " + example.line(), example.does())));
    }
    return out.append("\nOptions of every command: whimbrel --help\n").toString();
  }

  private static String entry(Option option) {
    String name = (option.letter().isEmpty() ? "    " : "-" + option.letter() + ", ") + "--" + option.name()
        + (option.takesArgument() ? " " + option.argument() : "");
    List<String> notes = new ArrayList<>();
    if (!option.standard().isEmpty()) {
      notes.add("default: " + option.standard());
    }
    if (!option.variable().isEmpty() && !option.variable().equals(option.ownVariable())) {
      notes.add("or " + option.variable());
    }
    return entry(name, option.help() + (notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")"));
  }

  private static String entry(String left, String right) {
    return left.length() > 34
        ? "  " + left + "\n" + " ".repeat(38) + right + "\n"
        : String.format("  %-34s  %s%n", left, right);
  }
}
