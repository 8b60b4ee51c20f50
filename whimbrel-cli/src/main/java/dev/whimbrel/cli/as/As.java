package dev.whimbrel.cli.as;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;

/** {@code whimbrel as TOOL …}. */
public final class As {
  /** The tools by the names that stand behind {@code as}. */
  private static final List<String> NAMES = List.of("migrate", "atlas", "batches", "services");

  /** Of everything that these tools do not do. */
  public static final int FAILED = 1;

  private As() {}

  /** Carries out the words behind {@code as}; returns the exit code that the tool would end with. */
  public static int run(List<String> words, Shell shell) {
    String name = words.getFirst();
    List<String> args = words.subList(1, words.size());
    return switch (name) {
      case "migrate", "golang-migrate" -> new Migrate().run(args, shell);
      case "atlas" -> new Atlas().run(args, shell);
      case "batches", "up-down-batches" -> new Batches().run(args, shell);
      case "services", "shared-services" -> new Services().run(args, shell);
      default -> {
        shell.problem(Misplaced.holds(name)
            ? Misplaced.problem()
            : Problem.of(ProblemCode.USAGE, "no tool is called \"" + name + "\" here")
                .remedy(Nearest.to(name, NAMES).map(near -> "did you mean \"" + near + "\"?")
                    .orElse("the tools are " + String.join(", ", NAMES) + "; see: whimbrel as --help")));
        yield FAILED;
      }
    };
  }
}
