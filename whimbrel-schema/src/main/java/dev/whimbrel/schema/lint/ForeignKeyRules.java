package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.AddColumn;
import dev.whimbrel.schema.command.TableAction.AddConstraint;
import dev.whimbrel.schema.command.TableAction.DropConstraint;
import dev.whimbrel.schema.command.TableAction.ValidateConstraint;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.command.TableConstraint.Validity;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Foreign keys, which are about two tables, and constraints that are validated later. */
final class ForeignKeyRules {
  private static final Pattern FOREIGN_KEY_NAME = Pattern.compile(".*_fk(?:ey)?\\d*|fk_.*");

  static final List<Rule> RULES = List.of(
      new Rule("WB111", "a foreign key is proven while writes to both tables wait", Severity.ERROR,
          Suspicion.seenOr(ForeignKeyRules::proven, ForeignKeyRules::toBeProven)),
      new Rule("WB112", "a constraint is validated in the transaction that adds it", Severity.ERROR,
          Suspicion.seenOr(ForeignKeyRules::validated, ForeignKeyRules::toBeValidated)),
      new Rule("WB117", "dropping a foreign key locks the table that it points at", Severity.WARNING,
          Suspicion.seenOr(ForeignKeyRules::dropped, ForeignKeyRules::toBeDropped)),
      new Rule("WB118", "a new table or column locks the table that it points at", Severity.NOTE,
          Suspicion.seenOr(ForeignKeyRules::pointing, ForeignKeyRules::toPoint)),
      new Rule("WB406", "a constraint is never validated", Severity.NOTE, ForeignKeyRules::neverValidated));

  private ForeignKeyRules() {}

  private static Stream<Finding> proven(Trace trace, Deployment deployment) {
    return trace.newConstraints("f").filter(one -> one.validity() == Constraint.Validity.VALID)
        .flatMap(one -> trace.known(one.relation()).stream().filter(trace::scans)
            .map(table -> proven(trace, deployment, one, table)));
  }

  private static Finding proven(Trace trace, Deployment deployment, Constraint key, Relation table) {
    String other = trace.after().find(key.references()).map(trace::name).orElse("");
    Finding finding = trace.found(deployment, table,
        "foreign key " + Quoting.name(key.name()) + " of " + trace.name(table)
            + " to " + other + " is proven in the statement that adds it",
        "all writes to " + both(trace.name(table), other) + " wait until every row of " + trace.name(table)
            + " is looked up");
    if (table.kind().equals("p") && deployment.majors().forms() < 18) {
      return finding.remedy("before PostgreSQL 18 a partitioned table takes no foreign key NOT VALID:"
          + " add it to each partition NOT VALID, validate these, and then to the table");
    }
    return trace.subject().command() instanceof AlterTable command
        ? ConstraintRules.action(trace.subject(), key, Kind.FOREIGN_KEY).map(action -> finding.safely(
            Spelling.instead(command, action, ConstraintSteps.notValid(command, action.constraint(), key.name()))))
            .orElseGet(() -> finding.remedy(LATER))
        : finding.remedy(LATER);
  }

  private static final String LATER = "add it NOT VALID, and validate it in a transaction of its own";

  private static String both(String one, String other) {
    return one.equals(other) ? one : one + " and " + other;
  }

  private static Stream<Finding> toBeProven(Subject subject, Deployment deployment) {
    return ConstraintRules.adding(subject, deployment, Kind.FOREIGN_KEY)
        .filter(one -> one.constraint().validity() == Validity.CHECKED).map(one -> {
          AlterTable command = (AlterTable) subject.command();
          String table = Spelling.name(command.table());
          String other = other(one.constraint());
          return Suspicion
              .of(subject, deployment, command.table(), "foreign key " + Quoting.name(name(command, one.constraint()))
                  + " of " + table + " to " + other + " is proven in the statement that adds it",
                  "all writes to " + both(table, other) + " wait until every row of " + table + " is looked up")
              .safely(Spelling.instead(command, one,
                  ConstraintSteps.notValid(command, one.constraint(), name(command, one.constraint()))));
        });
  }

  private static String other(TableConstraint constraint) {
    QualifiedName references = constraint.references();
    return references == null ? "another table" : Spelling.name(references);
  }

  /** As the server chooses it. */
  private static String name(AlterTable command, TableConstraint constraint) {
    Identifier name = constraint.name();
    return name != null
        ? name.name()
        : Spelling.last(command.table()) + "_"
            + constraint.columns().stream().map(Identifier::name).collect(Collectors.joining("_")) + "_fkey";
  }

