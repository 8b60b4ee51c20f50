package dev.whimbrel.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A script made by a generator, which therefore knows what the scanner has to find out.
 *
 * @param lexicon how the server reads literals when the script begins
 * @param text the whole script
 * @param sql the script without the data of its COPY statements, as one can send it to a server
 * @param statements what stands in it, in order
 */
record GeneratedScript(Lexicon lexicon, String text, String sql, List<Expected> statements) {
  /**
   * @param text from the first to the last token
   * @param kind what the scanner should say of it
   * @param data of a COPY, otherwise empty
   */
  record Expected(String text, StatementKind kind, String data) {}

  List<byte[]> copyData() {
    return statements.stream().filter(statement -> statement.kind() == StatementKind.COPY_FROM_STDIN)
        .map(statement -> statement.data().getBytes(StandardCharsets.UTF_8)).toList();
  }
}
