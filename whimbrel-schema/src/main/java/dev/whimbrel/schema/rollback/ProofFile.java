package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.rollback.Trial.Origin;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proofs of a migration directory: a text file beside it, where no tool takes it for a migration, with a line for each migration.
 * Immutable.
 *
 * @param proofs in the order of the file; of one migration there may be several, as two branches that were merged leave them
 */
public record ProofFile(List<Proof> proofs) {
  private static final String ENDING = ".proofs";
  private static final String HEAD = """
      # Made by "whimbrel prove": what became of each migration up, down and up again on a shadow database.
      # version, verdict, checksum of up, origin and checksum of down, server, time, Whimbrel; tabs between them.
      """;
  private static final int FIELDS = 8;

  public ProofFile {
    proofs = List.copyOf(proofs);
  }

  /** What is known of a migration. */
  public enum Standing {
    /** Its way back restores everything. */
    PROVEN,
    /** It restores the schema; rows that the migration changed stay as they are. */
    SCHEMA_ONLY,
    /** It was tried, and does not restore. */
    REFUTED,
    /** It was tried while the migration or its way back was another. */
    OF_OTHER_CONTENT,
    /** Nothing. */
    NONE;

    /** In a table. */
    public String word() {
      return switch (this) {
        case PROVEN -> "proven";
        case SCHEMA_ONLY -> "proven (schema)";
        case REFUTED -> "does not restore";
        case OF_OTHER_CONTENT -> "of other content";
        case NONE -> "not proven";
      };
    }

    /** Whether one may rely on the way back. */
    public boolean isProof() {
      return this == PROVEN || this == SCHEMA_ONLY;
    }
  }

  /** Where the proofs of a directory are kept, unless somebody says otherwise. */
  public static Path beside(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    Path name = whole.getFileName();
    return name == null ? whole.resolve("migrations" + ENDING) : whole.resolveSibling(name + ENDING);
  }

  /** Reads it; a file that is not there holds nothing. */
  public static Result<ProofFile> read(Path file) {
    if (!Files.exists(file)) {
      return Result.ok(new ProofFile(List.of()));
    }
    try {
      return parsed(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      return Result.rejected(Problem.of(ProblemCode.BAD_FILE, "cannot be read: " + e.getMessage())
          .inFile(file.getFileName().toString()).remedy("make it readable, or write it anew with: whimbrel prove"));
    }
  }

  private static Result<ProofFile> parsed(String name, List<String> lines) {
    List<Proof> proofs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Optional<Proof> proof = proof(line.split("\t", -1));
      if (proof.isEmpty()) {
        return Result.rejected(Problem.of(ProblemCode.BAD_FILE, "is no line of a proof")
            .at(new Position(name, i + 1, 1))
            .remedy(
                "after a merge, keep the lines of both sides; or remove the file and write it anew with: whimbrel prove"));
      }
      proofs.add(proof.get());
    }
    return Result.ok(new ProofFile(proofs));
  }

  private static Optional<Proof> proof(String[] fields) {
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Proof(fields[0], Verdict.valueOf(constant(fields[1])), Origin.valueOf(constant(fields[3])),
          fields[2], fields[4], fields[5], Instant.parse(fields[6]), fields[7]));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is known of a migration. */
  public Standing of(Migration migration) {
    List<Proof> its = proofs.stream().filter(proof -> proof.key().equals(migration.id().key())).toList();
    List<Proof> valid = its.stream().filter(proof -> proof.isOf(migration)).toList();
    if (valid.isEmpty()) {
      return its.isEmpty() ? Standing.NONE : Standing.OF_OTHER_CONTENT;
    }
    return switch (valid.getLast().verdict()) {
      case RESTORES -> Standing.PROVEN;
      case SCHEMA_ONLY -> Standing.SCHEMA_ONLY;
      case FAILS -> Standing.REFUTED;
      case UNTRIED -> Standing.NONE;
    };
  }

  /**
   * With what was found out now. What says the same as before stays as it was, so that the file only changes when something is known
   * that was not; what the directory no longer has goes.
   */
  public ProofFile with(MigrationSet set, List<Proof> found) {
    Map<String, Proof> latest = new HashMap<>();
    found.forEach(proof -> latest.put(proof.key(), proof));
    List<Proof> all = new ArrayList<>();
    for (Migration migration : set.migrations()) {
      String key = migration.id().key();
      List<Proof> old = proofs.stream().filter(proof -> proof.key().equals(key)).toList();
      Proof now = latest.get(key);
      if (now == null) {
        all.addAll(old);
      } else {
        all.add(old.stream().filter(now::saysTheSameAs).findFirst().orElse(now));
      }
    }
    return new ProofFile(all);
  }

  /** The text of the file. */
  public String text() {
    StringBuilder text = new StringBuilder(HEAD);
    proofs.forEach(proof -> text.append(String.join("\t", proof.key(), word(proof.verdict()), proof.up(),
        word(proof.origin()), proof.down(), proof.server(), proof.at().toString(), proof.whimbrel())).append('\n'));
    return text.toString();
  }

  /** Writes it in one step; what is wrong, if anything is. */
  public Result<Path> write(Path file) {
    Path draft = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(draft, text());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Result.ok(file);
    } catch (IOException e) {
      return Result
          .rejected(Problem.of(ProblemCode.BAD_FILE, "the proofs cannot be written to " + file + ": " + e.getMessage())
              .remedy("make the directory writable, or name another file with --proofs"));
    } finally {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        draft.toFile().deleteOnExit();
      }
    }
  }
}