  private static Stream<Finding> validated(Trace trace, Deployment deployment) {
    return trace.before().constraints().stream().filter(was -> was.validity() == Constraint.Validity.NOT_VALID)
        .filter(was -> trace.after().constraints().stream()
            .anyMatch(one -> one.oid().equals(was.oid()) && one.validity() == Constraint.Validity.VALID))
        .flatMap(was -> trace.known(was.relation()).stream()
            .filter(
                table -> trace.held(deployment, table).filter(mode -> mode.compareTo(LockMode.SHARE) >= 0).isPresent())
            .map(table -> late(trace.held(deployment, trace.found(deployment, table, "constraint "
                + Quoting.name(was.name()) + " of " + trace.name(table)
                + " is validated in a transaction that already locks the table",
                whileHeld(trace.name(table))), table))));
  }

  private static String whileHeld(String table) {
    return "the lock of the earlier statement is kept while the whole table is read, so that " + table
        + " is as good as out of use";
  }

  private static Finding late(Finding finding) {
    return finding.safely(List.of(finding.subject().statement().text()))
        .remedy("validate it in a transaction of its own, as in the next migration");
  }

  private static Stream<Finding> toBeValidated(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable command)
        || !Suspicion.isKnown(subject, deployment, command.table())) {
      return Stream.empty();
    }
    return Spelling.actions(command, ValidateConstraint.class)
        .filter(one -> deployment.sameTransaction(subject).stream().takeWhile(other -> !other.equals(subject))
            .anyMatch(other -> addsNotValid(other, command.table(), one.constraint())))
        .map(one -> late(Suspicion.of(subject, deployment, command.table(),
            "constraint " + Spelling.name(one.constraint())
                + " of " + Spelling.name(command.table()) + " is validated in the transaction that adds it",
            whileHeld(Spelling.name(command.table())))));
  }

  private static boolean addsNotValid(Subject subject, QualifiedName table, Identifier name) {
    return subject.command() instanceof AlterTable alter && Suspicion.isSame(alter.table(), table)
        && Spelling.actions(alter, AddConstraint.class).anyMatch(
            one -> one.constraint().validity() == Validity.NOT_VALID && name.equals(one.constraint().name()));
  }

  private static Stream<Finding> dropped(Trace trace, Deployment deployment) {
    List<Relation> others = trace.lostConstraints().filter(one -> one.type().equals("f"))
        .filter(one -> !one.relation().equals(one.references()))
        .flatMap(one -> trace.known(one.references()).stream())
        .filter(one -> trace.after().find(one.oid()).isPresent() && trace.blocks(one, Blocks.READS_AND_WRITES))
        .distinct().toList();
    if (others.isEmpty()) {
      return Stream.empty();
    }
    String names = others.stream().map(trace::name).collect(Collectors.joining(", "));
    return Stream.of(trace.found(deployment, others.getFirst(), names
        + " is locked, because a foreign key that points at it is dropped".replace("is locked",
            others.size() > 1 ? "are locked" : "is locked"),
        "all reads and writes of " + names + " wait, although the statement does not name it")
        .remedy(SHORT));
  }

  private static final String SHORT = "there is no way without this lock: run it in a transaction of its own with a"
      + " lock timeout, and again if it gives up";

  private static Stream<Finding> toBeDropped(Subject subject, Deployment deployment) {
    return switch (subject.command()) {
      case AlterTable command when Suspicion.isKnown(subject, deployment, command.table()) -> Spelling
          .actions(command, DropConstraint.class).filter(one -> isForeignKey(subject, deployment, one.constraint()))
          .map(one -> Suspicion.of(subject, deployment, command.table(), "the table that foreign key "
              + Spelling.name(one.constraint()) + " of " + Spelling.name(command.table())
              + " points at is locked, because the key is dropped",
              "all reads and writes of that table wait, although the statement does not name it").remedy(SHORT));
      case Drop drop when drop.kind().equals("TABLE") -> drop.names().stream()
          .filter(name -> Suspicion.isKnown(subject, deployment, name))
          .flatMap(name -> pointedAt(subject, deployment, name).map(other -> Suspicion.of(subject, deployment, other,
              Spelling.name(other) + " is locked, because table " + Spelling.name(name)
                  + ", whose foreign key points at it, is dropped",
              "all reads and writes of " + Spelling.name(other) + " wait, although the statement does not name it")
              .remedy(SHORT)));
      default -> Stream.empty();
    };
  }

  private static boolean isForeignKey(Subject subject, Deployment deployment, Identifier name) {
    return FOREIGN_KEY_NAME.matcher(name.name()).matches() || deployment.subjects().stream()
        .takeWhile(one -> !one.equals(subject)).flatMap(ForeignKeyRules::keys).anyMatch(one -> name.equals(one.name()));
  }

  /** The foreign keys that a statement makes. */
  private static Stream<TableConstraint> keys(Subject subject) {
    Stream<TableConstraint> all = switch (subject.command()) {
      case CreateTable table -> Stream.concat(table.constraints().stream(),
          table.columns().stream().flatMap(column -> column.constraints().stream()));
      case AlterTable alter -> alter.actions().stream().flatMap(ForeignKeyRules::constraints);
      default -> Stream.empty();
    };
    return all.filter(one -> one.kind() == Kind.FOREIGN_KEY);
  }

  private static Stream<TableConstraint> constraints(TableAction action) {
    return switch (action) {
      case AddConstraint added -> Stream.of(added.constraint());
      case AddColumn column -> column.column().constraints().stream();
      default -> Stream.empty();
    };
  }

  private static Stream<QualifiedName> pointedAt(Subject subject, Deployment deployment, QualifiedName table) {
    return deployment.subjects().stream().takeWhile(one -> !one.equals(subject)).filter(one -> switch (one.command()) {
      case CreateTable made -> Suspicion.isSame(made.name(), table);
      case AlterTable alter -> Suspicion.isSame(alter.table(), table);
      default -> false;
    }).flatMap(ForeignKeyRules::keys).map(TableConstraint::references).filter(Objects::nonNull)
        .map(Objects::requireNonNull).filter(other -> !Suspicion.isSame(other, table)).distinct();
  }

  private static Stream<Finding> pointing(Trace trace, Deployment deployment) {
    List<Relation> others = trace.newConstraints()
        .filter(one -> one.type().equals("f") && (trace.known(one.relation()).isEmpty() || trace.isOfNewColumns(one)))
        .filter(one -> !one.relation().equals(one.references()))
        .flatMap(one -> trace.known(one.references()).stream()).filter(trace::blocks).distinct().toList();
    return others.stream().map(other -> trace.found(deployment, other, trace.name(other)
        + " is locked, because a new foreign key points at it",
        "all writes to " + trace.name(other) + " wait until the transaction is over").remedy(LAST));
  }

  private static final String LAST = "let it be the last statement of its transaction, and its transaction short";

  private static Stream<Finding> toPoint(Subject subject, Deployment deployment) {
    List<TableConstraint> keys = switch (subject.command()) {
      case CreateTable table -> keys(subject).toList();
      case AlterTable alter -> Spelling.actions(alter, AddColumn.class).flatMap(ForeignKeyRules::constraints)
          .filter(one -> one.kind() == Kind.FOREIGN_KEY).toList();
      default -> List.of();
    };
    List<QualifiedName> own = new ArrayList<>();
    if (subject.command() instanceof CreateTable table) {
      own.add(table.name());
    }
    return keys.stream().map(TableConstraint::references).filter(Objects::nonNull).map(Objects::requireNonNull)
        .distinct()
        .filter(other -> own.stream().noneMatch(one -> Suspicion.isSame(one, other))
            && Suspicion.isKnown(subject, deployment, other))
        .map(other -> Suspicion.of(subject, deployment, other, Spelling.name(other)
            + " is locked, because a new foreign key points at it",
            "all writes to " + Spelling.name(other) + " wait until the transaction is over").remedy(LAST));
  }

  private static Stream<Finding> neverValidated(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable command)) {
      return Stream.empty();
    }
    return Spelling.actions(command, AddConstraint.class)
        .filter(one -> one.constraint().validity() == Validity.NOT_VALID)
        .flatMap(one -> name(one.constraint()).filter(name -> !isSettled(subject, deployment, command.table(), name))
            .map(name -> Suspicion.of(subject, deployment, command.table(), "constraint " + Spelling.name(name) + " of "
                + Spelling.name(command.table()) + " is added NOT VALID, and nothing validates it",
                "rows that were there before may break it, and the planner does not count on it")
                .remedy("validate it in a later migration: "
                    + Spelling.alter(command, "VALIDATE CONSTRAINT " + Spelling.name(name)))));
  }

  private static Stream<Identifier> name(TableConstraint constraint) {
    return Stream.ofNullable(constraint.name());
  }

  private static boolean isSettled(Subject subject, Deployment deployment, QualifiedName table, Identifier name) {
    return deployment.subjects().stream().dropWhile(one -> !one.equals(subject)).skip(1).map(Subject::command)
        .anyMatch(command -> switch (command) {
          case AlterTable alter -> Suspicion.isSame(alter.table(), table) && alter.actions().stream()
              .anyMatch(action -> switch (action) {
                case ValidateConstraint validate -> validate.constraint().equals(name);
                case DropConstraint drop -> drop.constraint().equals(name);
                default -> false;
              });
          case Drop drop -> drop.kind().equals("TABLE")
              && drop.names().stream().anyMatch(one -> Suspicion.isSame(one, table));
          default -> false;
        });
  }
}
