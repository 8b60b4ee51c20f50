package dev.whimbrel.peer;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.sql.Identifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one tool keeps its history: all that differs from tool to tool. Pure; the SQL names every schema, function and operator.
 * Nothing ever alters a tool's table: some tools drop what they do not know.
 */
interface Bookkeeping {
  /** Whether a table is one of this tool's, by its columns, and where those say little by its name as well. */
  boolean isIn(Shape shape);

  /** The same where one table alone does not tell: with all tables of the database that may be histories. */
  default boolean isIn(Shape shape, List<Shape> all) {
    return isIn(shape);
  }

  /** What other tables of the tool lie in the same schema. */
  default List<String> companions() {
    return List.of();
  }

  /** Those of them that are made where they are not, by whoever is first at work. */
  default List<String> madeWhereMissing() {
    return List.of();
  }

  /**
   * What a role needs to be allowed that keeps the tables up.
   *
   * @param name of the history table, or of one of the others
   */
  default List<String> rights(String name) {
    return List.of("SELECT", "INSERT", "UPDATE", "DELETE");
  }

  /** The query that reads it. */
  String question(PeerTable table, Sources sources);

  /**
   * What its rows say.
   *
   * @param rows the answer to {@link #question}
   * @param history what the journal says; a tool that cannot say some things is not contradicted in them
   */
  Claims read(List<List<@Nullable String>> rows, Sources sources, History history);

  /**
   * How this very table is written, where that differs from one database to the next: by its columns, and by what its rows are like.
   *
   * @param rows the answer to {@link #question}; none where the table is about to be made
   */
  default Bookkeeping in(List<List<@Nullable String>> rows, Sources sources, History history) {
    return this;
  }

  /** The commands that make the table where it is not, as the tool makes it; its schema is there. */
  List<String> ddl(PeerTable table);

  /** The schema that the tool makes for its table where the URL has no search_path, or nothing if it makes none. */
  default Optional<Identifier> ownSchema() {
    return Optional.empty();
  }

  /** The commands, each one statement, that make the table say what a row of the journal says. They may be given again. */
  List<String> following(PeerTable table, Change change);

  /**
   * What holds when the commands of {@link #following} took effect, as SQL of type boolean.
   *
   * @return nothing if they demand it themselves, or have nothing to do
   */
  default Optional<String> holding(PeerTable table, Change change) {
    return Optional.empty();
  }

  /**
   * The commands that give the row of an applied migration the checksum of its file, of which the journal says that nothing but comments
   * and white space changed; everything else in the row stays.
   */
  default List<String> correcting(PeerTable table, Change change) {
    return following(table, change);
  }

  /** The commands that end a hand-back, of a tool whose table says where the database stands and not what was done. */
  default List<String> settling(PeerTable table, List<Migration> applied) {
    return List.of();
  }

  /** What the journal says and this table cannot say: the database is not handed back before that is settled. */
  default List<Problem> unsayable(Sources sources, History history) {
    return List.of();
  }

  /** What the tool locks while it migrates. */
  default List<ForeignLock> locks(PeerTable table, Identity identity) {
    return List.of();
  }
}
