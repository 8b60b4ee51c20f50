package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;

/** Reads a statement's kind off its keywords. */
final class KindReader {
  private final Words words;

  private KindReader(Words words) {
    this.words = words;
  }

  static StatementKind read(byte[] bytes, int start, int end, Strings strings) {
    return new KindReader(new Words(bytes, start, end, strings)).kind();
  }

  private StatementKind kind() {
    String first = words.keyword();
    words.advance();
    return switch (first) {
      case "BEGIN" -> StatementKind.BEGIN;
      case "START" -> words.at("TRANSACTION") ? StatementKind.BEGIN : StatementKind.ORDINARY;
      case "COMMIT", "END" -> commit();
      case "ROLLBACK" -> rollback();
      case "ABORT" -> StatementKind.TRANSACTION_CONTROL;
      case "PREPARE" -> prepare();
      case "COPY" -> copy();
      case "VACUUM" -> StatementKind.OUTSIDE_TRANSACTION;
      case "CREATE" -> outsideIf(create());
      case "DROP" -> outsideIf(drop());
      case "ALTER" -> outsideIf(alter());
      case "REINDEX" -> outsideIf(reindex());
      case "CLUSTER" -> outsideIf(cluster());
      case "DISCARD" -> outsideIf(words.at("ALL"));
      default -> StatementKind.ORDINARY;
    };
  }

  private static StatementKind outsideIf(boolean condition) {
    return condition ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.ORDINARY;
  }

  private StatementKind commit() {
    if (words.at("PREPARED")) {
      return StatementKind.TRANSACTION_CONTROL;
    }
    words.acceptAny("WORK", "TRANSACTION");
    boolean chain = words.accept("AND") && words.at("CHAIN");
    return chain ? StatementKind.TRANSACTION_CONTROL : StatementKind.COMMIT;
  }

  private StatementKind rollback() {
    words.acceptAny("WORK", "TRANSACTION");
    return words.at("TO") ? StatementKind.ORDINARY : StatementKind.TRANSACTION_CONTROL;
  }

  /** {@code PREPARE TRANSACTION 'id'}; a prepared statement may be called "transaction" too. */
  private StatementKind prepare() {
    boolean transaction = words.accept("TRANSACTION")
        && (words.kind() == TokenKind.STRING || words.kind() == TokenKind.DOLLAR_STRING);
    return transaction ? StatementKind.TRANSACTION_CONTROL : StatementKind.ORDINARY;
  }

  /** The server takes STDOUT for STDIN here. A column list and the options are in parentheses, a name may be qualified. */
  private StatementKind copy() {
    while (!words.atEnd()) {
      if (words.accept('.')) {
        words.advance();
      } else if (words.kind() == TokenKind.OPEN) {
        words.skipParentheses();
      } else if (words.accept("FROM")) {
        return words.atAny("STDIN", "STDOUT") ? StatementKind.COPY_FROM_STDIN : StatementKind.ORDINARY;
      } else {
        words.advance();
      }
    }
    return StatementKind.ORDINARY;
  }

  private boolean create() {
    if (words.atAny("DATABASE", "TABLESPACE")) {
      return true;
    }
    if (words.accept("SUBSCRIPTION")) {
      return !detachedSubscription();
    }
    words.accept("UNIQUE");
    return words.accept("INDEX") && words.at("CONCURRENTLY");
  }

  /** A subscription that makes no slot on the publisher is made inside a transaction like anything else. */
  private boolean detachedSubscription() {
    return words.seek("WITH") && words.kind() == TokenKind.OPEN && switchedOff("CONNECT", "CREATE_SLOT");
  }

  private boolean drop() {
    if (words.atAny("DATABASE", "TABLESPACE", "SUBSCRIPTION")) {
      return true;
    }
    return words.accept("INDEX") && words.at("CONCURRENTLY");
  }

  private boolean alter() {
    if (words.at("SYSTEM")) {
      return true;
    }
    if (words.accept("DATABASE")) {
      words.advance();
      return words.accept("SET") && words.at("TABLESPACE");
    }
    if (words.accept("SUBSCRIPTION")) {
      return alterSubscription();
    }
    return words.accept("TABLE") && words.seek("DETACH") && words.accept("PARTITION") && words.seek("CONCURRENTLY");
  }

  private boolean alterSubscription() {
    words.advance();
    if (words.accept("REFRESH")) {
      return true;
    }
    if (words.accept("SET") && words.kind() == TokenKind.OPEN) {
      return optionNamed("FAILOVER", "TWO_PHASE");
    }
    words.acceptAny("ADD", "DROP");
    if (!words.accept("PUBLICATION")) {
      return false;
    }
    boolean options = words.seek("WITH") && words.kind() == TokenKind.OPEN;
    return !options || !switchedOff("REFRESH");
  }

  /** The options in the parenthesis that opens here: whether one of these names is among them. */
  private boolean optionNamed(String... names) {
    while (!words.atEnd() && words.kind() != TokenKind.CLOSE) {
      words.advance();
      if (words.atAny(names)) {
        return true;
      }
    }
    return false;
  }

  private boolean switchedOff(String... names) {
    while (optionNamed(names)) {
      words.advance();
      if (words.accept('=') && words.saysNo()) {
        return true;
      }
    }
    return false;
  }

  private boolean reindex() {
    boolean concurrently = words.kind() == TokenKind.OPEN && words.option("CONCURRENTLY");
    if (words.acceptAny("SCHEMA", "DATABASE", "SYSTEM")) {
      return true;
    }
    words.acceptAny("TABLE", "INDEX");
    return concurrently || words.at("CONCURRENTLY");
  }

  /** {@code CLUSTER} with no table goes through all tables in transactions of its own. */
  private boolean cluster() {
    words.accept("VERBOSE");
    if (words.kind() == TokenKind.OPEN) {
      words.skipParentheses();
    }
    return words.atEnd();
  }
}
