package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Converted.Archives;
import dev.whimbrel.source.Converted.Renaming;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rewrites a directory in another format. It works on the text as written; what is written is read back with the new format's
 * reader, and given out only if it says the same.
 */
final class Conversion {
  private final Format from;
  private final Format to;
  private final FileSet files;
  private final ParseOptions options;
  private final Archives archives;
  private final Mistakes mistakes = new Mistakes();
  private final List<Renaming> renamings = new ArrayList<>();
  private final SortedMap<String, String> written = new TreeMap<>();

  private Conversion(Format from, Format to, FileSet files, ParseOptions options, Archives archives) {
    this.from = from;
    this.to = to;
    this.files = files;
    this.options = options;
    this.archives = archives;
  }

  static Result<Converted> of(FileSet files, Format from, Format to, Archives archives, ParseOptions options) {
    if (from == to) {
      return Result.rejected(Problem.of(ProblemCode.USAGE,
          "\"" + files.origin() + "\" is in the format " + to.label() + " already")
          .remedy("name another one with --to"));
    }
    return from.parse(files, options)
        .then(before -> new Conversion(from, to, files, options, archives).convert(before));
  }

  private Result<Converted> convert(MigrationSet before) {
    List<Portable> portables = portables(before);
    portables.forEach(this::refuse);
    refuseArchives(portables);
    List<String> versions = mistakes.none() ? ConvertedVersions.of(from, to, portables, mistakes) : List.of();
    if (!mistakes.none()) {
      return Result.rejected(mistakes.sorted());
    }
    PortableWriter writer = new PortableWriter(to, options.lexicon());
    for (int i = 0; i < portables.size(); i++) {
      SortedMap<String, String> made = writer.files(portables.get(i), versions.get(i));
      made.forEach(this::put);
      renamings.add(new Renaming(portables.get(i).files(), List.copyOf(made.keySet())));
    }
    return mistakes.none() ? readBack(before, portables) : Result.rejected(mistakes.sorted());
  }

  private List<Portable> portables(MigrationSet before) {
    if (from == Format.LIQUIBASE) {
      return LiquibasePortables.read(before.migrations(), files, options, to, mistakes);
    }
    List<Portable> portables = new ArrayList<>();
    for (Migration migration : before.migrations()) {
      Portable portable = PortableReader.read(migration, from, files, options, to, mistakes);
      if (portable != null) {
        portables.add(portable);
      }
    }
    return portables;
  }

  private void put(String name, String text) {
    if (written.putIfAbsent(name, text) != null) {
      mistakes.add(ProblemCode.DUPLICATE_VERSION, name, "two migrations would both be \"" + name + "\"",
          "rename one of them");
    }
  }

  private void refuse(Portable portable) {
    Migration migration = portable.migration();
    if (migration.role() == Migration.Role.CHECKPOINT) {
      refuseCheckpoint(portable);
    }
    refuse(portable.up());
    if (portable.down() != null) {
      refuse(portable.down());
    }
    refuseHalf(portable);
    refuseUndivided(portable.up());
    if (portable.down() != null) {
      refuseUndivided(portable.down());
    }
  }

  private void refuseUndivided(Portable.Part part) {
    if (!new PortableWriter(to, options.lexicon()).dividable(part)) {
      Statement first = part.script().statements().getFirst();
      mistakes.add(Problem.of(ProblemCode.UNSUPPORTED,
          "Liquibase would divide these statements wrongly, whatever stands between them")
          .at(first.at()).excerpt(first.source().excerpt(first.start()))
          .remedy("give each of them a migration of its own"));
    }
  }

  private void refuseArchives(List<Portable> portables) {
    List<String> back = portables.stream().map(Portable::down).filter(Objects::nonNull)
        .map(down -> down.script().file()).toList();
    if (to == Format.ATLAS && archives == Archives.REFUSED && !back.isEmpty()) {
      mistakes.add(ProblemCode.UNSUPPORTED, back.getFirst(),
          "Atlas has ways back in archives alone, and its community edition would run them right behind the migrations: "
              + Detection.some(back),
          "if the directory is for Atlas Pro or Whimbrel alone, write archives with --archives; otherwise remove the ways back");
    }
  }

  private void refuseCheckpoint(Portable portable) {
    String file = portable.migration().file();
    switch (to) {
      case ATLAS -> {
      }
      case FLYWAY -> {
        if (portable.down() != null) {
          mistakes.add(ProblemCode.UNSUPPORTED, file,
              "\"" + file + "\" is a checkpoint with a way back, and Flyway undoes no baseline script",
              "remove the way back");
        }
      }
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, DBMATE, LIQUIBASE -> mistakes.add(ProblemCode.UNSUPPORTED, file,
          "\"" + file + "\" stands for all migrations before it, which " + to.label() + " cannot say",
          "move it out of the directory, if the migrations before it are all there");
    }
  }

  private void refuse(Portable.Part part) {
    Script script = part.script();
    if (script.opening() != null && to != Format.GOLANG_MIGRATE && !PortableWriter.plainBegin(script.opening())) {
      mistakes.add(Problem
          .of(ProblemCode.UNSUPPORTED, to.label() + " opens the transaction itself, and cannot open one like this")
          .at(script.opening().at()).excerpt(script.opening().source().excerpt(script.opening().start()))
          .remedy("write SET TRANSACTION as the first statement instead, without BEGIN and COMMIT"));
    }
    if (sendsOneText() && script.mode() != TransactionMode.WHOLE && script.statements().size() > 1) {
      script.statements().stream().filter(PortableWriter::outside).findFirst()
          .ifPresent(statement -> mistakes.add(Problem
              .of(ProblemCode.UNSUPPORTED, to.label() + " sends " + (to == Format.DBMATE ? "a part" : "a file")
                  + " as one text, in which the server refuses this statement beside others")
              .at(statement.at()).excerpt(statement.source().excerpt(statement.start()))
              .remedy("give it a migration of its own")));
    }
  }

