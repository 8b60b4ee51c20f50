package dev.whimbrel.schema.forecast;

import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.forecast.Mention.Access;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TableName;
import dev.whimbrel.sql.TokenKind;
import dev.whimbrel.sql.Tokens;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which relations a query names, by the places where relations can stand: behind {@code FROM}, {@code JOIN}, {@code INTO} and so on. A
 * column or an alias of the same name is none, nor is the name of a {@code WITH}. A text need not be such as the server would take:
 * {@code pg_stat_statements} makes {@code interval $1} of {@code interval '1 day'}.
 */
final class MentionReader {
  private static final Set<String> VERBS = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "COPY");
  private static final Set<String> QUERIES = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE",
      "WITH");

  /** What ends a list of relations. */
  private static final Set<String> ENDS = Set.of("WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET",
      "FETCH", "FOR", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "SET", "VALUES", "SELECT");
  private static final Set<String> BEFORE_NAME = Set.of("ONLY", "LATERAL");

  /** What {@code COPY … FROM STDIN} has behind it in a script, and not where it was recorded. */
  private static final String NO_DATA = "\n;\n\\.\n";

  private final Tokens tokens;

  /** What {@code WITH} prepares, and the token from which on its name means it. */
  private final Map<Identifier, Integer> parts = new HashMap<>();
  private final Set<Mention> mentions = new LinkedHashSet<>();
  private final Deque<Level> outer = new ArrayDeque<>();
  private Level level = new Level(null);

  private MentionReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** What stands between two parentheses, without what stands between further ones. */
  private static final class Level {
    /** What it does; empty as long as that is not said. */
    private String verb = "";

    /** What is done with the relation that comes next, or null if none does. */
    private @Nullable Access next;

    /** Whether another relation comes behind a comma. */
    private boolean lists;

    /** Whether it has said behind {@code USING} what it compares with. */
    private boolean used;

    private Level(@Nullable Access next) {
      this.next = next;
    }
  }

  /** Empty if the text cannot be read. */
  static Optional<Set<Mention>> read(String text) {
    return statements(text).or(() -> statements(text + NO_DATA)).map(statements -> {
      Set<Mention> mentions = new LinkedHashSet<>();
      statements.forEach(statement -> mentions.addAll(new MentionReader(Tokens.of(statement)).mentions()));
      return mentions;
    });
  }

  private static Optional<List<Statement>> statements(String text) {
    return SqlScanner.scan(Source.ofText("", text),
        Lexicon.standard()) instanceof Result.Ok<List<Statement>>(List<Statement> statements)
            ? Optional.of(statements)
            : Optional.empty();
  }

  private Set<Mention> mentions() {
    parts();
    int token = 0;
    while (token < tokens.size()) {
      token = read(token);
    }
    return mentions;
  }

  /** Reads what begins at a token, and says where it ends. */
  private int read(int token) {
    if (tokens.kind(token) == TokenKind.OPEN) {
      outer.push(level);
      Access next = level.next;
      level.next = null;
      level = new Level(next);
    } else if (tokens.kind(token) == TokenKind.CLOSE) {
      level = outer.isEmpty() ? new Level(null) : outer.pop();
    } else if (tokens.is(token, ',')) {
      level.next = level.lists ? Access.READ : null;
    } else if (!keyword(token) && level.next != null) {
      return relation(token, level.next);
    }
    return token + 1;
  }

  /** Whether it is one that says what comes next. */
  private boolean keyword(int token) {
    String word = tokens.keyword(token);
    if (BEFORE_NAME.contains(word)) {
      return true;
    }
    if (ENDS.contains(word)) {
      level.next = null;
      level.lists = false;
    }
    if (VERBS.contains(word) || isTable(word, token)) {
      return verb(word, token);
    }
    return switch (word) {
      case "FROM" -> from(token);
      case "JOIN" -> comes(Access.READ);
      case "INTO" -> (before(token, "INSERT") || before(token, "MERGE")) && comes(Access.WRITE);
      case "USING" -> using();
      default -> ENDS.contains(word) || QUERIES.contains(word);
    };
  }

  /** The command of that name, which reads all of a relation. */
  private boolean isTable(String word, int token) {
    return word.equals("TABLE") && (token == 0 || tokens.kind(token - 1) == TokenKind.OPEN
        || tokens.kind(token - 1) == TokenKind.CLOSE || before(token, "UNION") || before(token, "ALL"));
  }

  /** The first says what is done here; what follows may read for it, as in {@code INSERT … SELECT}. */
  private boolean verb(String word, int token) {
    boolean isFirst = level.verb.isEmpty();
    if (isFirst || word.equals("SELECT")) {
      level.verb = word;
    }
    return switch (word) {
      case "UPDATE" -> isFirst ? comes(Access.WRITE) : ends();
      case "TABLE" -> comes(Access.READ);
      case "COPY" -> !isFirst || comes(isFilled(token) ? Access.WRITE : Access.READ);
      default -> ends();
    };
  }

  /** Whether rows are copied into the table, not from it. */
  private boolean isFilled(int copy) {
    int depth = 0;
    for (int token = copy + 1; token < tokens.size(); token++) {
      depth += tokens.kind(token) == TokenKind.OPEN ? 1 : tokens.kind(token) == TokenKind.CLOSE ? -1 : 0;
      if (depth == 0 && (tokens.is(token, "FROM") || tokens.is(token, "TO"))) {
        return tokens.is(token, "FROM");
      }
    }
    return false;
  }

  private boolean ends() {
    level.next = null;
    level.lists = false;
    return true;
  }

  private boolean comes(Access access) {
    level.next = access;
    return true;
  }

  /** Not that of {@code extract(… FROM …)}, in parentheses that ask nothing, nor that of {@code IS DISTINCT FROM}. */
  private boolean from(int token) {
    boolean isComparison = before(token, "DISTINCT") && (before(token - 1, "IS") || before(token - 1, "NOT"));
    if (isComparison || !Set.of("SELECT", "UPDATE", "DELETE").contains(level.verb)) {
      return true;
    }
    level.lists = !before(token, "DELETE");
    return comes(before(token, "DELETE") ? Access.WRITE : Access.READ);
  }

  /** What is compared with when rows are deleted or merged; later ones name columns. */
  private boolean using() {
    if (level.used || !(level.verb.equals("DELETE") || level.verb.equals("MERGE"))) {
      return true;
    }
    level.used = true;
    level.lists = level.verb.equals("DELETE");
    return comes(Access.READ);
  }

  private boolean before(int token, String word) {
    return token > 0 && tokens.is(token - 1, word);
  }

  /** The name that begins here, if one does, and where it ends. */
  private int relation(int token, Access access) {
    level.next = null;
    Identifier schema = null;
    Identifier name = tokens.name(token);
    int end = token + 1;
    while (name != null && end + 1 < tokens.size() && tokens.is(end, '.')) {
      schema = name;
      name = tokens.name(end + 1);
      end += 2;
    }
    boolean isCall = access == Access.READ && end < tokens.size() && tokens.kind(end) == TokenKind.OPEN
        && !level.verb.equals("COPY");
    boolean isPart = access == Access.READ && schema == null && name != null
        && parts.getOrDefault(name, tokens.size()) < token;
    if (name != null && !isCall && !isPart) {
      mentions.add(new Mention(new TableName(schema, name), access));
    }
    return end;
  }

  /** What {@code WITH} prepares: {@code name AS (SELECT …)}. Within the parentheses, the name means something else, or it is recursive. */
  private void parts() {
    boolean isRecursive = false;
    for (int token = 1; token + 1 < tokens.size(); token++) {
      isRecursive |= tokens.is(token, "RECURSIVE");
      Identifier name = tokens.kind(token) == TokenKind.OPEN && QUERIES.contains(tokens.keyword(token + 1))
          ? nameOfPart(token)
          : null;
      if (name != null) {
        parts.putIfAbsent(name, isRecursive ? token : closing(token));
      }
    }
  }

  private @Nullable Identifier nameOfPart(int open) {
    int as = open - 1;
    as -= as > 0 && tokens.is(as, "MATERIALIZED") ? 1 : 0;
    as -= as > 0 && tokens.is(as, "NOT") ? 1 : 0;
    return as > 0 && tokens.is(as, "AS") ? tokens.name(beforeColumns(as - 1)) : null;
  }

  /** A list of columns may stand between the name and what it means. */
  private int beforeColumns(int last) {
    int token = last;
    if (tokens.kind(token) == TokenKind.CLOSE) {
      while (token > 1 && tokens.kind(token) != TokenKind.OPEN) {
        token--;
      }
      token--;
    }
    return token;
  }

  private int closing(int open) {
    int depth = 0;
    int token = open;
    do {
      depth += tokens.kind(token) == TokenKind.OPEN ? 1 : tokens.kind(token) == TokenKind.CLOSE ? -1 : 0;
      token++;
    } while (depth > 0 && token < tokens.size());
    return token - 1;
  }
}
