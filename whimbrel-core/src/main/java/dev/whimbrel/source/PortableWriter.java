package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Portable.Part;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes migrations in a format, so that the format's own tool reads them as Whimbrel does. */
final class PortableWriter {
  private static final Pattern PLAIN_BEGIN = Pattern
      .compile("(?is)(?:BEGIN(?:\\s+(?:WORK|TRANSACTION))?|START\\s+TRANSACTION)\\s*");
  private static final String NO_TRANSACTION = "-- whimbrel: no-transaction\n";

  private final Format format;
  private final Lexicon lexicon;

  PortableWriter(Format format, Lexicon lexicon) {
    this.format = format;
    this.lexicon = lexicon;
  }

  /** Whether a BEGIN asks for nothing but a transaction. */
  static boolean plainBegin(Statement opening) {
    return PLAIN_BEGIN.matcher(opening.text()).matches();
  }

  static boolean outside(Statement statement) {
    return statement.kind() == StatementKind.OUTSIDE_TRANSACTION;
  }

  /** The files of one migration. */
  SortedMap<String, String> files(Portable portable, String version) {
    SortedMap<String, String> files = new TreeMap<>();
    String stem = version + (portable.name().isEmpty() && format != Format.GOOSE ? "" : "_" + portable.name());
    switch (format) {
      case GOOSE -> files.put(stem + ".sql", goose(portable));
      case SQL_MIGRATE -> files.put(stem + ".sql", sqlMigrate(portable));
      case DBMATE -> files.put(stem + ".sql", dbmate(portable));
      case ATLAS -> files.put(stem + ".sql", atlas(portable));
      case GOLANG_MIGRATE -> pair(portable, version + "_" + portable.name(), files);
      case LIQUIBASE -> files.put(stem + ".sql", liquibase(portable, version));
      case FLYWAY -> flyway(portable, version + "__" + portable.name(), files);
    }
    return files;
  }

  private String goose(Portable portable) {
    String up = StatementBlocks.goose(text(portable.up()), lexicon);
    Part down = portable.down();
    String all = alone(portable.up()) || (down != null && alone(down)) ? "-- +goose NO TRANSACTION\n" : "";
    String back = down == null
        ? ""
        : "-- +goose Down\n" + directives(portable)
            + StatementBlocks.goose(text(down), lexicon);
    return before(portable) + all + "-- +goose Up\n" + behind(portable) + up + back;
  }

  private String liquibase(Portable portable, String version) {
    Part down = portable.down();
    LiquibaseDivision forth = LiquibaseDivision.of(portable.head() + text(portable.up()), lexicon);
    LiquibaseDivision back = down == null ? new LiquibaseDivision.Usual() : LiquibaseDivision.of(text(down), lexicon);
    String attributes = (alone(portable.up()) || (down != null && alone(down)) ? " runInTransaction:false" : "")
        + switch (forth) {
          case LiquibaseDivision.Whole whole -> " splitStatements:false stripComments:false";
          case LiquibaseDivision.Marked marked -> " endDelimiter:" + marked.delimiter() + " stripComments:false";
          case LiquibaseDivision.Usual usual -> "";
          case LiquibaseDivision.Impossible impossible -> "";
        }
        + switch (back) {
          case LiquibaseDivision.Whole whole -> " rollbackSplitStatements:false";
          case LiquibaseDivision.Marked marked -> " rollbackEndDelimiter:" + marked.delimiter();
          case LiquibaseDivision.Usual usual -> "";
          case LiquibaseDivision.Impossible impossible -> "";
        };
    return LiquibaseWriter.file(version, attributes, portable.migration().description().replace('_', ' '),
        forth.or(portable.head() + text(portable.up())), down == null ? "" : rollback(down, back));
  }

  private String rollback(Part down, LiquibaseDivision division) {
    String text = text(down);
    return down.script().statements().isEmpty()
        ? LiquibaseWriter.noRollback(text)
        : LiquibaseWriter.rollback(division.or(text));
  }

  /** Whether Liquibase can be brought to send the statements of a part, up or back, as they are. */
  boolean dividable(Part part) {
    return format != Format.LIQUIBASE
        || !(LiquibaseDivision.of(text(part), lexicon) instanceof LiquibaseDivision.Impossible);
  }

  private String sqlMigrate(Portable portable) {
    String up = StatementBlocks.sqlMigrate(text(portable.up()), lexicon);
    Part down = portable.down();
    String back = down == null
        ? ""
        : "-- +migrate Down" + (alone(down) ? " notransaction\n" : "\n")
            + directives(portable) + StatementBlocks.sqlMigrate(text(down), lexicon);
    return before(portable) + "-- +migrate Up" + (alone(portable.up()) ? " notransaction\n" : "\n")
        + behind(portable) + up + back;
  }

