package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of a statement that the server has run: what was there before and after, and what it did. Relations
 * that nobody but the migrations knows yet are left out of all answers, as nobody waits for them.
 */
record Trace(Subject subject, Catalog before, Catalog after, Set<String> young, Observation seen) {
  private static final String NONE = "0";

  /** A column that is there before and after, and not the same. */
  record Changed(Relation table, Column before, Column after) {}

  /** Empty where the statement was not rehearsed, or refused. */
  static Optional<Trace> of(Subject subject) {
    return subject.observation().flatMap(seen -> subject.seen().map(one -> of(subject, one, seen)));
  }

  private static Trace of(Subject subject, Rehearsed one, Observation seen) {
    return new Trace(subject, one.before(), one.after(), one.young(), seen);
  }

  /** Whether others may use it. */
  boolean isKnown(Relation relation) {
    return before.relations().containsKey(relation.oid()) && !young.contains(relation.oid());
  }

  /** The table, as it was, if others may use it. */
  Optional<Relation> known(String oid) {
    return before.find(oid).filter(this::isKnown);
  }

  /** The one that a statement names, if others may use it. */
  Optional<Relation> known(QualifiedName name) {
    return before.find(name).filter(this::isKnown);
  }

  /** As it is called by those who work with it: without its schema where the search path finds it. */
  String name(Relation relation) {
    QualifiedName alone = QualifiedName.of(relation.name());
    boolean isFound = Stream.of(before, after).flatMap(catalog -> catalog.find(alone).stream())
        .anyMatch(one -> one.oid().equals(relation.oid()));
    return isFound ? Quoting.name(relation.name()) : Quoting.name(relation.schema(), relation.name());
  }

  /** The name of an index or anything else that is there afterwards. */
  String nameAfter(String oid) {
    return after.find(oid).map(this::name).orElse("");
  }

  /** The lock that it took on a table, or the strongest on one of its partitions. */
  Optional<Lock> lock(Relation relation) {
    return family(relation).flatMap(one -> locksOn(one)).max(Comparator.comparing(Lock::mode));
  }

  private Stream<Lock> locksOn(Relation relation) {
    return seen.locks().stream().filter(lock -> lock.relation().equals(relation.named()));
  }

  /** Whether it took a lock on it that keeps others from something. */
  boolean blocks(Relation relation, Blocks least) {
    return locksOn(relation).anyMatch(lock -> lock.mode().blocks().compareTo(least) >= 0);
  }

  boolean blocks(Relation relation) {
    return blocks(relation, Blocks.WRITES);
  }

  /** The tables and materialized views on which it took a lock that keeps others from something. */
  Stream<Relation> blocked(Blocks least) {
    return before.relations().values().stream()
        .filter(one -> one.isTable() || one.kind().equals("m")).filter(this::isKnown)
        .filter(one -> blocks(one, least));
  }

  /** A table with its partitions and children, whatever their depth. */
  Stream<Relation> family(Relation relation) {
    return Stream.concat(Stream.of(relation), before.children(relation).flatMap(this::family));
  }

  /** Whether it was read as a whole, or one of its partitions was. */
  boolean scans(Relation relation) {
    return family(relation).anyMatch(one -> seen.scanned().stream()
        .anyMatch(scan -> scan.relation().equals(one.named())));
  }

  /** Whether it got a new file, or one of its partitions did. */
  boolean rewrites(Relation relation) {
    return family(relation).anyMatch(one -> seen.rewritten().contains(one.named()));
  }

  /** Tables that others may use. */
  Stream<Relation> tables() {
    return before.relations().values().stream().filter(Relation::isTable).filter(this::isKnown);
  }

  /** Constraints that were not there before. */
  Stream<Constraint> newConstraints() {
    return after.constraints().stream().filter(one -> before.constraints().stream()
        .noneMatch(was -> was.oid().equals(one.oid())));
  }

  /** Those of tables that others may use; what a partition gets goes with that of its parent. */
  Stream<Constraint> newConstraints(String type) {
    return newConstraints().filter(one -> one.type().equals(type) && known(one.relation()).isPresent())
        .filter(one -> !isOfParent(one));
  }

  private boolean isOfParent(Constraint constraint) {
    return before.find(constraint.relation()).flatMap(table -> before.find(table.parent()))
        .filter(parent -> newConstraints().anyMatch(one -> one.relation().equals(parent.oid())
            && one.name().equals(constraint.name())))
        .isPresent();
  }

  /** Constraints that are gone. */
  Stream<Constraint> lostConstraints() {
    return before.constraints().stream().filter(was -> after.constraints().stream()
        .noneMatch(one -> one.oid().equals(was.oid())));
  }

