package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A file as Atlas divides it into statements. It is not how a server reads the file, and nothing is ever run by it: Atlas counts and
 * hashes these texts in its table, so whoever reads or writes that table needs the same ones.
 */
public final class AtlasStatements {
  private AtlasStatements() {}

  /**
   * The texts of a file's statements, without the blanks around them, with the semicolon and without any other delimiter.
   *
   * @param file its name, for messages
   * @return the statements, or why Atlas refuses the file, in its own words
   */
  public static Result<List<String>> of(String file, byte[] bytes) {
    try {
      return Result.ok(AtlasScanner.scan(new String(bytes, StandardCharsets.UTF_8)));
    } catch (AtlasScanner.Unreadable e) {
      return Result.rejected(Problem
          .of(ProblemCode.BAD_SQL, "Atlas cannot divide this file: sql/migrate: scanning statements from \"" + file
              + "\": " + e.getMessage())
          .inFile(file)
          .remedy(
              "Whimbrel runs it; to run it with Atlas as well, write it so that Atlas's scanner can read it, then run:"
                  + " whimbrel hash"));
    }
  }

  /** What Atlas keeps of statements that took effect: for each one the hash of it and of all before it, behind {@code h1:}. */
  public static List<String> partialHashes(List<String> statements) {
    MessageDigest running = Sha256.digest();
    List<String> hashes = new ArrayList<>();
    for (String statement : statements) {
      running.update(statement.getBytes(StandardCharsets.UTF_8));
      hashes.add(AtlasSum.PREFIX + AtlasSum.soFar(running));
    }
    return hashes;
  }
}
