package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.command.Command;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code k8s}: which of its parts is meant. */
public final class Kubernetes {
  /** One of them; what it does is behind a lambda, so that none of the others is loaded. */
  private enum Part {
    CONFIGMAP("configmap", 0, 0, "", invocation -> ConfigMaps.configmap(invocation)), MANIFESTS("manifests", 0, 0, "",
        invocation -> Manifesting.manifests(invocation)), RUN("run", 0, 0, "",
            invocation -> Running.run(invocation)), STATUS("status", 0, 0, "",
                invocation -> Standing.status(invocation)), LOGS("logs", 0, 0, "",
                    invocation -> Standing.logs(invocation)), ROLLBACK("rollback", 1, 1, "V",
                        invocation -> Running.rollback(invocation)), VALIDATE("validate", 0, 0, "",
                            invocation -> ConfigMaps.validate(invocation)), CLEAN("clean", 0, 0, "",
                                invocation -> Cleaning.clean(invocation)), PIPELINE("pipeline", 0, 0, "",
                                    invocation -> Pipeline.pipeline(invocation)), SETUP("setup", 1, 1, "kind|existing",
                                        invocation -> Setup.setup(invocation)), CONVERT("convert", 1, 1000, "FILE…",
                                            invocation -> Converting.convert(invocation)), OPERATOR("operator", 0, 0,
                                                "", invocation -> Operating.operate(invocation)), UNPACK("unpack", 2, 2,
                                                    "FROM TO", invocation -> Unpacking.unpack(invocation)), ALIVE(
                                                        "alive", 1, 1, "FILE", invocation -> Alive.alive(invocation));

    private final String word;
    private final int least;
    private final int most;
    private final String arguments;
    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final Command command;

    Part(String word, int least, int most, String arguments, Command command) {
      this.word = word;
      this.least = least;
      this.most = most;
      this.arguments = arguments;
      this.command = command;
    }

    private static List<String> words() {
      return Stream.of(values()).map(part -> part.word).toList();
    }

    private static Part of(String word) {
      return Stream.of(values()).filter(part -> part.word.equals(word)).findFirst()
          .orElseThrow(() -> usage("\"k8s\" does not know \"" + word + "\"", Nearest.to(word, words())
              .map(near -> "did you mean " + near + "?").orElse("it is one of " + String.join(", ", words()))));
    }
  }

  private Kubernetes() {}

  public static Outcome k8s(Invocation invocation) {
    Part part = Part.of(invocation.arguments().getFirst());
    int given = invocation.arguments().size() - 1;
    if (given < part.least) {
      throw usage("\"k8s " + part.word + "\" needs " + part.arguments, "see: whimbrel k8s --help");
    }
    if (given > part.most) {
      throw usage("\"k8s " + part.word + "\" does not take \"" + invocation.arguments().get(part.most + 1) + "\"",
          "see: whimbrel k8s --help");
    }
    return part.command.run(invocation);
  }

  static WhimbrelException usage(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).remedy(remedy), null);
  }
}