  /**
   * Indexes that were not there before, of tables that others may use; those of partitions go with that of their
   * parent.
   */
  Stream<Index> newIndexes() {
    return after.indexes().values().stream().filter(one -> !before.indexes().containsKey(one.oid())
        && known(one.table()).isPresent() && !isRebuilt(one) && !isOfParent(one));
  }

  /** Whether one of the same name was there. */
  boolean isRebuilt(Index index) {
    return after.find(index.oid()).flatMap(one -> before.find(one.named())).isPresent();
  }

  private boolean isOfParent(Index index) {
    return after.find(index.oid()).filter(one -> !one.parent().equals(NONE)).isPresent();
  }

  /** Indexes that are gone, of tables that are still there; those of partitions go with that of their parent. */
  Stream<Index> lostIndexes() {
    return before.indexes().values().stream().filter(one -> !after.indexes().containsKey(one.oid())
        && known(one.table()).isPresent() && after.find(one.table()).isPresent()
        && before.find(one.oid()).filter(was -> was.parent().equals(NONE)).isPresent()
        && before.find(one.oid()).flatMap(was -> after.find(was.named())).isEmpty());
  }

  /** Whether a constraint stands on an index. */
  static boolean isOfConstraint(Catalog catalog, Index index) {
    return catalog.constraints().stream().anyMatch(one -> one.index().equals(index.oid()) && !one.type().equals("f"));
  }

  /** Columns that were not there before, of tables that others may use. */
  Stream<Column> newColumns() {
    if (isNothing(What.CREATED)) {
      return Stream.empty();
    }
    return after.columns().stream().filter(one -> known(one.relation()).isPresent() && before.columns().stream()
        .noneMatch(was -> isSame(was, one)));
  }

  /** Columns of tables that others may use, that are there before and after with something about them changed. */
  Stream<Changed> changedColumns() {
    if (isNothing(What.CHANGED)) {
      return Stream.empty();
    }
    return before.columns().stream().flatMap(was -> known(was.relation()).stream()
        .flatMap(table -> after.columns().stream()
            .filter(now -> isSame(was, now) && !was.state().equals(now.state()))
            .map(now -> new Changed(table, was, now))));
  }

  /** Whether no column came, or changed: most statements touch none, and a schema has thousands. */
  private boolean isNothing(What what) {
    return seen.changes().stream().noneMatch(change -> change.what() == what && change.kind().equals("column"));
  }

  private static boolean isSame(Column one, Column other) {
    return one.relation().equals(other.relation()) && one.number() == other.number();
  }

  /** Whether all columns of a constraint are new. */
  boolean isOfNewColumns(Constraint constraint) {
    List<String> columns = newColumns().filter(one -> one.relation().equals(constraint.relation())).map(Column::name)
        .toList();
    return !constraint.columns().isEmpty() && columns.containsAll(constraint.columns());
  }

  /** The columns of a constraint, as they stand in SQL. */
  static String columns(List<String> names) {
    return Spelling.names(names.stream().map(Identifier::new).toList());
  }

  /** A finding about a table, with the lock that the statement took on it, or finds taken by an earlier one. */
  Finding found(Deployment deployment, Relation about, String what, String why) {
    Optional<Lock> lock = lock(about).or(() -> held(deployment, about).map(mode -> new Lock(about.named(), mode)));
    return Finding.of(subject, Certainty.PROVEN, what, why).locking(lock.orElse(null))
        .sized(deployment.statistics().of(about.named()).orElse(null));
  }

  /** The same with the lock that an earlier statement of the transaction took. */
  Finding held(Deployment deployment, Finding finding, Relation table) {
    return held(deployment, table).map(mode -> finding.locking(new Lock(table.named(), mode))).orElse(finding);
  }

  /** The strongest lock on a table that the transaction holds from the statements before this one. */
  Optional<LockMode> held(Deployment deployment, Relation table) {
    return earlier(deployment).flatMap(one -> one.locksOn(table)).map(Lock::mode).max(Comparator.naturalOrder());
  }

  /** Whether others wait for the table while it runs, also for a lock that an earlier statement took. */
  boolean keepsWaiting(Deployment deployment, Relation table) {
    return blocks(table)
        || held(deployment, table).filter(mode -> mode.blocks().compareTo(Blocks.WRITES) >= 0).isPresent();
  }

  /** The statements before it in its transaction. */
  Stream<Trace> earlier(Deployment deployment) {
    return deployment.sameTransaction(subject).stream().takeWhile(one -> !one.equals(subject))
        .flatMap(one -> Trace.of(one).stream());
  }
}
