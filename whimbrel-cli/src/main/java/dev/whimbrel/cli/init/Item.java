package dev.whimbrel.cli.init;

import dev.whimbrel.cli.init.Template.Kind;
import dev.whimbrel.cli.init.Template.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be picked. */
public enum Item {
  CONFIG("config", "whimbrel.yaml and a migration directory"), MAKE("make", "a Makefile"), JUST("just",
      "a justfile"), DOCKER("docker", "a Dockerfile with its entry point"), COMPOSE("compose",
          "a compose file"), PRE_COMMIT("pre-commit", "a hook that git runs before each commit"), GITHUB("github",
              "a workflow for GitHub"), GITLAB("gitlab", "a pipeline for GitLab");

  private final String word;
  private final String what;

  Item(String word, String what) {
    this.word = word;
    this.what = what;
  }

  /** What the user types. */
  public String word() {
    return word;
  }

  /** What it is, as it follows "Write". */
  String what() {
    return what;
  }

  List<Template> templates() {
    return switch (this) {
      case CONFIG -> List.of(new Template("whimbrel.yaml", "whimbrel.yaml"),
          new Template("gitignore", ".whimbrel/.gitignore"));
      case MAKE -> List.of(new Template("Makefile", "Makefile"));
      case JUST -> List.of(new Template("justfile", "justfile"));
      case DOCKER -> List.of(new Template("Dockerfile", "Dockerfile"),
          new Template("docker-entrypoint.sh", "docker-entrypoint.sh", Place.PROJECT, Kind.PROGRAM));
      case COMPOSE -> List.of(new Template("compose.yaml", "compose.yaml"));
      case PRE_COMMIT -> List.of(new Template("pre-commit", ".githooks/pre-commit", Place.REPOSITORY, Kind.PROGRAM));
      case GITHUB ->
        List.of(new Template("github.yml", ".github/workflows/migrations.yml", Place.REPOSITORY, Kind.TEXT));
      case GITLAB -> List.of(new Template("gitlab-ci.yml", ".gitlab-ci.yml", Place.REPOSITORY, Kind.TEXT));
    };
  }

  static Optional<Item> of(String word) {
    return Arrays.stream(values()).filter(item -> item.word.equals(word)).findFirst();
  }

  /** All words in their order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Item::word).toList();
  }
}