  private static boolean hasData(Statement statement) {
    return statement.kind() == StatementKind.COPY_FROM_STDIN;
  }

  private boolean sendsOneText() {
    return switch (to) {
      case GOLANG_MIGRATE, DBMATE -> true;
      case ATLAS, SQL_MIGRATE, GOOSE, FLYWAY, LIQUIBASE -> false;
    };
  }

  private boolean saysItForBothWays() {
    return switch (to) {
      case ATLAS, GOOSE, LIQUIBASE -> true;
      case GOLANG_MIGRATE, SQL_MIGRATE, DBMATE, FLYWAY -> false;
    };
  }

  private void refuseHalf(Portable portable) {
    Portable.Part down = portable.down();
    if (!saysItForBothWays() || down == null) {
      return;
    }
    Script up = portable.up().script();
    Script back = down.script();
    boolean upAlone = up.mode() != TransactionMode.WHOLE && back.mode() == TransactionMode.WHOLE
        && back.statements().size() > 1;
    boolean downAlone = back.mode() != TransactionMode.WHOLE && up.mode() == TransactionMode.WHOLE
        && up.statements().size() > 1;
    if (upAlone || downAlone) {
      String file = portable.migration().file();
      mistakes.add(ProblemCode.UNSUPPORTED, file, "of \"" + file + "\" only the " + (upAlone ? "up" : "down")
          + " part runs without a transaction, and " + to.label() + " says that for both",
          "let both parts run alike, or move what needs it to a migration of its own");
    }
  }

  private Result<Converted> readBack(MigrationSet before, List<Portable> portables) {
    FileSet plain = AtlasListing.with(FileSet.of(files.origin(), new TreeMap<>()), written);
    if (to == Format.ATLAS) {
      written.putAll(to.integrityFile(plain).files());
    }
    FileSet made = AtlasListing.with(FileSet.of(files.origin(), new TreeMap<>()), written);
    Result<MigrationSet> read = to.parse(made, options);
    if (!read.problems().isEmpty()) {
      return Result.rejected(read.problems().stream()
          .map(problem -> problem.saying("written for " + to.label() + ", it could not be read: " + problem.message()))
          .toList());
    }
    MigrationSet after = read.orThrow();
    compare(portables, after.migrations());
    return mistakes.orElse(
        () -> new Converted(to, new NewFiles(written), renamings, before, after, notes(made, before, after)));
  }

  private void compare(List<Portable> portables, List<Migration> after) {
    for (int i = 0; i < portables.size(); i++) {
      Portable old = portables.get(i);
      String difference = i >= after.size() ? "missing" : ReadBack.between(old, after.get(i), from, to);
      if (!difference.isEmpty()) {
        mistakes.add(ProblemCode.UNSUPPORTED, old.migration().file(),
            "\"" + old.migration().file() + "\" would not be the same for " + to.label() + ": " + difference,
            "write it in a way that both formats read alike");
      }
    }
  }

  private List<String> notes(FileSet made, MigrationSet before, MigrationSet after) {
    List<String> notes = new ArrayList<>(
        from == Format.LIQUIBASE ? LiquibasePortables.notes(files, before.migrations()) : List.of());
    Result<Format> seen = Format.detect(made);
    if (!(seen instanceof Result.Ok<Format> ok && ok.value() == to)) {
      notes.add("the files alone do not show their format: name it with --format " + to.label());
    }
    after.warnings().forEach(warning -> notes.add(warning.message()));
    if (to == Format.DBMATE) {
      noteNoWayBack(after, notes);
    }
    List<String> data = after.migrations().stream()
        .filter(migration -> migration.up().statements().stream().anyMatch(Conversion::hasData)).map(Migration::file)
        .toList();
    if (to != Format.FLYWAY && !data.isEmpty()) {
      notes.add("Whimbrel sends the data behind COPY … FROM stdin, and " + to.label() + " takes it for SQL: "
          + Detection.some(data));
    }
    Set<String> left = new HashSet<>(files.files().keySet());
    renamings.forEach(renaming -> left.removeAll(renaming.from()));
    left.removeIf(name -> name.endsWith(".conf") || name.equals(AtlasSum.FILE));
    files.others().stream().filter(name -> !name.startsWith(".")).forEach(left::add);
    if (!left.isEmpty()) {
      notes.add("not migrations, and not taken along: " + Detection.some(left.stream().sorted().toList()));
    }
    return notes;
  }

  private static void noteNoWayBack(MigrationSet after, List<String> notes) {
    List<String> names = after.migrations().stream()
        .filter(migration -> migration.down() instanceof Reversal.By by && by.script().statements().size() == 1
            && by.script().statements().getFirst().text().strip().concat(";\n").equals(PortableReader.NO_WAY_BACK))
        .map(Migration::file).toList();
    if (!names.isEmpty()) {
      notes.add("dbmate insists on a way back; where there is none stands a statement that fails: "
          + Detection.some(names));
    }
  }
}
