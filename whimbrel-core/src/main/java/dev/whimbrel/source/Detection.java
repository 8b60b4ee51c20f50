package dev.whimbrel.source;

import dev.whimbrel.problem.Listing;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells the format of a directory from its files. The markers in a file say more than its name, and {@code atlas.sum} decides
 * where neither says anything. Where two formats could be meant, nobody guesses.
 */
final class Detection {
  private static final int NAMED = 3;

  private final FileSet files;
  private final Map<Format, List<String>> evidence = new EnumMap<>(Format.class);
  private final List<String> plain = new ArrayList<>();
  private boolean atlasDirective;

  private Detection(FileSet files) {
    this.files = files;
  }

  static Result<Format> of(FileSet files) {
    if (empty(files)) {
      return Result.rejected(noMigrations(files));
    }
    return new Detection(files).decide();
  }

  /** Whether there is nothing that could be a migration of any format. */
  static boolean empty(FileSet files) {
    return files.files().keySet().stream().noneMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(".sql"));
  }

  private Result<Format> decide() {
    boolean pairs = PairName.pairs(files);
    for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
      if (file.getKey().toLowerCase(Locale.ROOT).endsWith(".sql")) {
        weigh(file.getKey(), file.getValue(), pairs);
      }
    }
    if (evidence.size() == 1) {
      return Result.ok(evidence.keySet().iterator().next());
    }
    if (evidence.size() > 1) {
      return Result.rejected(contradiction());
    }
    if (files.files().containsKey(AtlasSum.FILE) || atlasDirective) {
      return Result.ok(Format.ATLAS);
    }
    return Result.rejected(undecided());
  }

  private void weigh(String path, byte[] bytes, boolean pairs) {
    List<Format> spoken = new ArrayList<>();
    for (Marker marker : Marker.in(bytes)) {
      // the other formats with markers do not look into subdirectories
      if (path.indexOf('/') < 0 || marker == Marker.LIQUIBASE) {
        atlasDirective |= marker == Marker.ATLAS;
        marker.format().ifPresent(spoken::add);
      }
    }
    if (spoken.isEmpty()) {
      byName(path, pairs).ifPresent(spoken::add);
    }
    if (spoken.isEmpty()) {
      plain.add(path);
    }
    for (Format format : spoken) {
      evidence.computeIfAbsent(format, f -> new ArrayList<>()).add(path);
    }
  }

  private static Optional<Format> byName(String path, boolean pairs) {
    Optional<FlywayName> flyway = FlywayName.of(path);
    if (flyway.isPresent() && (path.contains("__") || !flyway.get().version().isEmpty())) {
      return Optional.of(Format.FLYWAY);
    }
    Optional<PairName> pair = path.indexOf('/') < 0 ? PairName.of(path) : Optional.empty();
    if (pair.isPresent() && (pairs || pair.get().dotted())) {
      return Optional.of(Format.GOLANG_MIGRATE);
    }
    return Optional.empty();
  }

  private Problem contradiction() {
    String sides = evidence.entrySet().stream().map(side -> side.getKey().label() + " (" + some(side.getValue()) + ")")
        .collect(Collectors.joining(", "));
    String choices = evidence.keySet().stream().map(format -> "--format " + format.label())
        .collect(Collectors.joining(" or "));
    return Problem.of(ProblemCode.AMBIGUOUS_FORMAT,
        "the files of \"" + files.origin() + "\" speak for more than one format: " + sides)
        .remedy("name the right one: " + choices);
  }

  private Problem undecided() {
    Mistakes unreadable = new Mistakes();
    files.sql().forEach(name -> unreadable.keep(Source.of(name, files.bytes(name))));
    if (!unreadable.none()) {
      return unreadable.sorted().getFirst();
    }
    return Foreign.project(files).orElseGet(() -> Problem.of(ProblemCode.AMBIGUOUS_FORMAT,
        "nothing in \"" + files.origin() + "\" shows its format: there is no marker in "
            + some(plain) + ", and no atlas.sum")
        .remedy(
            "name it with --format (" + labels() + "); if it is a directory of Atlas's, run \"whimbrel hash --format"
                + " atlas\" to write the missing atlas.sum"));
  }

  private static String labels() {
    return EnumSet.allOf(Format.class).stream().map(Format::label).collect(Collectors.joining(", "));
  }

  /** What to say of a directory without migrations: what lies there instead, and where some are. */
  static Problem noMigrations(FileSet files) {
    return Foreign.project(files).orElseGet(() -> {
      List<String> nested = nested(files);
      return nested.isEmpty() ? nothing(files) : elsewhere(files, nested);
    });
  }

  /** The migrations in subdirectories, which the formats but Flyway's and Liquibase's do not look into. */
  static List<String> nested(FileSet files) {
    Set<String> nested = new TreeSet<>(files.files().keySet());
    nested.addAll(files.others());
    return nested.stream().filter(name -> name.indexOf('/') >= 0 && name.endsWith(".sql")).toList();
  }

  private static Problem elsewhere(FileSet files, List<String> nested) {
    String directory = nested.getFirst().substring(0, nested.getFirst().lastIndexOf('/'));
    return Problem.of(ProblemCode.NO_MIGRATIONS,
        "\"" + files.origin() + "\" holds no migration; its .sql files lie in subdirectories: " + some(nested))
        .remedy("name the directory itself: --dir " + files.origin() + "/" + directory);
  }

  private static Problem nothing(FileSet files) {
    Set<String> there = new TreeSet<>(files.files().keySet());
    files.others().stream().filter(Detection::top).forEach(there::add);
    String found = there.isEmpty() ? "it is empty" : "it holds " + some(List.copyOf(there));
    return Problem.of(ProblemCode.NO_MIGRATIONS, "\"" + files.origin() + "\" holds no migration; " + found)
        .remedy("write the first one with \"whimbrel new NAME\", or name another directory with --dir");
  }

  private static boolean top(String path) {
    int slash = path.indexOf('/');
    return slash < 0 || slash == path.length() - 1;
  }

  static String some(List<String> names) {
    return Listing.of(names, NAMED);
  }
}
