package dev.whimbrel.schema.command;

import java.util.Set;

/** Reads the kind of object that follows {@code CREATE}, {@code ALTER} or {@code DROP}. */
final class Kinds {
  private static final String[][] SEVERAL_WORDS = {{"MATERIALIZED", "VIEW"}, {"FOREIGN", "TABLE"},
      {"FOREIGN", "DATA", "WRAPPER"}, {"EVENT", "TRIGGER"}, {"ACCESS", "METHOD"}, {"TEXT", "SEARCH", "CONFIGURATION"},
      {"TEXT", "SEARCH", "DICTIONARY"}, {"TEXT", "SEARCH", "PARSER"}, {"TEXT", "SEARCH", "TEMPLATE"},
      {"OPERATOR", "CLASS"}, {"OPERATOR", "FAMILY"}, {"USER", "MAPPING"}, {"LARGE", "OBJECT"}};

  private static final Set<String> ONE_WORD = Set.of("AGGREGATE", "CAST", "COLLATION", "CONVERSION", "DATABASE",
      "DOMAIN", "EXTENSION", "FUNCTION", "GROUP", "INDEX", "LANGUAGE", "OPERATOR", "OWNED", "POLICY", "PROCEDURE",
      "PUBLICATION", "ROLE", "ROUTINE", "RULE", "SCHEMA", "SEQUENCE", "SERVER", "STATISTICS", "SUBSCRIPTION", "TABLE",
      "TABLESPACE", "TRANSFORM", "TRIGGER", "TYPE", "USER", "VIEW");

  private Kinds() {}

  /** In upper case with single spaces; if none comes next, it is empty and the text is odd. */
  static String read(Cursor cursor) {
    if (cursor.at("PROCEDURAL", "LANGUAGE")) {
      cursor.accept("PROCEDURAL");
    }
    for (String[] words : SEVERAL_WORDS) {
      if (cursor.accept(words)) {
        return String.join(" ", words);
      }
    }
    String word = cursor.keyword();
    if (!ONE_WORD.contains(word)) {
      cursor.odd();
      return "";
    }
    cursor.skip();
    return word;
  }
}
