package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Option;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ShellWord;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is said of the installation that a command is about. Nothing of a cluster is asked for it.
 *
 * @param name what it is called in the cluster
 */
record Site(Invocation invocation, Settings settings, String name) {
  private static final String STANDARD_NAME = "whimbrel";
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final List<Option> TYPED = List.of(Options.NAMESPACE, Options.INSTANCE, Options.CONTEXT,
      Options.KUBECONFIG, Options.IMAGE, Options.SECRET, Options.CNPG, Options.SERVICE_ACCOUNT);
  /** There is room for what a Job's name has behind it. */
  private static final int LONGEST_NAME = 40;

  static Site of(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    String name = settings.text(Options.INSTANCE).or(() -> settings.text(Options.SERVICE).filter(Site::fits))
        .orElse(STANDARD_NAME);
    if (!fits(name)) {
      throw wrong("\"" + name + "\" of name cannot be the name of an installation",
          "take lower case letters, digits and \"-\", at most " + LONGEST_NAME);
    }
    Site site = new Site(invocation, settings, name);
    site.namespace().filter(namespace -> !LABEL.matcher(namespace).matches()).ifPresent(namespace -> {
      throw wrong("\"" + namespace + "\" of namespace cannot be the name of a namespace",
          "take lower case letters, digits and \"-\", at most 63");
    });
    return site;
  }

  private static boolean fits(String name) {
    return LABEL.matcher(name).matches() && name.length() <= LONGEST_NAME;
  }

  static WhimbrelException wrong(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION, fact).remedy(remedy), null);
  }

  /** The namespace that is said; else that of the context holds. */
  Optional<String> namespace() {
    return settings.text(Options.NAMESPACE);
  }

  /** Those that the operator looks after; all where none is said. */
  SortedSet<String> namespaces() {
    SortedSet<String> names = new TreeSet<>();
    settings.text(Options.NAMESPACES).ifPresent(said -> names.addAll(List.of(said.split(",", -1))));
    names.stream().filter(name -> !LABEL.matcher(name).matches()).findFirst().ifPresent(name -> {
      throw wrong("\"" + name + "\" of namespaces cannot be the name of a namespace",
          "take lower case letters, digits and \"-\", at most 63; commas between, and no spaces");
    });
    return names;
  }

  /** The name of the first ConfigMap of the directory. */
  String configMap() {
    return name + "-migrations";
  }

  /** What has to be typed again to mean the same installation. */
  String typed() {
    StringBuilder typed = new StringBuilder();
    TYPED.stream().filter(invocation::has).forEach(option -> typed
        .append(option.letter().isEmpty() ? " --" + option.name() : " -" + option.letter()).append(' ')
        .append(ShellWord.of(invocation.value(option).orElse(""))));
    return typed.toString();
  }
}
