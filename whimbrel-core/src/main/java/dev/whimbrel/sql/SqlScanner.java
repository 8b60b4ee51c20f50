package dev.whimbrel.sql;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides text into statements by PostgreSQL's own lexical rules, in time linear in its length and without copying it.
 *
 * <p>psql variables ({@code :name}) are not replaced. A statement ends at a semicolon outside of parentheses and of
 * {@code BEGIN ATOMIC … END} bodies, or at the end of the text.
 */
public final class SqlScanner {
  private static final int NONE = -1;

  private final Source source;
  private final byte[] bytes;
  private final int limit;
  private final Lexer lexer;
  private final LineCounter lines;
  private final StringSetting setting;
  private final RoutineBody body = new RoutineBody();
  private final List<Statement> statements = new ArrayList<>();
  private final Mistakes mistakes;

  private int start = NONE;
  private int end;
  private int parentheses;
  private int opening;
  private boolean callsSetConfig;

  private SqlScanner(Source source, int from, int to, Lexicon lexicon) {
    this.source = source;
    this.bytes = source.bytes();
    this.limit = to;
    this.lexer = new Lexer(bytes, from, to, lexicon.strings());
    this.lines = new LineCounter(bytes, source.begin());
    this.setting = new StringSetting(lexicon.strings());
    this.mistakes = new Mistakes(source);
  }

  /** The statements of a whole file, or every mistake that keeps it from being divided. */
  public static Result<List<Statement>> scan(Source source, Lexicon lexicon) {
    return scan(source, source.begin(), source.end(), lexicon);
  }

  /**
   * The statements of a part of a file; positions stay those of the file.
   *
   * @param from the offset of the part's first byte, which begins a line
   * @param to the offset after its last byte
   */
  public static Result<List<Statement>> scan(Source source, int from, int to, Lexicon lexicon) {
    if (from < source.begin() || to < from || to > source.end()) {
      throw new IndexOutOfBoundsException(from + " to " + to + " is no part of " + source.name());
    }
    return new SqlScanner(source, from, to, lexicon).run();
  }

  /**
   * A problem for each name in the statements that the server would silently cut to 63 bytes. Such statements are legal, so a
   * migration that was applied long ago may hold one; ask of what is yet to run.
   */
  public static List<Problem> longNames(List<Statement> statements) {
    return statements.stream().flatMap(statement -> LongNames.in(statement).stream()).toList();
  }

  private Result<List<Statement>> run() {
    TokenKind kind = lexer.next();
    while (goesOn(kind)) {
      token(kind);
      kind = lexer.next();
    }
    if (!mistakes.enough()) {
      finish(kind);
    }
    return mistakes.none() ? Result.ok(List.copyOf(statements)) : Result.rejected(mistakes.problems());
  }

  private boolean goesOn(TokenKind kind) {
    return kind != TokenKind.END && kind != TokenKind.UNTERMINATED && !mistakes.enough();
  }

  private void token(TokenKind kind) {
    if (kind == TokenKind.BACKSLASH) {
      metaCommand();
      return;
    }
    if (kind == TokenKind.SEMICOLON && parentheses == 0 && !body.open()) {
      endStatement();
      return;
    }
    if (start == NONE) {
      start = lexer.start();
    }
    end = lexer.end();
    switch (kind) {
      case OPEN -> open();
      case CLOSE -> close();
      case SEMICOLON -> semicolonWithin();
      case WORD, QUOTED_NAME -> word(kind);
      default -> plain(kind);
    }
  }

  private void open() {
    plain(TokenKind.OPEN);
    if (parentheses == 0) {
      opening = lexer.start();
    }
    parentheses++;
  }

  private void close() {
    if (parentheses > 0) {
      parentheses--;
      return;
    }
    mistakes.add(lexer.start(), Problem.of(ProblemCode.BAD_SQL, "\")\" closes a parenthesis that was not opened")
        .remedy("remove it, or write the \"(\" that is missing before it"));
  }

  private void semicolonWithin() {
    if (parentheses == 0) {
      body.nextStatement();
    }
  }

  private void word(TokenKind kind) {
    callsSetConfig |= lexer.end() - lexer.start() >= "set_config".length() && namesSetConfig(kind);
    plain(kind);
  }

  private boolean namesSetConfig(TokenKind kind) {
    return kind == TokenKind.WORD ? lexer.is("SET_CONFIG") : lexer.is("\"SET_CONFIG\"");
  }

  private void plain(TokenKind kind) {
    if (parentheses == 0) {
      body.token(kind, lexer);
    }
  }

  private void endStatement() {
    if (start != NONE) {
      statement();
    }
    start = NONE;
    callsSetConfig = false;
    body.reset();
  }

  private void statement() {
    lines.to(start);
    Lexicon.Strings strings = setting.current();
    StatementKind kind = kind(strings);
    int dataStart = end;
    int dataEnd = end;
    if (kind == StatementKind.COPY_FROM_STDIN) {
      CopyData data = copyData();
      dataStart = data.start();
      dataEnd = data.end();
      lexer.moveTo(data.next());
    }
    lexer.strings(setting.current());
    statements.add(new Statement(source, start, end, dataStart, dataEnd, lines.line(), lines.column(), kind, strings));
  }

  private StatementKind kind(Lexicon.Strings strings) {
    StatementKind kind = KindReader.read(bytes, start, end, strings);
    boolean set = setting.apply(words(strings)) || (callsSetConfig && setting.applyCalls(words(strings)));
    if (kind == StatementKind.COMMIT || kind == StatementKind.TRANSACTION_CONTROL) {
      setting.transactionEnded();
    }
    return set && kind == StatementKind.ORDINARY ? StatementKind.STRING_SETTING : kind;
  }

  private Words words(Lexicon.Strings strings) {
    return new Words(bytes, start, end, strings);
  }

  /** The data of the COPY that ends here; after a mistake in it, what lets the rest of the file be looked at. */
  private CopyData copyData() {
    int after = Math.min(lexer.end(), limit);
    int rest = CopyData.restOfLine(bytes, after, limit);
    CopyData data = CopyData.find(bytes, rest, limit);
    if (data == null) {
      mistakes.add(start, Problem.of(ProblemCode.UNTERMINATED, "COPY … FROM STDIN has no line \\. that ends its data")
          .remedy("write the data on the lines after the statement and a line \\. after the data"));
      return new CopyData(limit, limit, limit);
    }
    if (!Chars.newline(bytes[rest])) {
      mistakes.add(rest, Problem.of(ProblemCode.BAD_SQL,
          "text follows COPY … FROM STDIN on its line, but the data begins on the next line")
          .remedy("move this text behind the line \\. that ends the data"));
    }
    return data;
  }

  private void metaCommand() {
    MetaCommand command = MetaCommand.at(bytes, lexer.start(), limit);
    if (start != NONE || !command.guardsDump()) {
      String where = command.guardsDump() ? " stands within a statement" : " is a command of psql, not SQL";
      mistakes.add(lexer.start(), Problem.of(ProblemCode.META_COMMAND, "\"" + command.name() + "\"" + where)
          .remedy(command.remedy()));
    }
    lexer.moveTo(command.end());
  }

  private void finish(TokenKind last) {
    if (last == TokenKind.UNTERMINATED) {
      mistakes.add(lexer.start(), Opening.at(bytes, lexer.start()).problem());
    } else if (parentheses > 0) {
      mistakes.add(opening, Opening.PARENTHESIS.problem());
    } else if (body.open()) {
      mistakes.add(body.opening(), Opening.ATOMIC_BODY.problem());
    } else {
      endStatement();
    }
  }
}
