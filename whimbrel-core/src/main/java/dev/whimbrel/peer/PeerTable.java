package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table in which a tool keeps its history.
 *
 * @param tool whose it is
 * @param schema where it lies
 * @param name in that schema
 */
public record PeerTable(Tool tool, Identifier schema, Identifier name) {
  private static final String IN_THE_URL = "client";

  /** What a shell hands on as it is. */
  private static final Pattern SAFE = Pattern.compile("[\\p{L}\\p{N}._-]+");

  public PeerTable {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(name);
  }

  /** The one that the journal says is kept up. */
  public static PeerTable of(MirroredTable mirrored) {
    return new PeerTable(Tool.byLabel(mirrored.tool()).orThrow(), new Identifier(mirrored.schema()),
        new Identifier(mirrored.name()));
  }

  /**
   * The one of that name, whether it is there or not.
   *
   * @param written the name of a table as {@link TableName#read} understands it. Without a schema it is where that tool looks for it with
   *     the same URL, which for most is where new tables are made
   * @throws WhimbrelException if it is no name, or if no schema is named and the search_path has none
   */
  public static PeerTable named(Database database, Tool tool, String written) {
    TableName read = TableName.read(written).orThrow();
    Identifier name = read.table();
    if (read.schema() != null) {
      return new PeerTable(tool, read.schema(), name);
    }
    List<@Nullable String> path = database.query("""
        SELECT pg_catalog.current_schema(), source FROM pg_catalog.pg_settings
        WHERE name OPERATOR(pg_catalog.=) 'search_path'""").getFirst();
    Optional<Identifier> own = tool.bookkeeping().ownSchema();
    if (own.isPresent() && !IN_THE_URL.equals(path.get(1))) {
      return new PeerTable(tool, own.get(), name);
    }
    String current = path.get(0);
    if (current == null) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "no schema of the search_path is there")
          .remedy("name the table with its schema, as in --table "
              + new PeerTable(tool, new Identifier("public"), name).argument()),
          null);
    }
    return new PeerTable(tool, new Identifier(current), name);
  }

  /** The same as the journal says it. */
  MirroredTable keptUp(List<String> leftOut) {
    return new MirroredTable(tool.label(), schema.name(), name.name(), leftOut);
  }

  /** Its name and those of the tool's other tables, all in its schema. */
  public List<String> names() {
    return Stream.concat(Stream.of(name.name()), tool.bookkeeping().companions().stream()).toList();
  }

  /** How to go on with the tool after this table was made true. */
  public String goingOn() {
    return tool.goingOn(schema);
  }

  /** As it may stand in SQL. */
  public String quoted() {
    return schema.quoted() + "." + name.quoted();
  }

  /** Whether somebody means this one by a name. */
  public boolean isCalled(TableName called) {
    return called.table().equals(name) && (called.schema() == null || called.schema().equals(schema));
  }

  /** What to type behind {@code --table}. */
  public String argument() {
    String text = toString();
    return SAFE.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** For people, and as {@link TableName#read} understands it. */
  @Override
  public String toString() {
    return new TableName(schema, name).written();
  }
}
