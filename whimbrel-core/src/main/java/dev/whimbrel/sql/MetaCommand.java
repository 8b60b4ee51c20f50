package dev.whimbrel.sql;

import java.nio.charset.StandardCharsets;

/** A command to psql, from its backslash to the end of its line. */
final class MetaCommand {
  private static final int LONGEST_NAME = 30;

  private final byte[] bytes;
  private final int start;
  private final int nameEnd;
  private final int end;

  private MetaCommand(byte[] bytes, int start, int nameEnd, int end) {
    this.bytes = bytes;
    this.start = start;
    this.nameEnd = nameEnd;
    this.end = end;
  }

  /** The command whose backslash stands at an offset. */
  static MetaCommand at(byte[] bytes, int start, int limit) {
    int nameEnd = Math.min(start + 2, limit);
    if (nameEnd > start + 1 && Chars.wordPart(bytes[start + 1])) {
      while (nameEnd < limit && Chars.wordPart(bytes[nameEnd])) {
        nameEnd++;
      }
    }
    int end = Comments.lineEnd(bytes, start + 1, limit);
    return new MetaCommand(bytes, start, Math.min(nameEnd, end), end);
  }

  /** The offset of the line end. */
  int end() {
    return end;
  }

  /** Whether it only guards a dump against tampering, so that nothing is lost without it. */
  boolean guardsDump() {
    String name = name();
    return name.equals("\\restrict") || name.equals("\\unrestrict");
  }

  /** The command with its backslash. */
  String name() {
    int length = Math.min(nameEnd - start, LONGEST_NAME);
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  String remedy() {
    return switch (name()) {
      case "\\i", "\\ir", "\\include", "\\include_relative" ->
        "put that file into the migration directory, or its text in place of this line";
      case "\\c", "\\connect" -> "remove it; a migration runs in the one database that the URL names";
      case "\\copy" -> "write COPY … FROM STDIN; with the data on the lines after it, ended by a line \\.";
      case "\\gexec" -> "write a DO block that runs each of these statements with EXECUTE";
      case "\\g", "\\gx", "\\;" -> "end the statement with a semicolon";
      case "\\gset", "\\set", "\\unset", "\\prompt", "\\getenv" ->
        "write the values into the statements, or use a DO block with variables";
      case "\\if", "\\elif", "\\else", "\\endif" -> "write the condition in a DO block";
      case "\\!" -> "remove it; run programs before or after the migration";
      case "\\." -> "remove it; it ends the data of COPY … FROM STDIN, and there is none here";
      case "\\restrict", "\\unrestrict" -> "end the statement before it with a semicolon";
      case "\\encoding" -> "remove it; migrations are always read as UTF-8";
      default -> "remove it, or write what it does as SQL";
    };
  }
}
