package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Indexes that are made, made anew and dropped while others read and write. */
final class IndexForms {
  private static final Pattern CREATE = Pattern.compile("(?is)^(CREATE\\s+(?:UNIQUE\\s+)?INDEX)\\s+");
  private static final Pattern REINDEX = Pattern.compile("(?is)^(REINDEX\\s+(?:\\([^)]*\\)\\s*)?(?:INDEX|TABLE))\\s+");

  private final Case one;
  private final Safely safely;

  private IndexForms(Case one, Safely safely) {
    this.one = one;
    this.safely = safely;
  }

  static void create(Case one, SqlCommand.CreateIndex command, Safely safely) {
    one.known(command.table()).filter(table -> one.isHarmful())
        .ifPresent(table -> new IndexForms(one, safely).create(command, table));
  }

  private void create(SqlCommand.CreateIndex command, Catalog.Relation table) {
    Optional<Catalog.Relation> made = one.after().relations().values().stream()
        .filter(index -> index.isIndex() && index.table().equals(table.oid()) && isNew(index)).findFirst();
    if (made.isEmpty()) {
      return;
    }
    if (table.kind().equals("p")) {
      onPartitions(command, table, made.get());
      return;
    }
    safely.add(Stage.BUILD, Piece.alone(concurrently(command, made.get())));
  }

  private boolean isNew(Catalog.Relation index) {
    return one.before().find(index.oid()).isEmpty();
  }

  /** The words of the author, and the one that matters. */
  private String concurrently(SqlCommand.CreateIndex command, Catalog.Relation made) {
    String named = command.name() == null ? "CONCURRENTLY " + Naming.of(made.named().name()) + " " : "CONCURRENTLY ";
    return CREATE.matcher(one.text()).replaceFirst(found -> found.group(1) + " "
        + Matcher.quoteReplacement(named));
  }

  private void onPartitions(SqlCommand.CreateIndex command, Catalog.Relation table, Catalog.Relation made) {
    if (command.options().contains(Option.ONLY)) {
      return;
    }
    Catalog after = one.after();
    List<Catalog.Relation> foreign = after.children(table).filter(child -> child.kind().equals("f")).toList();
    if (!foreign.isEmpty()) {
      safely.remark(table.named() + " has partitions on other servers, which cannot have an index");
      return;
    }
    if (command.options().contains(Option.IF_NOT_EXISTS)) {
      safely.remark("whether it is there already is not known beforehand: take IF NOT EXISTS out to have it rewritten");
      return;
    }
    safely.add(Stage.FIRST,
        Piece.strong(definition(command, made.named().name(), "ON ONLY " + Naming.of(command.table()))));
    attached(command, made);
    safely.remark("these are the partitions that the migrations make; as long as the database has others without it, "
        + Naming.of(made) + " stays invalid");
  }

  private void attached(SqlCommand.CreateIndex command, Catalog.Relation parent) {
    List<Catalog.Relation> children = one.after().relations().values().stream()
        .filter(index -> index.isIndex() && index.parent().equals(parent.oid())).toList();
    for (Catalog.Relation child : children) {
      if (isNew(child)) {
        below(command, child);
      }
      safely.add(Stage.LAST,
          Piece.strong("ALTER INDEX " + Naming.of(parent) + " ATTACH PARTITION " + Naming.of(child)));
    }
  }

  private void below(SqlCommand.CreateIndex command, Catalog.Relation child) {
    Catalog.Relation partition = one.after().tableOf(child);
    if (partition.kind().equals("p")) {
      safely.add(Stage.FIRST, Piece.strong(definition(command, child.name(), "ON ONLY " + Naming.of(partition))));
      attached(command, child);
      return;
    }
    safely.add(Stage.BUILD,
        Piece.alone(definition(command, "CONCURRENTLY ", child.name(), "ON " + Naming.of(partition))));
  }

  private static String definition(SqlCommand.CreateIndex command, String name, String on) {
    return definition(command, "", name, on);
  }

  private static String definition(SqlCommand.CreateIndex command, String how, String name, String on) {
    String unique = command.options().contains(Option.UNIQUE) ? "UNIQUE " : "";
    String using = command.method().equals("btree") ? "" : " USING " + Naming.of(command.method());
    return "CREATE " + unique + "INDEX " + how + Naming.of(name) + " " + on + using + " " + command.rest();
  }

  static void drop(Case one, SqlCommand.DropIndex command, Safely safely) {
    new IndexForms(one, safely).drop(command);
  }

  private void drop(SqlCommand.DropIndex command) {
    List<Catalog.Relation> indexes = command.names().stream().map(one.before()::find).flatMap(Optional::stream)
        .toList();
    boolean isWaitedFor = indexes.stream().map(one.before()::tableOf).anyMatch(one::isShut);
    if (!isWaitedFor || command.options().contains(Option.CONCURRENTLY)) {
      return;
    }
    String reason = kept(command, indexes);
    if (!reason.isEmpty()) {
      safely.remark(reason);
      return;
    }
    String condition = command.options().contains(Option.IF_EXISTS) ? "IF EXISTS " : "";
    command.names().forEach(name -> safely.add(Stage.LAST,
        Piece.alone("DROP INDEX CONCURRENTLY " + condition + Naming.of(name))));
  }

  private String kept(SqlCommand.DropIndex command, List<Catalog.Relation> indexes) {
    if (command.options().contains(Option.CASCADE)) {
      return "DROP INDEX CONCURRENTLY knows no CASCADE";
    }
    return indexes.stream().filter(index -> !index.kind().equals("i") || !index.parent().equals("0")).findFirst()
        .map(index -> "index " + index.named() + " is partitioned, and cannot be dropped CONCURRENTLY").orElse("");
  }

  static void reindex(Case one, SqlCommand.Reindex command, Safely safely) {
    if (one.isHarmful() && !command.options().contains(Option.CONCURRENTLY)) {
      new IndexForms(one, safely).reindex(command);
    }
  }

  private void reindex(SqlCommand.Reindex command) {
    if (!REINDEX.matcher(one.text()).find()) {
      return;
    }
    Optional<Catalog.Relation> excluding = indexes(command.name())
        .filter(table -> one.before().constraints(table).anyMatch(constraint -> constraint.type().equals("x")));
    if (excluding.isPresent()) {
      safely.remark(
          excluding.get().named() + " has an exclusion constraint, whose index cannot be made anew CONCURRENTLY");
      return;
    }
    safely.add(Stage.BUILD, Piece.alone(REINDEX.matcher(one.text()).replaceFirst("$1 CONCURRENTLY ")));
  }

  private Optional<Catalog.Relation> indexes(@Nullable QualifiedName name) {
    return one.before().find(Objects.requireNonNull(name)).map(one.before()::tableOf);
  }
}
