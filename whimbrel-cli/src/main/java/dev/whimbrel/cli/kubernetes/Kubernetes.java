package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Command;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** In a line, as the summary of a command. */
    private String summary() {
      return switch (this) {
        case CONFIGMAP -> "print, write or apply the directory as ConfigMaps";
        case MANIFESTS -> "write all that an installation consists of";
        case RUN -> "apply what is pending by a Job, show its log and end as it ends";
        case STATUS -> "the newest Job, why it failed, and the resources of the operator";
        case LOGS -> "what the newest Job wrote";
        case ROLLBACK -> "revert everything after a version by a Job; asks first";
        case VALIDATE -> "check the directory, and whether the cluster has the same files";
        case CLEAN -> "remove Jobs that failed, but never the newest that migrates";
        case PIPELINE -> "all that a deployment does, step by step, until one fails";
        case SETUP -> "make ready a cluster with its operator and its database";
        case CONVERT -> "rewrite resources of Atlas's operator as ours";
        case OPERATOR -> "look after Migration and MigrationFleet resources";
        case UNPACK -> "what a pod does first whose ConfigMaps are packed";
        case ALIVE -> "the probe of a pod: whether a progress file is kept";
      };
    }

    private boolean uses(Option option) {
      Set<Part> all = EnumSet.allOf(Part.class);
      return OF_SOME.getOrDefault(option, all).contains(this) && USED_BY.getOrDefault(option, all).contains(this);
    }

    private static Part of(String word) {
      return Stream.of(values()).filter(part -> part.word.equals(word)).findFirst()
          .orElseThrow(() -> usage("\"k8s\" does not know \"" + word + "\"", Nearest.to(word, words())
              .map(near -> "did you mean " + near + "?").orElse("it is one of " + String.join(", ", words()))));
    }
  }

  /** Options that mean something to these alone. */
  private static final Map<Option, Set<Part>> OF_SOME = new LinkedHashMap<>();

  static {
    OF_SOME.put(Options.TO, EnumSet.of(Part.RUN, Part.PIPELINE));
    OF_SOME.put(Options.OUT_FILES, EnumSet.of(Part.CONFIGMAP, Part.MANIFESTS, Part.CONVERT, Part.SETUP));
    OF_SOME.put(Options.REPLACE,
        EnumSet.of(Part.CONFIGMAP, Part.MANIFESTS, Part.CONVERT, Part.SETUP, Part.RUN, Part.ROLLBACK, Part.PIPELINE));
    OF_SOME.put(Options.APPLY, EnumSet.of(Part.CONFIGMAP));
    OF_SOME.put(Options.LAYOUT, EnumSet.of(Part.MANIFESTS));
    OF_SOME.put(Options.MEANS, EnumSet.of(Part.MANIFESTS));
    OF_SOME.put(Options.OVERLAY, EnumSet.of(Part.SETUP));
    OF_SOME.put(Options.FOLLOW, EnumSet.of(Part.LOGS));
    OF_SOME.put(Options.EVERY_TRY, EnumSet.of(Part.LOGS));
    OF_SOME.put(Options.ASK_DATABASE, EnumSet.of(Part.STATUS));
    OF_SOME.put(Options.ALLOW_DATA_LOSS, EnumSet.of(Part.ROLLBACK));
    OF_SOME.put(Options.ONLY_SHOW, EnumSet.of(Part.CLEAN));
    OF_SOME.put(Options.NAMESPACES, EnumSet.of(Part.MANIFESTS, Part.SETUP, Part.OPERATOR));
    OF_SOME.put(Options.SELECTOR, EnumSet.of(Part.OPERATOR));
    OF_SOME.put(Options.LEASE, EnumSet.of(Part.OPERATOR));
    OF_SOME.put(Options.PORT, EnumSet.of(Part.OPERATOR));
  }

  /** What others take, too, as it is typed again to mean the same installation, and do not use. */
  private static final Map<Option, Set<Part>> USED_BY = new LinkedHashMap<>();

  static {
    Set<Part> making = EnumSet.of(Part.MANIFESTS, Part.RUN, Part.ROLLBACK, Part.PIPELINE, Part.STATUS, Part.SETUP);
    for (Option option : List.of(Options.SECRET, Options.CNPG, Options.SERVICE_ACCOUNT, Options.DEADLINE)) {
      USED_BY.put(option, making);
    }
    Set<Part> withImage = EnumSet.copyOf(making);
    withImage.add(Part.OPERATOR);
    USED_BY.put(Options.IMAGE, withImage);
    Set<Part> installed = EnumSet.complementOf(EnumSet.of(Part.CONVERT, Part.UNPACK, Part.ALIVE));
    USED_BY.put(Options.NAMESPACE, installed);
    USED_BY.put(Options.INSTANCE, installed);
    Set<Part> asking = EnumSet.copyOf(installed);
    asking.remove(Part.MANIFESTS);
    USED_BY.put(Options.CONTEXT, asking);
    USED_BY.put(Options.KUBECONFIG, asking);
  }

  private Kubernetes() {}

  /**
   * A part of the command for who asks what it does.
   *
   * @param arguments as they are written, empty if it has none
   * @param options of those that were given, those that mean something to it
   */
  public record PartHelp(String arguments, String summary, List<Option> options) {
    public PartHelp {
      options = List.copyOf(options);
    }
  }

  /** What there is to say of a part by its name, if there is one of that name. */
  public static Optional<PartHelp> help(String word, List<Option> options) {
    return Stream.of(Part.values()).filter(part -> part.word.equals(word)).findFirst().map(
        part -> new PartHelp(part.arguments, part.summary(), options.stream().filter(part::uses).toList()));
  }

  public static Outcome k8s(Invocation invocation) {
    Part part = Part.of(invocation.arguments().getFirst());
    int given = invocation.arguments().size() - 1;
    if (given < part.least) {
      throw usage("\"k8s " + part.word + "\" needs " + part.arguments, "see: whimbrel k8s " + part.word + " --help");
    }
    if (given > part.most) {
      throw usage("\"k8s " + part.word + "\" does not take \"" + invocation.arguments().get(part.most + 1) + "\"",
          "see: whimbrel k8s " + part.word + " --help");
    }
    refuseOfOthers(part, invocation);
    return part.command.run(invocation);
  }

  /** An option that does nothing would be taken for done: --dry-run above all. */
  private static void refuseOfOthers(Part part, Invocation invocation) {
    List<Problem> problems = OF_SOME.entrySet().stream()
        .filter(some -> invocation.has(some.getKey()) && !some.getValue().contains(part))
        .map(some -> Problem.of(ProblemCode.USAGE, "\"k8s " + part.word + "\" does not take --" + some.getKey().name())
            .state("nothing was changed")
            .remedy("it is of " + some.getValue().stream().map(other -> "k8s " + other.word)
                .collect(Collectors.joining(", "))
                + (some.getKey().equals(Options.ONLY_SHOW)
                    ? "; what there is to do shows: whimbrel k8s status --database"
                    : "; leave it out")))
        .toList();
    if (!problems.isEmpty()) {
      throw new WhimbrelException(problems);
    }
  }

  static WhimbrelException usage(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).remedy(remedy), null);
  }
}
