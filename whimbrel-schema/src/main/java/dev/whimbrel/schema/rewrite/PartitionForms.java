package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import dev.whimbrel.sql.QualifiedName;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Partitions that come and go while others use the table. */
final class PartitionForms {
  private static final String NONE = "0";
  /** It names the table by its number. */
  private static final String BY_HASH = "satisfies_hash_partition";
  private static final Pattern MADE = Pattern
      .compile("(?is)^(CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?.+?)\\s+PARTITION\\s+OF\\s+"
          + "[^\\s(]+\\s+(FOR\\s+VALUES\\s+(?:(?!PARTITION\\s+BY|\\bWITH\\s*\\((?!MODULUS|\\s)|TABLESPACE|USING).)*)$");
  private static final String LIKE = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING GENERATED"
      + " INCLUDING STORAGE INCLUDING COMPRESSION";

  private final Case one;
  private final Catalog.Relation parent;
  private final String alter;
  private final Safely safely;

  PartitionForms(Case one, Catalog.Relation parent, String alter, Safely safely) {
    this.one = one;
    this.parent = parent;
    this.alter = alter;
    this.safely = safely;
  }

  void attach(TableAction.AttachPartition action) {
    Optional<Catalog.Relation> partition = one.known(action.partition());
    String reason = reason(partition);
    if (!reason.isEmpty()) {
      safely.remark(reason);
      safely.keep(Stage.STUCK, new Piece(alter + action.text(), Pace.STUCK));
      return;
    }
    known(action.partition(), partition.orElseThrow(), Piece.strong(alter + action.text()));
  }

  /** What its bounds say is proven first, so that nothing is left to be read under the strong lock. */
  private void known(QualifiedName written, Catalog.Relation partition, Piece piece) {
    String own = "ALTER TABLE " + Naming.of(written) + " ";
    String name = Naming.passing(one.before(), partition, "", "in_bounds");
    String bounds = one.seen().bounds().getOrDefault(partition.named(), "");
    safely.add(Stage.FIRST, Piece.strong(own + "ADD CONSTRAINT " + name + " CHECK (" + bounds + ") NOT VALID"));
    safely.add(Stage.VALIDATE, new Piece(own + "VALIDATE CONSTRAINT " + name, Pace.VALIDATE));
    safely.add(Stage.LAST, piece);
    safely.add(Stage.LAST, Piece.strong(own + "DROP CONSTRAINT " + name));
  }

  private String reason(Optional<Catalog.Relation> partition) {
    if (!parent.defaultPartition().equals(NONE)) {
      return parent.named() + " has a default partition, which is locked and read in any case";
    }
    String bounds = partition.map(found -> one.seen().bounds().getOrDefault(found.named(), "")).orElse("");
    if (bounds.isEmpty() || bounds.contains(BY_HASH)) {
      return "the bounds of the partition cannot be said as a constraint";
    }
    return "";
  }

  void detach(TableAction.DetachPartition action) {
    boolean isOther = action.options().contains(Option.CONCURRENTLY) || action.text().matches("(?is).*\\bFINALIZE");
    if (isOther || !one.isShut(parent)) {
      safely.keep(Stage.FIRST, Piece.strong(alter + action.text()));
      return;
    }
    Optional<Catalog.Relation> partition = one.known(action.partition());
    String reason = reason(partition);
    if (!reason.isEmpty()) {
      safely.remark(reason);
      safely.keep(Stage.FIRST, Piece.strong(alter + action.text()));
      return;
    }
    known(action.partition(), partition.orElseThrow(), Piece.alone(alter + action.text() + " CONCURRENTLY"));
  }

  /** A table that is made by itself and attached then locks its parent less. */
  static void create(Case one, SqlCommand.CreateTable command, Safely safely) {
    QualifiedName of = command.partitionOf();
    if (of == null) {
      return;
    }
    Optional<Catalog.Relation> parent = one.known(of).filter(one::isShut);
    Matcher matcher = MADE.matcher(one.text());
    if (parent.isEmpty()) {
      return;
    }
    if (!matcher.matches() || !parent.get().defaultPartition().equals(NONE)) {
      safely.remark(
          "a partition of " + parent.get().named() + " that says more than its bounds, or that has a default partition"
              + " beside it, is made with its table locked");
      return;
    }
    safely.add(Stage.FIRST, Piece.strong(matcher.group(1) + " (LIKE " + Naming.of(of) + " " + LIKE + ")"));
    safely.add(Stage.LAST, Piece.strong("ALTER TABLE " + Naming.of(of) + " ATTACH PARTITION "
        + Naming.of(command.name()) + " " + Objects.requireNonNull(matcher.group(2)).strip()));
  }
}