  private String dbmate(Portable portable) {
    Part down = portable.down();
    String back = down == null
        ? "-- migrate:down\n" + PortableReader.NO_WAY_BACK
        : "-- migrate:down" + option(down) + directives(portable) + text(down);
    return before(portable) + "-- migrate:up" + option(portable.up()) + behind(portable) + text(portable.up()) + back;
  }

  private static String option(Part part) {
    return alone(part) ? " transaction:false\n" : "\n";
  }

  private String atlas(Portable portable) {
    Part down = portable.down();
    String header = (portable.migration().role() == Migration.Role.CHECKPOINT ? "-- atlas:checkpoint\n" : "")
        + (alone(portable.up()) || (down != null && alone(down)) ? "-- atlas:txmode none\n" : "")
        + (down == null ? "" : "-- atlas:txtar\n");
    String separated = header.isEmpty() ? "" : header + "\n";
    return down == null
        ? separated + portable.head() + text(portable.up())
        : separated + portable.head() + "-- migration.sql --\n" + text(portable.up()) + "-- down.sql --\n" + text(down);
  }

  private void pair(Portable portable, String stem, SortedMap<String, String> files) {
    String up = portable.head() + text(portable.up());
    files.put(stem + ".up.sql", said(portable.up(), up) + up);
    Part down = portable.down();
    if (down != null) {
      String back = (down.hasDirective() ? "" : portable.headDirectives()) + text(down);
      files.put(stem + ".down.sql", said(down, back) + back);
    }
  }

  /** Whimbrel's own word for what a format has no word for, unless the text says it or the statements do. */
  private static String said(Part part, String text) {
    boolean said = new Part(text, part.script()).hasDirective();
    return !alone(part) || said || byItself(part.script()) ? "" : NO_TRANSACTION;
  }

  private static boolean byItself(Script script) {
    return Script.of(script.source(), script.statements(), TransactionRequest.AUTOMATIC) instanceof Result.Ok<Script> ok
        && ok.value().mode() == script.mode();
  }

  private void flyway(Portable portable, String stem, SortedMap<String, String> files) {
    boolean checkpoint = portable.migration().role() == Migration.Role.CHECKPOINT;
    script((checkpoint ? "B" : "V") + stem + ".sql", portable.up(), portable.head() + text(portable.up()), files);
    Part down = portable.down();
    if (down != null) {
      String back = (down.hasDirective() ? "" : portable.headDirectives()) + text(down);
      script("U" + stem + ".sql", down, back, files);
    }
  }

  private static void script(String file, Part part, String text, SortedMap<String, String> files) {
    files.put(file, text);
    String configuration = (alone(part) ? "executeInTransaction=false\n" : "")
        + (text.contains("${") ? "placeholderReplacement=false\n" : "");
    if (!configuration.isEmpty()) {
      files.put(file + ".conf", configuration);
    }
  }

  private static boolean alone(Part part) {
    return part.script().mode() != TransactionMode.WHOLE;
  }

  /** Before the first marker may stand nothing but comments of two dashes. */
  private static boolean mayStandBefore(Portable portable) {
    return portable.head().lines().allMatch(line -> line.isBlank() || line.startsWith("--"));
  }

  private static String before(Portable portable) {
    return mayStandBefore(portable) ? portable.head() : "";
  }

  private static String behind(Portable portable) {
    return mayStandBefore(portable) ? "" : portable.head();
  }

  /** What a head that had to move says of the way back. */
  private static String directives(Portable portable) {
    return mayStandBefore(portable) ? "" : portable.headDirectives();
  }

  /** A part as the format is to have it: without BEGIN and COMMIT where the tool opens the transaction. */
  private String text(Part part) {
    @Nullable
    Statement opening = part.script().opening();
    if (opening == null || format == Format.GOLANG_MIGRATE) {
      return part.text();
    }
    Source source = Source.ofText("", part.text());
    List<Statement> all = SqlScanner.scan(source, lexicon).orThrow();
    Statement commit = all.getLast();
    int body = behind(source, all.getFirst());
    return source.text(0, all.getFirst().start()) + source.text(body, commit.start())
        + source.text(behind(source, commit), source.end());
  }

  /** Behind the semicolon, and behind the line end if nothing else stands there. */
  private static int behind(Source source, Statement statement) {
    int semicolon = Terminator.after(source, statement.end(), source.end());
    int at = semicolon < 0 ? statement.end() : semicolon + 1;
    boolean whole = statement.start() == 0 || source.at(statement.start() - 1) == '\n';
    if (whole && at < source.end() && source.at(at) == '\n') {
      return at + 1;
    }
    return at;
  }
}
