package dev.whimbrel.sql;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLLexer;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser.StatementContext;

/** A second opinion on boundaries by an independent PostgreSQL grammar, which other people wrote for another purpose. */
final class AntlrGrammar {
  /**
   * @param statements their texts, from the first to the last token
   * @param errors what the grammar does not understand
   */
  record Reading(List<String> statements, List<String> errors) {}

  private AntlrGrammar() {}

  static Reading read(String sql) {
    List<String> errors = new ArrayList<>();
    SQLLexer lexer = new SQLLexer(CharStreams.fromString(sql));
    SQLParser parser = new SQLParser(new CommonTokenStream(lexer));
    BaseErrorListener listener = new BaseErrorListener() {
      @Override
      public void syntaxError(Recognizer<?, ?> recognizer, @Nullable Object symbol, int line, int column,
          String message,
          @Nullable RecognitionException e) {
        errors.add(line + ":" + column + " " + message);
      }
    };
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    lexer.addErrorListener(listener);
    parser.addErrorListener(listener);
    int[] characters = sql.codePoints().toArray();
    List<String> statements = parser.sql().statement().stream().map(statement -> text(characters, statement)).toList();
    return new Reading(statements, errors);
  }

  private static String text(int[] characters, StatementContext statement) {
    int start = statement.getStart().getStartIndex();
    return new String(characters, start, statement.getStop().getStopIndex() + 1 - start);
  }
}
