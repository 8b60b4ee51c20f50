package dev.whimbrel.cli.seeds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The directories. */
enum Seed {
  ATLAS_JOBS("0-atlas-jobs", "backend/internal/db/migrations"), UP_DOWN("1-up-down", "migrations"), UP_DOWN_PRACTICES(
      "1-up-down", "practices"), SHARED_DISCOVERY("2-shared", "backend/discovery-svc/migrations"), SHARED_AI("2-shared",
          "backend/ai-svc/migrations"), SHARED_CHAT("2-shared", "backend/chat-svc/migrations"), ATLAS_OPERATOR(
              "3-atlas-operator", "manifests/migrations/mydatabase"), GOLANG_MIGRATE("4-golang-migrate",
                  "internal/infrastructure/database/postgres/migrations"), SHOP("shop", "migrations");

  private final String project;
  private final String migrations;

  Seed(String project, String migrations) {
    this.project = project;
    this.migrations = migrations;
  }

  /** What the down parts do not give back. */
  Set<Loss> losses() {
    return switch (this) {
      case UP_DOWN -> Set.of(Loss.NUMBERS);
      case SHARED_DISCOVERY -> Set.of(Loss.COLUMN_ORDER);
      case SHARED_AI -> Set.of(Loss.EXTENSION);
      case GOLANG_MIGRATE -> Set.of(Loss.COLUMN_ORDER, Loss.VALUES);
      case SHOP -> Set.of(Loss.NUMBERS, Loss.VALUES, Loss.BOOKINGS);
      case SHARED_CHAT, ATLAS_JOBS, UP_DOWN_PRACTICES, ATLAS_OPERATOR -> Set.of();
    };
  }

  /** The migration directory as a command in the root of the project names it. */
  String migrations() {
    return migrations;
  }

  /** The root of the project, to be left as it is. */
  Path original() {
    return this == SHOP ? Path.of("..", "examples", project).toAbsolutePath().normalize() : resource(project);
  }

  /** The root of a copy of the project that a test may change. */
  Path copiedTo(Path target) {
    Path source = original();
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        Path copy = target.resolve(source.relativize(path));
        Files.createDirectories(copy.getParent());
        Files.copy(path, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target;
  }

  /** The names of the files that hold an up part, in order. */
  List<String> ups() {
    try (Stream<Path> paths = Files.list(original().resolve(migrations))) {
      return paths.map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".sql") && !name.endsWith("down.sql"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of them that have no way back. */
  List<String> oneWays() {
    return ups().stream().filter(name -> !hasDown(name)).toList();
  }

  private boolean hasDown(String up) {
    if (up.endsWith("up.sql")) {
      return Files.exists(original().resolve(migrations).resolve(up.replace("up.sql", "down.sql")));
    }
    try {
      return Files.readString(original().resolve(migrations).resolve(up)).contains("-- +migrate Down");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String project) {
    try {
      return Path.of(Objects.requireNonNull(Seed.class.getResource("/seeds/" + project), project).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
