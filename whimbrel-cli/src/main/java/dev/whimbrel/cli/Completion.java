package dev.whimbrel.cli;

import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.init.Item;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion scripts, made from the tables. */
final class Completion {
  private Completion() {}

  static Outcome run(Invocation invocation) {
    String script = switch (invocation.arguments().get(0)) {
      case "bash" -> bash();
      case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash();
      default -> throw new WhimbrelException(
          Problem.of(ProblemCode.USAGE, "there is no completion for \"" + invocation.arguments().get(0) + "\"")
              .remedy("there is one for bash and one for zsh"),
          null);
    };
    return new Outcome(script, Json.object().with("script", script), List.of());
  }

  private static String bash() {
    String commands = Commands.all().stream().map(CommandSpec::name).collect(Collectors.joining(" "));
    String cases = Commands.all().stream()
        .map(command -> "    " + command.name() + ") options=\"" + words(command) + "\" ;;\n")
        .collect(Collectors.joining());
    return """
        _whimbrel() {
          local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command="" options="" i
          case $previous in
            -C|--directory|--dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
            -c|--config|--password-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
            --format) COMPREPLY=($(compgen -W "atlas golang-migrate sql-migrate goose dbmate flyway liquibase" -- "$word")); return ;;
            --log-format) COMPREPLY=($(compgen -W "text json" -- "$word")); return ;;
            --log-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
            --as) COMPREPLY=($(compgen -W "applied reverted" -- "$word")); return ;;
          esac
          for ((i = 1; i < COMP_CWORD; i++)); do
            case " %s " in *" ${COMP_WORDS[i]} "*) command=${COMP_WORDS[i]}; break ;; esac
          done
          case $command in
            "") options="%s %s" ;;
        %s    *) options="%s" ;;
          esac
          COMPREPLY=($(compgen -W "$options" -- "$word"))
        }
        complete -F _whimbrel whimbrel ./whimbrel
        """.formatted(commands, commands, names(Options.GLOBAL.stream()), cases, names(Options.GLOBAL.stream()));
  }

  private static String words(CommandSpec command) {
    String more = switch (command.name()) {
      case "completion" -> "bash zsh ";
      case "init" -> String.join(" ", Item.words()) + " ";
      default -> "";
    };
    return more + names(Stream.concat(command.options().stream(), Options.GLOBAL.stream()));
  }

  private static String names(Stream<Option> options) {
    return options.map(option -> "--" + option.name()).collect(Collectors.joining(" "));
  }
}
