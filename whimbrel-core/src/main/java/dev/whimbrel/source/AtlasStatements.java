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
    return placed(file, bytes).then(placed -> Result.ok(placed.stream().map(Placed::text).toList()));
  }

  /**
   * A statement and where it ends.
   *
   * @param end the offset of the byte behind it, its delimiter included
   */
  public record Placed(String text, int end) {}

  /** The same with their places. */
  public static Result<List<Placed>> placed(String file, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      List<Placed> placed = new ArrayList<>();
      int read = 0;
      int offset = 0;
      for (AtlasScanner.Piece piece : AtlasScanner.scan(text)) {
        offset += text.substring(read, piece.end()).getBytes(StandardCharsets.UTF_8).length;
        read = piece.end();
        placed.add(new Placed(piece.text(), offset));
      }
      return Result.ok(placed);
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
