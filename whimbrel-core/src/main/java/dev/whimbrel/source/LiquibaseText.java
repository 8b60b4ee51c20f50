package dev.whimbrel.source;

import dev.whimbrel.source.LiquibaseFile.Changeset;
import dev.whimbrel.source.LiquibaseFile.Kind;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What of a file runs, one way and the other: the same lines, with blanks in the place of all that is not SQL of that way. */
final class LiquibaseText {
  private final LiquibaseFile file;
  private final Map<Changeset, List<Integer>> upCuts = new HashMap<>();
  private final Map<Changeset, List<Integer>> downCuts = new HashMap<>();
  private final Lines up;
  private final Lines down;

  private LiquibaseText(LiquibaseFile file, List<Changeset> concerned, Lexicon lexicon, Mistakes mistakes) {
    this.file = file;
    Text forth = forth(file);
    Text back = back(file);
    for (Changeset changeset : concerned) {
      upCuts.put(changeset, LiquibaseDelimiter
          .of(changeset.attributes(), "splitStatements", "endDelimiter", file.lines(), changeset.line(), mistakes)
          .blank(forth.lines, forth.bytes, changeset.span(), lexicon));
      downCuts.put(changeset, LiquibaseDelimiter
          .of(changeset.attributes(), "rollbackSplitStatements", "rollbackEndDelimiter", file.lines(), changeset.line(),
              mistakes)
          .blank(back.lines, back.bytes, changeset.span(), lexicon));
    }
    this.up = forth.again();
    this.down = back.again();
  }

  /**
   * The text of a file.
   *
   * @param concerned the changesets that are to run
   */
  static LiquibaseText of(LiquibaseFile file, List<Changeset> concerned, Lexicon lexicon, Mistakes mistakes) {
    return new LiquibaseText(file, concerned, lexicon, mistakes);
  }

  /** The file in which what applies changesets stands alone. */
  Lines up() {
    return up;
  }

  /** The file in which what takes changesets back stands alone. */
  Lines down() {
    return down;
  }

  /** The lines behind a delimiter in what applies a changeset. */
  List<Integer> upCuts(Changeset changeset) {
    return Objects.requireNonNull(upCuts.get(changeset));
  }

  /** The same in its way back. */
  List<Integer> downCuts(Changeset changeset) {
    return Objects.requireNonNull(downCuts.get(changeset));
  }

  /** The way back as it is written, in one text. */
  String rollback(Changeset changeset) {
    StringBuilder text = new StringBuilder();
    for (int line = changeset.span().from(); line < changeset.span().to(); line++) {
      if (file.kind(line) == Kind.ROLLBACK || file.kind(line) == Kind.ROLLBACK_BLOCK) {
        text.append(file.lines().source().text(file.rollbackStart(line), file.rollbackEnd(line)));
      }
    }
    return text.toString().strip();
  }

  /** A changeset's SQL as Liquibase takes its checksum: with delimiters, with its comments. */
  static String body(LiquibaseFile file, Changeset changeset) {
    StringBuilder text = new StringBuilder();
    for (int line = changeset.span().from(); line < changeset.span().to(); line++) {
      if (file.kind(line) == Kind.TEXT) {
        text.append(file.lines().text(line)).append('\n');
      }
    }
    return text.toString().strip();
  }

  /** A text that was made of a file's, and may be changed where it keeps its length. */
  private static final class Text {
    private final Lines file;
    private final byte[] bytes;
    private final List<Source.Replacement> removed;
    private final Lines lines;

    Text(Lines file, byte[] bytes, List<Source.Replacement> removed) {
      this.file = file;
      this.bytes = bytes;
      this.removed = removed;
      this.lines = made(bytes.clone());
    }

    Lines again() {
      return made(bytes);
    }

    private Lines made(byte[] text) {
      return Lines.of(file.source().replacedBy(text, removed).orThrow());
    }
  }

  private static Text forth(LiquibaseFile file) {
    Lines lines = file.lines();
    byte[] bytes = lines.source().bytes().clone();
    for (int line = 1; line <= lines.count(); line++) {
      if (file.kind(line) != Kind.TEXT) {
        blank(bytes, lines.start(line), lines.start(line + 1));
      }
    }
    return new Text(lines, bytes, List.of());
  }

  /** What stands before the SQL in its line is removed: the SQL may be the next line of a literal. */
  private static Text back(LiquibaseFile file) {
    Lines lines = file.lines();
    byte[] bytes = lines.source().bytes().clone();
    ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
    kept.write(bytes, 0, lines.source().begin());
    List<Source.Replacement> removed = new ArrayList<>();
    for (int line = 1; line <= lines.count(); line++) {
      boolean sql = file.kind(line) == Kind.ROLLBACK || file.kind(line) == Kind.ROLLBACK_BLOCK;
      int start = lines.start(line);
      int from = sql ? file.rollbackStart(line) : start;
      if (from > start) {
        removed.add(new Source.Replacement(start, from, kept.size(), kept.size()));
      }
      blank(bytes, sql ? file.rollbackEnd(line) : start, lines.start(line + 1));
      kept.write(bytes, from, lines.start(line + 1) - from);
    }
    return new Text(lines, kept.toByteArray(), removed);
  }

  private static void blank(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != '\n' && bytes[at] != '\r') {
        bytes[at] = ' ';
      }
    }
  }
}
